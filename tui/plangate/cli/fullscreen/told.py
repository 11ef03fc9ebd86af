"""Passing on what a program tells its terminal besides what to draw: bells, notifications, the clipboard. Pure."""

from __future__ import annotations

import base64
import re

from plangate.cli.text import plain
from plangate.config.settings import Clipboard, Settings
from plangate.model.terminal import TerminalEvent, TerminalEventKind

__all__ = ["passed_on"]

_LONGEST = 200
"""Characters of a notification that are passed on."""
_COMMAND = re.compile(r"\d+(?:;|$)")
"""ConEmu's commands share the number of the notification (OSC 9)."""


def passed_on(event: TerminalEvent, settings: Settings) -> str:
    """What to write to the outer terminal; empty when it is not to hear of it.

    Notifications go out as OSC 9, which most terminals know, whatever form the program chose. The
    clipboard is written only where the settings allow it: there is nobody here to be asked.
    """
    if event.kind is TerminalEventKind.BELL:
        return "\a" if settings.notifications.bell else ""
    if event.kind is TerminalEventKind.NOTIFICATION:
        text = plain(": ".join(part for part in (event.detail, event.text) if part))[:_LONGEST]
        return f"\x1b]9;{' ' if _COMMAND.match(text) else ''}{text}\x1b\\"
    if event.kind is TerminalEventKind.CLIPBOARD and settings.terminal.clipboard is Clipboard.ALLOW:
        return f"\x1b]52;{_selection(event.detail)};{base64.b64encode(event.text.encode()).decode()}\x1b\\"
    return ""


def _selection(letters: str) -> str:
    return "".join(letter for letter in letters if letter in "cpqs01234567") or "c"
