"""The hashes by which Codex trusts our hooks: it tells them itself, and runs no hook without."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import selectors
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["trusted_hashes"]

_PATIENCE = 15.0
_FILE = "codex-hooks.json"
_KEPT = 20
"""Entries of the cache: one for each version and each place where Plangate was installed."""


def trusted_hashes(
    program: str, version: str, option: str, env: Mapping[str, str], cache: Path
) -> dict[str, str]:
    """Hash of each hook by its key; empty when Codex does not tell. Blocks for up to 15 seconds.

    They depend on nothing but the version and the option (seen with 0.169.0 in other homes and
    projects), so they are asked for once.
    """
    name = hashlib.sha256(f"{version}\0{option}".encode()).hexdigest()
    known = _cached(cache)
    found = known.get(name) if version else None
    if not isinstance(found, dict) or not found:
        found = _ask(program, option, env)
        if found and version:
            _keep(cache, {**known, name: found})
    return {str(key): str(value) for key, value in found.items()}


def _ask(program: str, option: str, env: Mapping[str, str]) -> dict[str, str]:
    argv = [program, "-c", "features.hooks=true", "-c", option, "app-server"]
    with tempfile.TemporaryDirectory(prefix="plangate-") as folder:
        try:
            server = subprocess.Popen(
                argv,
                env=dict(env),
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,  # closing must have nothing left to write to a program that has ended
            )
        except OSError:
            return {}
        with server:
            try:
                return _hashes(_talk(server, folder))
            except (OSError, ValueError):
                return {}
            finally:
                server.kill()


def _talk(server: subprocess.Popen[bytes], folder: str) -> Mapping[str, Any]:
    client = {"name": "plangate", "title": "Plangate", "version": "1"}
    assert server.stdin is not None
    for message in (
        {
            "id": 1,
            "method": "initialize",
            "params": {"clientInfo": client, "capabilities": {"experimentalApi": True}},
        },
        {"method": "initialized"},
        {"id": 2, "method": "hooks/list", "params": {"cwds": [folder]}},
    ):
        server.stdin.write(json.dumps(message).encode() + b"\n")
    server.stdin.flush()
    for line in _lines(server):
        reply = json.loads(line)
        if isinstance(reply, dict) and reply.get("id") == 2:
            return reply
    return {}


def _lines(server: subprocess.Popen[bytes]) -> Sequence[bytes]:
    """What it says until it has answered, or the time is up."""
    assert server.stdout is not None
    end = time.monotonic() + _PATIENCE
    buffer = b""
    with selectors.DefaultSelector() as selector:
        selector.register(server.stdout, selectors.EVENT_READ)
        while b'"id":2' not in buffer.replace(b" ", b"") or not buffer.endswith(b"\n"):
            if not selector.select(max(0.0, end - time.monotonic())):
                return []
            chunk = os.read(server.stdout.fileno(), 1 << 16)
            if not chunk:
                break
            buffer += chunk
    return buffer.splitlines()


def _hashes(reply: Mapping[str, Any]) -> dict[str, str]:
    try:
        hooks = reply["result"]["data"][0]["hooks"]
        return {
            hook["key"]: hook["currentHash"] for hook in hooks if hook["key"].startswith("/<session-flags>/")
        }
    except (KeyError, IndexError, TypeError, AttributeError):
        return {}


def _cached(cache: Path) -> dict[str, Any]:
    try:
        found = json.loads((cache / _FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(cache: Path, known: Mapping[str, Any]) -> None:
    newest = dict(list(known.items())[-_KEPT:])
    with contextlib.suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = cache / f"{_FILE}.{os.getpid()}"
        temporary.write_text(json.dumps(newest))
        temporary.replace(cache / _FILE)
