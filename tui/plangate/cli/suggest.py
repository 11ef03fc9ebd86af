"""What a person may have meant who named a command that there is not; pure."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["OTHER_WORDS", "suggestion"]

OTHER_WORDS = {
    "sessions": "ls",
    "list": "ls",
    "ps": "ls",
    "status": "ls",
    "new": "run",
    "start": "run",
    "open": "attach",
    "kill": "stop",
    "end": "stop",
    "delete": "rm",
    "remove": "rm",
    "type": "send",
    "tail": "screen",
    "log": "events",
    "logs": "events",
    "history": "events",
    "redo": "restart",
    "settings": "config",
    "plans": "plan ls",
    "submit": "plan submit",
    "approve": "plan approve",
    "reject": "plan reject",
    "checkpoints": "checkpoint ls",
    "dashboard": "",
    "help": "--help",
    "version": "--version",
}
"""What other programs, and people, call what our commands do; what is to be written behind `plangate`."""
_ALIKE = 0.6
"""How much of two words must be the same, from 0 to 1 (difflib)."""


def suggestion(word: str, known: Iterable[str], others: dict[str, str] | None = None) -> str | None:
    """What was most likely meant by `word`; None when nothing is like it.

    Args:
        known: What could be written in its place.
        others: Further words for some of it, each with what to write.
    """
    from difflib import get_close_matches  # only for who has mistyped

    meant = {**(others or {}), **{name: name for name in known}}
    close = get_close_matches(word.lower(), list(meant), n=1, cutoff=_ALIKE)
    return meant[close[0]] if close else None
