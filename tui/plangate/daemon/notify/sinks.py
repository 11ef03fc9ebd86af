"""Where notifications go: the desktop, a command, a web address, services through apprise. All of them block."""

from __future__ import annotations

import os
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import msgspec

from plangate.daemon.notify.notes import Note
from plangate.errors import PlangateError

__all__ = ["Sink", "SinkFailed", "sinks"]

_PATIENCE = 10.0
"""Seconds that a sink may take."""
_MOST_SAID = 200


class SinkFailed(PlangateError):
    """Raised when a notification could not be handed over."""

    title = "Notification not sent"


@dataclass(frozen=True, slots=True)
class Sink:
    """One place."""

    name: str
    send: Callable[[Note], None]
    """Raises `SinkFailed`."""


def sinks(*, desktop: bool, command: Sequence[str], webhook: str, services: Sequence[str]) -> list[Sink]:
    """Those that the settings name, in this order."""
    found = [Sink("desktop", _desktop)] if desktop else []
    if command:
        found.append(Sink("command", lambda note: _command(tuple(command), note)))
    if webhook:
        found.append(Sink("webhook", lambda note: _webhook(webhook, note)))
    if services:
        found.append(Sink("services", lambda note: _services(tuple(services), note)))
    return found


def _desktop(note: Note) -> None:
    program = shutil.which("notify-send")
    if program is None:
        raise SinkFailed("notify-send is not installed", "It comes with libnotify.")
    env = dict(os.environ)
    bus = Path(f"/run/user/{os.getuid()}/bus")
    if "DBUS_SESSION_BUS_ADDRESS" not in env and bus.exists():
        env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"
    urgency = "critical" if note.urgent else "normal"
    text = f"{note.text}\n{note.link}" if note.text else note.link
    _run((program, "-a", "Plangate", "-u", urgency, "--", note.title, _escaped(text)), b"", env)


def _escaped(text: str) -> str:
    """Desktops take a body for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _command(argv: Sequence[str], note: Note) -> None:
    _run(argv, msgspec.json.encode(note) + b"\n", dict(os.environ))


def _run(argv: Sequence[str], data: bytes, env: dict[str, str]) -> None:
    try:
        done = subprocess.run(argv, input=data, capture_output=True, env=env, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SinkFailed(f"{argv[0]} failed: {error}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[:_MOST_SAID]
        raise SinkFailed(f"{argv[0]} ended with {done.returncode}" + (f": {said}" if said else ""))


def _webhook(address: str, note: Note) -> None:
    if not address.startswith(("https://", "http://")):
        raise SinkFailed("notifications.webhook is no web address", "It begins with https:// or http://.")
    body = msgspec.json.encode(note)
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE):
            pass
    except (OSError, ValueError, urllib.error.HTTPError) as error:
        raise SinkFailed(f"the webhook did not take it: {error}") from error


def _services(addresses: Sequence[str], note: Note) -> None:
    try:
        apprise = import_module("apprise")
    except ImportError as error:
        raise SinkFailed("apprise is not installed", 'pip install "plangate[notify]"') from error
    sender = apprise.Apprise()
    for address in addresses:
        if not sender.add(address):
            raise SinkFailed("apprise does not understand an address in notifications.services")
    if not sender.notify(title=note.title, body=f"{note.text}\n{note.link}".strip()):
        raise SinkFailed("a service did not take it", "apprise says more when it is called by itself.")
