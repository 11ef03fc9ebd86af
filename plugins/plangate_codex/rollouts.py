"""Finds the conversation of an ended Codex session: its rollout file names directory, start and id."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = ["find_thread", "in_plan_mode"]

_NEWEST = 500
"""Rollout files looked at, newest first; people keep thousands."""
_FIRST_LINE = 1 << 20
_TAIL = 4 << 20
"""Bytes of a rollout's end that are searched for its last turn's mode."""
_DAY = 86400.0
_SLACK = 5.0
"""Seconds by which the file's clock may differ from ours."""


def find_thread(sessions: Path, cwd: str, started: float = 0.0, ended: float = 0.0) -> str:
    """The id of the one thread that began in `cwd` within that time; empty when none or several did.

    Args:
        sessions: Codex's directory `sessions`, holding Y/M/D/rollout-*.jsonl.
        cwd: Where the session ran.
        started: Unix seconds; 0: any time.
        ended: Unix seconds; 0: until now.
    """
    found = {
        str(meta["id"])
        for meta in _metas(sessions, started, ended)
        if _same(meta.get("cwd"), cwd) and _within(meta.get("timestamp"), started, ended)
    }
    return found.pop() if len(found) == 1 else ""


def in_plan_mode(sessions: Path, thread: str) -> bool:
    """Whether a thread's last turn was in Plan mode, in which it is again when it is resumed (seen with 0.169.0)."""
    for path in sorted(sessions.glob(f"*/*/*/rollout-*-{thread}*.jsonl"), reverse=True):
        try:
            with path.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
                lines = file.read().splitlines()
        except OSError:
            continue
        for line in reversed(lines):
            if b'"turn_context"' in line[:200] and (mode := _mode(line)):
                return mode == "plan"
    return False


def _mode(line: bytes) -> str:
    try:
        return str(json.loads(line)["payload"]["collaboration_mode"]["mode"])
    except (ValueError, KeyError, TypeError):
        return ""


def _metas(sessions: Path, started: float, ended: float) -> Iterator[dict[str, Any]]:
    files = (path for path in sessions.glob("*/*/*/rollout-*.jsonl") if _near(path.name, started, ended))
    for path in sorted(files, key=lambda path: path.name, reverse=True)[:_NEWEST]:
        try:
            with path.open("rb") as file:
                row = json.loads(file.readline(_FIRST_LINE))
        except (OSError, ValueError):
            continue
        meta = row.get("payload") if isinstance(row, dict) and row.get("type") == "session_meta" else None
        if isinstance(meta, dict) and "id" in meta:
            yield meta


def _near(name: str, started: float, ended: float) -> bool:
    """Whether the local time in a file's name is within a day of the session; saves opening the others."""
    low = _stamp(started - _DAY) if started else ""
    high = _stamp(ended + _DAY) if ended else "~"
    return low <= name.removeprefix("rollout-") <= high


def _stamp(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H-%M-%S")


def _same(written: object, cwd: str) -> bool:
    return isinstance(written, str) and os.path.realpath(written) == os.path.realpath(cwd)


def _within(written: object, started: float, ended: float) -> bool:
    try:
        when = datetime.fromisoformat(str(written)).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return False
    return started - _SLACK <= when and (not ended or when <= ended + _SLACK)
