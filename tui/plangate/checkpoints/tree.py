"""The state of a working tree as a value: every path with its kind, mode and content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import msgspec

__all__ = ["Entry", "Kind", "Skipped", "Tree", "decode", "encode", "inside"]


class Kind(IntEnum):
    """What a path is; sockets, pipes and devices are no part of a tree."""

    FILE = 0
    LINK = 1
    DIRECTORY = 2


class Entry(NamedTuple):
    """What is at a path."""

    kind: Kind
    mode: int
    """Permission bits including set-user-id, set-group-id and sticky; 0 for a link, which has none."""
    content: bytes
    """SHA-256 of a file, target of a link, nothing for a directory."""
    size: int
    """Bytes of a file; else 0."""


class Skipped(NamedTuple):
    """A path that a tree does not cover; restoring leaves it as it is."""

    path: bytes
    why: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A working tree at one moment, without what git keeps for itself."""

    entries: dict[bytes, Entry]
    """By path relative to the root, `/` between its parts; in order of the paths."""
    ignored: frozenset[bytes] = frozenset()
    """Paths that git ignored and the tree leaves out, with all below them."""
    skipped: tuple[Skipped, ...] = ()

    def digest(self) -> str:
        """The same for two trees exactly when all paths, modes and contents are the same."""
        rows = ((path, *entry[:3]) for path, entry in sorted(self.entries.items()))
        return hashlib.sha256(msgspec.msgpack.encode(list(rows))).hexdigest()

    def covers(self, path: bytes) -> bool:
        """Whether the tree says what is at a path, be it that nothing is."""
        return not inside(path, self.ignored) and not inside(path, {one.path for one in self.skipped})


def inside(path: bytes, roots: Iterable[bytes]) -> bool:
    """Whether a path is one of `roots` or lies below one."""
    known = roots if isinstance(roots, (set, frozenset)) else set(roots)
    if not known:
        return False
    if path in known:
        return True
    cut = path.rfind(b"/")
    while cut > 0:
        path = path[:cut]
        if path in known:
            return True
        cut = path.rfind(b"/")
    return False


def encode(tree: Tree) -> bytes:
    """The tree in bytes, for the store."""
    rows = [(path, *entry) for path, entry in sorted(tree.entries.items())]
    return msgspec.msgpack.encode((rows, sorted(tree.ignored), tree.skipped))


def decode(data: bytes) -> Tree:
    """The tree that `encode` made bytes of.

    Raises:
        ValueError: They are not such bytes.
    """
    rows, ignored, skipped = msgspec.msgpack.decode(data, type=_STORED)
    entries = {path: Entry(Kind(kind), mode, content, size) for path, kind, mode, content, size in rows}
    return Tree(entries, frozenset(ignored), tuple(Skipped(path, why) for path, why in skipped))


_STORED = tuple[list[tuple[bytes, int, int, bytes, int]], list[bytes], list[tuple[bytes, str]]]
