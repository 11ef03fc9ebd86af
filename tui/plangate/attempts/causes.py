"""Which deed explains that files have an earlier content again."""

from __future__ import annotations

from collections.abc import Collection

from plangate.attempts.going import Going, Memory
from plangate.attempts.observations import Reversed
from plangate.model.attempts import UndoKind

__all__ = ["cause", "note", "pending"]

_WINDOW = 15.0
"""Seconds for which a deed explains a change that is seen after it."""
_STASHING = 2.0
"""Seconds that git takes at most from its note of a stash until the files are gone."""
_REMEMBERED = 10


def note(memory: Memory, workspace: str, deed: Reversed) -> None:
    """A deed that takes changes back was seen."""
    deeds = memory.deeds.setdefault(workspace, [])
    deeds.append(deed)
    del deeds[:-_REMEMBERED]


def pending(memory: Memory, workspace: str, now: float) -> bool:
    """Whether a deed may still explain something, unless somebody looks and sees that it did nothing."""
    return any(now - deed.at <= _WINDOW for deed in memory.deeds.get(workspace, []))


def cause(memory: Memory, going: Going, files: Collection[str], at: float) -> Reversed | None:
    """The deed that explains most of what has just returned; None when there is none.

    What was done before somebody looked the last time would have shown then: it explains nothing any more.

    Args:
        files: Those that have returned.
    """
    found = [
        (explained, deed.paths is None, deed.at, number)
        for number, deed in enumerate(memory.deeds.get(going.workspace, []))
        if _in_time(deed, going, at) and (explained := _explained(deed, files))
    ]
    return memory.deeds[going.workspace][max(found)[-1]] if found else None


def _in_time(deed: Reversed, going: Going, at: float) -> bool:
    slack = _STASHING if deed.kind is UndoKind.STASH else 0.0
    return max(going.looked - slack, going.began, at - _WINDOW) <= deed.at <= at


def _explained(deed: Reversed, files: Collection[str]) -> int:
    return len(files) if deed.paths is None else len(deed.paths.intersection(files))
