"""Sessions as the rows of a table for people. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from plangate.cli.text import age
from plangate.model.session import HostState, Session

__all__ = ["HEADS", "STATE_COLOURS", "state_words", "table_rows"]

HEADS = ("ID", "STATE", "AGE", "AGENT", "NAME", "BRANCH", "DIRECTORY", "LAST LINE")

STATE_COLOURS = {
    "working": "cyan",
    "blocked": "yellow",
    "done": "green",
    "idle": "dim",
    "failed": "red",
    "stopped": "dim",
    "unknown": "dim",
}


def table_rows(sessions: Sequence[Session], now: float, home: str) -> list[list[str]]:
    """One row for each session, under `HEADS`."""
    return [
        [
            session.id,
            state_words(session),
            age(now - session.since) if session.since else "",
            session.agent,
            session.name + (" •" if session.unread else ""),
            session.branch,
            shorten(session.cwd, home),
            session.last_line.strip(),
        ]
        for session in sessions
    ]


def state_words(session: Session) -> str:
    """The state, with what a blocked session waits for and how an ended one ended."""
    if session.undoing:
        return "undoing"
    words = str(session.state)
    if session.reason is not None:
        words += f" {session.reason}"
    if session.exit is not None and (session.exit.code or session.exit.signal):
        words += f" {session.exit}"
    if session.host is HostState.LOST:
        words += " (host lost)"
    return words


def shorten(path: str, home: str) -> str:
    """The path with the home directory as ~."""
    return "~" + path[len(home) :] if home and (path == home or path.startswith(home + "/")) else path
