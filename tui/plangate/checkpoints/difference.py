"""What differs between two trees."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from plangate.checkpoints.tree import Entry, Kind, Tree

__all__ = ["Change", "What", "compare"]


class What(StrEnum):
    """How a path differs."""

    ADDED = "added"
    REMOVED = "removed"
    MODIFIED = "modified"
    """Other bytes, or another target of a link."""
    MODE = "mode"
    """Only other permissions."""
    KIND = "kind"
    """A file became a link or a directory, or the like."""


class Change(NamedTuple):
    """One path that differs."""

    path: bytes
    what: What
    before: Entry | None
    after: Entry | None

    @property
    def is_directory(self) -> bool:
        """Whether it concerns a directory alone, not what is in it."""
        entry = self.after or self.before
        return entry is not None and entry.kind is Kind.DIRECTORY and self.what is not What.KIND


def compare(before: Tree, after: Tree) -> list[Change]:
    """All paths that differ, in order; those that either tree does not cover are left out."""
    changes = []
    for path in sorted(before.entries.keys() | after.entries.keys()):
        old, new = before.entries.get(path), after.entries.get(path)
        if old == new:
            continue
        what = _what(old, new)
        covered = after.covers(path) if new is None else before.covers(path) if old is None else True
        if what is not None and covered:
            changes.append(Change(path, what, old, new))
    return changes


def _what(old: Entry | None, new: Entry | None) -> What | None:
    if old is None:
        return What.ADDED
    if new is None:
        return What.REMOVED
    if old.kind is not new.kind:
        return What.KIND
    if old.content != new.content:
        return What.MODIFIED
    return What.MODE if old.mode != new.mode else None
