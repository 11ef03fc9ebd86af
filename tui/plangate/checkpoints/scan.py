"""Reading a working tree; what has not changed since the last time is not read again."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from plangate.checkpoints.ignored import ignored
from plangate.checkpoints.tree import Entry, Kind, Skipped, Tree, inside

__all__ = ["LARGE", "Scanner"]

LARGE = 256 * 1024 * 1024
"""Bytes; a larger file is named instead of kept."""
_GIT = b".git"
_SETTLED = 2_000_000_000
"""Nanoseconds after which a change shows in the time stamps of every file system (FAT counts in 2 s)."""


class _Seen(NamedTuple):
    """What tells without reading that a file is as it was."""

    size: int
    modified: int
    changed: int
    inode: int
    device: int


class Scanner:
    """Reads one working tree again and again.

    Args:
        root: Its top directory.
        clock: Nanoseconds since the epoch, as file systems stamp files.
        include_ignored: Whether what git ignores belongs to the tree.
        large: Bytes above which a file is named instead of kept.
    """

    def __init__(
        self, root: Path, clock: Callable[[], int], *, include_ignored: bool = False, large: int = LARGE
    ) -> None:
        self.root = root
        self._clock = clock
        self._include_ignored = include_ignored
        self._large = large
        self._cache: dict[bytes, tuple[_Seen, bytes]] = {}

    def scan(self, keep: Callable[[BufferedReader], bytes] | None = None) -> Tree:
        """The tree as it is now.

        Args:
            keep: Stores a file's content and returns its SHA-256; called for files that changed since the
                last scan. Without it contents are only hashed.

        Raises:
            OSError: The root cannot be read.
        """
        return _Walk(self, keep or _hash, remembered=self._cache).tree()

    def forget(self) -> None:
        """Read every file next time: the store behind `keep` may have lost some."""
        self._cache.clear()


class _Walk:
    """One scan."""

    def __init__(
        self,
        scanner: Scanner,
        keep: Callable[[BufferedReader], bytes],
        remembered: dict[bytes, tuple[_Seen, bytes]],
    ) -> None:
        self._scanner = scanner
        self._keep = keep
        self._remembered = remembered
        self._top = os.fsencode(scanner.root)
        self._settled = scanner._clock() - _SETTLED
        self._entries: dict[bytes, Entry] = {}
        self._ignored: set[bytes] = set()
        self._skipped: list[Skipped] = []

    def tree(self) -> Tree:
        self._ignore(b"")
        self._directory(b"")
        for gone in self._remembered.keys() - self._entries.keys():
            del self._remembered[gone]
        return Tree(dict(sorted(self._entries.items())), frozenset(self._ignored), tuple(self._skipped))

    def _ignore(self, base: bytes) -> None:
        if not self._scanner._include_ignored:
            found = ignored(Path(os.fsdecode(self._absolute(base))))
            self._ignored.update(_join(base, path) for path in found)

    def _directory(self, base: bytes) -> None:
        try:
            with os.scandir(self._absolute(base)) as listing:
                children = sorted(listing, key=lambda child: child.name)
        except OSError as error:
            if not base:
                raise
            self._skip(base, error.strerror or "cannot be read")
            return
        if base and any(child.name == _GIT for child in children):
            self._ignore(base)  # a repository of its own, whose rules git does not follow from outside
        for child in children:
            path = _join(base, child.name)
            if child.name != _GIT and path not in self._ignored:
                self._child(path, child)

    def _child(self, path: bytes, child: os.DirEntry[bytes]) -> None:
        try:
            info = child.stat(follow_symlinks=False)
            if stat.S_ISREG(info.st_mode):
                self._file(path, info)
            elif stat.S_ISDIR(info.st_mode):
                self._entries[path] = Entry(Kind.DIRECTORY, stat.S_IMODE(info.st_mode), b"", 0)
                self._directory(path)
            elif stat.S_ISLNK(info.st_mode):
                self._entries[path] = Entry(Kind.LINK, 0, _target(self._absolute(path)), 0)
            else:
                self._skip(path, "neither file, directory nor link")
        except FileNotFoundError:
            return  # gone since the directory was listed
        except OSError as error:
            self._skip(path, error.strerror or "cannot be read")

    def _file(self, path: bytes, info: os.stat_result) -> None:
        if info.st_size > self._scanner._large:
            self._skip(path, f"larger than {self._scanner._large // 1024**2} MiB")
            return
        seen = _seen(info)
        known = self._remembered.get(path)
        if known is None or known[0] != seen:
            digest, info = self._read(path)
            seen = _seen(info)
            if max(seen.modified, seen.changed) < self._settled:  # else a later write may leave no trace
                self._remembered[path] = (seen, digest)
            else:
                self._remembered.pop(path, None)
        else:
            digest = known[1]
        self._entries[path] = Entry(Kind.FILE, stat.S_IMODE(info.st_mode), digest, info.st_size)

    def _read(self, path: bytes) -> tuple[bytes, os.stat_result]:
        """Keep a file's content; once more when it changed meanwhile, so that it is of one moment if possible."""
        for last in (False, False, True):
            # a pipe that took the file's place must not make us wait, nor a link lead elsewhere
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            with os.fdopen(os.open(self._absolute(path), flags), "rb") as file:
                before = os.fstat(file.fileno())
                if not stat.S_ISREG(before.st_mode):
                    raise FileNotFoundError
                digest = self._keep(file)
                after = os.fstat(file.fileno())
            if last or _seen(before) == _seen(after):
                break
        return digest, after

    def _skip(self, path: bytes, why: str) -> None:
        if not inside(path, self._ignored):
            self._entries.pop(path, None)
            self._skipped.append(Skipped(path, why))

    def _absolute(self, path: bytes) -> bytes:
        return self._top + b"/" + path if path else self._top


def _hash(file: BufferedReader) -> bytes:
    return hashlib.file_digest(file, "sha256").digest()


def _seen(info: os.stat_result) -> _Seen:
    return _Seen(info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino, info.st_dev)


def _join(base: bytes, name: bytes) -> bytes:
    return base + b"/" + name if base else name


def _target(link: bytes) -> bytes:
    return os.readlink(link)  # noqa: PTH115 - paths are bytes here, which a Path is not
