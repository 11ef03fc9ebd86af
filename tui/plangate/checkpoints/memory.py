"""What is remembered of a working tree between two looks at it, also when the process is another one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from plangate import atomic
from plangate.checkpoints.sign import Sign
from plangate.checkpoints.tree import Entry, Kind, Skipped, Tree

__all__ = ["Memory", "Repo", "Summary"]


class Summary(msgspec.Struct, frozen=True, array_like=True):
    """A tree that is stored, in a few words."""

    digest: str
    content: str
    """SHA-256 of its listing."""
    files: int
    bytes: int
    skipped: int


class Repo(NamedTuple):
    """A repository in the tree: what git ignores there, and what that depends on."""

    ignored: frozenset[bytes]
    """Paths relative to the tree's root."""
    rules: tuple[tuple[str, Sign | None], ...]
    """Files outside the tree, or not part of it, with how they were."""


class _Head(msgspec.Struct, array_like=True):
    version: int
    epoch: str
    summary: Summary | None
    directories: dict[bytes, Sign]
    restless: set[bytes]
    skipped: dict[bytes, str]
    repos: dict[bytes, Repo]
    unkept: set[bytes]
    unindexed: dict[bytes, Sign]
    index: str
    copied: tuple[str, Sign, str] | None


_VERSION = 1


class Memory:
    """A tree as it was last seen; the scanner changes it in place."""

    def __init__(self) -> None:
        self.summary: Summary | None = None
        """Of this very state, once it is stored."""
        self.epoch = ""
        """Which sweep of the store the contents were last compared with."""
        self.directories: dict[bytes, Sign] = {}
        """Those whose lists of names are known; the root is `b""`."""
        self.restless: set[bytes] = set()
        """Files and directories that may change again without a trace."""
        self.skipped: dict[bytes, str] = {}
        self.repos: dict[bytes, Repo] = {}
        self.unkept: set[bytes] = set()
        """Files whose content was hashed, but not stored."""
        self.unindexed: dict[bytes, Sign] = {}
        """Files that git's index of ours does not have as they are."""
        self.index = ""
        """Name of that index; empty: there is none."""
        self.copied: tuple[str, Sign, str] | None = None
        """The repository's own index: its path, how it was, and the SHA-256 of the copy that was stored."""
        self._files: dict[bytes, tuple[Sign, Entry]] | None = {}
        self._body = b""
        self._tree: Tree | None = None

    @property
    def files(self) -> dict[bytes, tuple[Sign, Entry]]:
        """Files and links."""
        if self._files is None:
            self._files = msgspec.msgpack.decode(self._body, type=_BODY)
            self._body = b""
        return self._files

    def ignored(self) -> frozenset[bytes]:
        """All that git ignores."""
        return frozenset().union(*(repo.ignored for repo in self.repos.values()))

    def changed(self) -> None:
        """It is not the tree any more that was stored."""
        self.summary = None
        self._tree = None

    def tree(self) -> Tree:
        """It as a value."""
        if self._tree is None:
            entries = {path: entry for path, (_, entry) in self.files.items()}
            for path, sign in self.directories.items():
                if path:
                    entries[path] = Entry(Kind.DIRECTORY, sign.mode & 0o7777, b"", 0)
            skipped = tuple(Skipped(path, why) for path, why in sorted(self.skipped.items()))
            linked = tuple(sorted(self._linked()))
            self._tree = Tree(dict(sorted(entries.items())), self.ignored(), skipped, linked)
        return self._tree

    def save(self, place: Path) -> None:
        """Write it to the disk; a power cut may bring an older one back, which is as true as the newer one.

        Raises:
            OSError: It cannot be written.
        """
        head = msgspec.msgpack.encode(
            _Head(
                _VERSION, self.epoch, self.summary, self.directories, self.restless, self.skipped,
                self.repos, self.unkept, self.unindexed, self.index, self.copied,
            )
        )  # fmt: skip
        body = msgspec.msgpack.encode(self.files)
        data = len(head).to_bytes(8, "big") + head + body
        atomic.write(place, hashlib.sha256(data).digest() + data, durable=False)

    @classmethod
    def load(cls, place: Path) -> Memory:
        """What `save` wrote; an empty one when that is missing, damaged or of another version."""
        memory = cls()
        try:
            data = place.read_bytes()
            if hashlib.sha256(memoryview(data)[32:]).digest() != data[:32]:
                return memory
            end = 40 + int.from_bytes(data[32:40], "big")
            head = msgspec.msgpack.decode(data[40:end], type=_Head)
        except (OSError, ValueError):
            return memory
        if head.version != _VERSION:
            return memory
        memory.epoch, memory.summary, memory.index = head.epoch, head.summary, head.index
        memory.directories, memory.restless, memory.skipped = head.directories, head.restless, head.skipped
        memory.repos, memory.unkept, memory.unindexed = head.repos, head.unkept, head.unindexed
        memory.copied = head.copied
        memory._files, memory._body = None, data[end:]
        return memory

    def _linked(self) -> Iterator[tuple[bytes, ...]]:
        names: dict[tuple[int, int], list[bytes]] = {}
        for path, (sign, entry) in self.files.items():
            if sign.names > 1 and entry.kind is Kind.FILE:
                names.setdefault((sign.device, sign.inode), []).append(path)
        return (tuple(sorted(paths)) for paths in names.values() if len(paths) > 1)


_BODY = dict[bytes, tuple[Sign, Entry]]
