"""How large a change is: files and lines, counted as a reviewer would."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import NamedTuple

from plangate.checkpoints.difference import Change, What
from plangate.checkpoints.tree import Entry, Kind

__all__ = ["FileChange", "measure"]

_BINARY_SIGN = 8000
"""Bytes at the beginning in which a NUL makes a file binary; as git does it (xdiff-interface.c)."""
_PATIENCE = 4_000_000
"""Pairs of lines up to which the shortest difference is looked for; above, all of both sides counts."""


class FileChange(NamedTuple):
    """One changed file or link, measured."""

    path: bytes
    what: What
    added: int
    """Lines; of a binary file 0."""
    removed: int
    binary: bool


def measure(changes: Iterable[Change], content: Callable[[Entry], bytes]) -> list[FileChange]:
    """Measure changes; directories by themselves do not count.

    Args:
        content: The bytes of an entry: of a file what is in it, of a link its target.
    """
    return [_measured(change, content) for change in changes if not change.is_directory]


def _measured(change: Change, content: Callable[[Entry], bytes]) -> FileChange:
    if change.what is What.MODE:
        return FileChange(change.path, change.what, 0, 0, binary=False)
    before, after = (_lines(entry, content) for entry in (change.before, change.after))
    if before is None or after is None:
        return FileChange(change.path, change.what, 0, 0, binary=True)
    added, removed = _count(before, after)
    return FileChange(change.path, change.what, added, removed, binary=False)


def _lines(entry: Entry | None, content: Callable[[Entry], bytes]) -> list[bytes] | None:
    """The lines of an entry, none of nothing; None when it is binary."""
    if entry is None or entry.kind is Kind.DIRECTORY:
        return []
    data = content(entry)
    return None if b"\0" in data[:_BINARY_SIGN] else data.splitlines(keepends=True)


def _count(before: list[bytes], after: list[bytes]) -> tuple[int, int]:
    """Lines added and removed; for very large differences an upper bound, never less than the truth."""
    start, limit = 0, min(len(before), len(after))
    while start < limit and before[start] == after[start]:
        start += 1
    end = 0
    while end < limit - start and before[-1 - end] == after[-1 - end]:
        end += 1
    before, after = before[start : len(before) - end], after[start : len(after) - end]
    if not before or not after or len(before) * len(after) > _PATIENCE:
        return len(after), len(before)
    same = sum(
        block.size
        for block in difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    )
    return len(after) - same, len(before) - same
