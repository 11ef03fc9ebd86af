"""The state of a working tree as a value: every path with its kind, mode and content."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import msgspec

__all__ = ["Entry", "Kind", "Listing", "Skipped", "Tree", "decode", "encode", "inside", "parts"]


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
    linked: tuple[tuple[bytes, ...], ...] = ()
    """Paths that are one file under several names; no part of the digest."""

    def digest(self) -> str:
        """The same for two trees exactly when all paths, modes and contents are the same."""
        return encode(self).digest

    def covers(self, path: bytes) -> bool:
        """Whether the tree says what is at a path, be it that nothing is."""
        return not inside(path, self.ignored) and not inside(path, {one.path for one in self.skipped})


class Listing(NamedTuple):
    """A tree in bytes, cut so that two trees that are nearly equal share nearly all of them."""

    head: bytes
    """Names the parts, and holds what the tree leaves out."""
    parts: list[bytes]
    digest: str
    """Of the entries alone."""


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


def encode(tree: Tree) -> Listing:
    """The tree in bytes, for the store."""
    parts: list[bytes] = []
    rows: list[tuple[bytes, int, int, bytes, int]] = []
    for path, (kind, mode, content, size) in sorted(tree.entries.items()):
        rows.append((path, int(kind), mode, content, size))
        if not zlib.crc32(path) % _PART:
            parts.append(msgspec.msgpack.encode(rows))
            rows = []
    parts.append(msgspec.msgpack.encode(rows))
    names = [hashlib.sha256(part).digest() for part in parts]
    head = msgspec.msgpack.encode((names, sorted(tree.ignored), tree.skipped, tree.linked))
    return Listing(head, parts, hashlib.sha256(b"".join(names)).hexdigest())


def parts(head: bytes) -> list[bytes]:
    """The SHA-256 of each part of a listing.

    Raises:
        ValueError: These are not the bytes of a listing's head.
    """
    names: list[bytes] = msgspec.msgpack.decode(head, type=_HEAD)[0]
    return names


def decode(head: bytes, part: Callable[[bytes], bytes]) -> Tree:
    """The tree that `encode` made bytes of.

    Args:
        part: The part with a SHA-256.

    Raises:
        ValueError: They are not such bytes.
    """
    names, ignored, skipped, linked = msgspec.msgpack.decode(head, type=_HEAD)
    entries = {
        path: Entry(_KINDS[kind], mode, content, size)
        for name in names
        for path, kind, mode, content, size in msgspec.msgpack.decode(part(name), type=_ROWS)
    }
    return Tree(entries, frozenset(ignored), tuple(Skipped(*one) for one in skipped), tuple(linked))


_KINDS = tuple(Kind)
_PART = 256
"""Rows of a part, on average; where it ends depends on the paths alone."""
_ROWS = list[tuple[bytes, int, int, bytes, int]]
_HEAD = tuple[list[bytes], list[bytes], list[tuple[bytes, str]], list[tuple[bytes, ...]]]
