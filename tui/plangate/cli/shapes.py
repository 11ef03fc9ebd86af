"""The JSON of every value that commands print; docs/cli.md lists the keys, and a test compares both."""

from __future__ import annotations

from typing import Any

import msgspec

from plangate.model.event import Event
from plangate.model.explanation import Explanation
from plangate.model.jobs import Job
from plangate.model.queue import Queued
from plangate.model.screen import Cursor, Row, Style, Tables
from plangate.model.session import Exit, Session
from plangate.model.status import AgentInfo, DaemonStatus
from plangate.wire.stream import Snapshot

__all__ = [
    "agent_json",
    "event_json",
    "exit_json",
    "explanation_json",
    "job_json",
    "queued_json",
    "screen_json",
    "session_json",
    "status_json",
]

_UNDERLINES = ("none", "single", "double", "curly", "dotted", "dashed")
_FLAGS = ("bold", "dim", "italic", "blink", "inverse", "hidden", "strike", "overline", "protected")


def session_json(session: Session) -> dict[str, Any]:
    """A session; times are Unix seconds, what does not apply is null."""
    return _fields(session)


def exit_json(exit: Exit | None) -> dict[str, Any] | None:
    """How a program ended; both null when nobody could collect it."""
    return None if exit is None else _fields(exit)


def explanation_json(told: Explanation) -> dict[str, Any]:
    """Why a state is believed: every source's word, the strongest first."""
    return _fields(told)


def job_json(job: Job) -> dict[str, Any]:
    """A background job."""
    return _fields(job)


def queued_json(item: Queued) -> dict[str, Any]:
    """A queued prompt; its condition as people write it."""
    return _fields(item) | {"when": str(item.when)}


def event_json(event: Event) -> dict[str, Any]:
    """An entry of the ledger."""
    return _fields(event)


def agent_json(agent: AgentInfo) -> dict[str, Any]:
    """An agent that sessions can be started with."""
    return _fields(agent) | {"installed": bool(agent.path)}


def status_json(status: DaemonStatus) -> dict[str, Any]:
    """The daemon's account of itself."""
    return _fields(status)


def screen_json(snapshot: Snapshot) -> dict[str, Any]:
    """A screen: its lines as text, and as runs of one style; history comes before it, oldest first."""
    tables = Tables(0, list(snapshot.styles), list(snapshot.clusters))
    return {
        "cols": snapshot.cols,
        "rows": snapshot.rows,
        "title": snapshot.title,
        "cursor": _cursor(snapshot.cursor),
        "modes": _fields(snapshot.modes),
        "first_history_line": snapshot.top - len(snapshot.history),
        "history": [_line(row, tables) for row in snapshot.history],
        "lines": [_line(row, tables) for row in snapshot.screen],
    }


def _fields(value: msgspec.Struct) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(value)
    return made


def _line(row: Row, tables: Tables) -> dict[str, Any]:
    return {
        "text": tables.plain(row).rstrip(),
        "wrapped": row.wrapped,
        "runs": [
            {"text": run.text, "cells": run.cells, **_style(run.style)}
            for run in tables.runs(row)
            if run.text
        ],
    }


def _style(style: Style) -> dict[str, Any]:
    """Only what differs from the default."""
    found: dict[str, Any] = {}
    if style.fg is not None:
        found["fg"] = style.fg
    if style.bg is not None:
        found["bg"] = style.bg
    if names := [name for bit, name in enumerate(_FLAGS) if style.flags >> bit & 1]:
        found["flags"] = names
    if style.underline:
        found["underline"] = _UNDERLINES[style.underline]
    if style.underline_color is not None:
        found["underline_color"] = style.underline_color
    if style.link:
        found["link"] = style.link
    return found


def _cursor(cursor: Cursor) -> dict[str, Any]:
    return {"row": cursor.row, "col": cursor.col, "visible": cursor.visible, "shape": int(cursor.shape)}
