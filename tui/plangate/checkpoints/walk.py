"""Brings the memory of a working tree up to date where something is known or suspected to have changed."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from plangate.checkpoints.ignored import excludes_file, ignored
from plangate.checkpoints.memory import Memory, Repo
from plangate.checkpoints.repository import find
from plangate.checkpoints.sign import SETTLED, Sign
from plangate.checkpoints.tree import Entry, Kind, inside

__all__ = ["Contents", "Hashed", "Walk", "sign_of"]

_GIT = b".git"
_RULES = b".gitignore"
_SMALL = 2 * 1024 * 1024
"""Bytes up to which a file is read in one piece."""
_TRIES = 3
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""A pipe that took a file's place must not make us wait, nor a link lead elsewhere."""


_Found = tuple[Sign, Entry]


class Contents(Protocol):
    """Where contents go."""

    def put(self, data: bytes) -> bytes:
        """Take bytes; returns their SHA-256."""

    def put_file(self, source: BufferedReader) -> bytes:
        """Take what an open file holds; returns its SHA-256."""


class Hashed:
    """Contents that are only hashed. Implements `Contents`."""

    def put(self, data: bytes) -> bytes:
        """The SHA-256 of bytes."""
        return hashlib.sha256(data).digest()

    def put_file(self, source: BufferedReader) -> bytes:
        """The SHA-256 of a file."""
        return hashlib.file_digest(source, "sha256").digest()


class Walk:
    """One pass over what may have changed.

    Args:
        memory: Changed in place.
        now: Nanoseconds, from before anything was looked at.
        contents: None: contents are only hashed.
        large: Bytes above which a file is named instead of kept; None where git is not asked what it ignores.
        include_ignored: Whether git is not asked.
    """

    def __init__(
        self,
        memory: Memory,
        top: bytes,
        now: int,
        contents: Contents | None,
        *,
        large: int,
        include_ignored: bool,
    ) -> None:
        self._memory = memory
        self._files = memory.files
        self._top = top
        self._start = top + b"/"
        self._settled = now - SETTLED
        self._contents: Contents = contents or Hashed()
        self._keeps = contents is not None
        self._large = large
        self._asks = not include_ignored
        self._ignored = set(memory.ignored())
        self._fresh: set[bytes] = set()
        self._certain = False
        """Whether git was asked what it ignores where names are being read."""
        self._listed: set[bytes] = set()
        self._removed: set[bytes] = set()
        self._hiding = {_above(path) for path in self._ignored}
        """Directories in which something is ignored."""
        self._pending: list[bytes] = []
        self._children: dict[bytes, list[bytes]] | None = None
        self.learned = 0
        """Files that were read."""
        self.touched = 0
        """Entries that are not as they were."""

    def run(self, directories: Iterable[bytes], files: Iterable[bytes], repos: Iterable[bytes]) -> None:
        """Look at some directories and files; ask git anew what some repositories ignore.

        Raises:
            OSError: The root cannot be read.
        """
        files = list(files)
        for base in {*repos, *(self._base(path) for path in files if path.endswith(_RULES))}:
            self._ask(base)
        self._pending.extend(sorted(directories, reverse=True))  # what is above comes first
        self._drain()
        for path in files:
            if path in self._files or path in self._memory.skipped:
                self._again(path)
        self._forget_removed()
        if self.touched:
            self._memory.changed()

    def _drain(self) -> None:
        while self._pending:
            self._list(self._pending.pop())

    def _list(self, base: bytes) -> None:
        """Read a directory's names, and what is below it as far as that is new."""
        memory = self._memory
        if base in self._listed or inside(base, self._ignored):
            return
        if base and _above(base) not in memory.directories:
            return  # what it was in is gone, or is a link to elsewhere now
        self._listed.add(base)
        try:
            sign = sign_of(self._absolute(base))
            if not stat.S_ISDIR(sign.mode):
                return  # something else by now, as reading the directory above has told
            with os.scandir(self._absolute(base)) as listing:
                children = list(listing)
        except OSError as error:
            if not base:
                raise
            self._unreadable(base, error)
            return
        if self._asks:
            self._meet(base, any(child.name == _GIT for child in children))
        before = memory.directories.get(base)
        memory.directories[base] = sign
        if sign.changed < self._settled and sign.modified < self._settled:
            memory.restless.discard(base)
        else:
            memory.restless.add(base)
        self.touched += base != b"" and (before is None or before.mode != sign.mode)
        self.touched += memory.skipped.pop(base, None) is not None
        self._certain = False
        if self._asks and before is not None and before != sign and base in self._hiding:
            self._ask(self._base(base + b"/"))  # an ignored name may be gone, or be another kind of thing
        names = set()
        start = base + b"/" if base else b""
        for child in children:
            if child.name == _GIT:
                continue
            path = start + child.name
            if before is None and path not in self._ignored and child.is_file(follow_symlinks=False):
                self._new(path)
                continue
            names.add(path)
            self._child(path, child)
        if before is not None:
            for path in self._below(base):
                if path not in names:
                    self._remove(path)

    def _meet(self, base: bytes, here: bool) -> None:
        """A repository of its own has rules that git does not follow from outside."""
        repos = self._memory.repos
        if base == b"" or here:
            if base not in repos or (here and not repos[base].rules):
                self._ask(base)
        elif base in repos:
            self._forgotten(repos.pop(base).ignored)
            self._ask(self._base(base))

    def _child(self, path: bytes, child: os.DirEntry[bytes]) -> None:
        memory = self._memory
        known = path in self._files or path in memory.directories or path in memory.skipped
        if not known and self._asks and not self._certain and path not in self._ignored:
            self._ask(self._base(path))
            self._certain = True
        if path in self._ignored:
            if known:
                self._remove(path)
            return
        try:
            info = child.stat(follow_symlinks=False)
            if not stat.S_ISDIR(info.st_mode):
                if path in memory.directories:
                    self._remove(path)
                self._file(path, info)
                return
        except FileNotFoundError:
            return  # gone since the directory was listed; the missing are looked for next time
        except OSError as error:
            self._skip(path, error.strerror or "cannot be read")
            return
        if path in self._files:
            self._remove(path)
        if path not in memory.directories or memory.directories[path].changed != info.st_ctime_ns:
            self._pending.append(path)

    def _new(self, path: bytes) -> None:
        """A file in a directory that is new itself: by far most of the first pass."""
        if self._asks and not self._certain:
            self._ask(self._base(path))
            self._certain = True
            if path in self._ignored:
                return
        try:
            self._learn(path, self._read(path), None)
        except FileNotFoundError:
            return
        except OSError as error:
            self._skip(path, error.strerror or "cannot be read")

    def _below(self, base: bytes) -> list[bytes]:
        """What a directory held when this pass began."""
        if self._children is None:
            self._children = {}
            for table in (self._files, self._memory.directories, self._memory.skipped):
                for path in table:
                    if path:
                        self._children.setdefault(_above(path), []).append(path)
        return self._children.get(base, [])

    def _again(self, path: bytes) -> None:
        try:
            info = os.lstat(self._absolute(path))
        except OSError as error:
            if isinstance(error, FileNotFoundError | NotADirectoryError):
                self._remove(path)
            else:
                self._skip(path, error.strerror or "cannot be read")
            return
        if stat.S_ISDIR(info.st_mode):
            if path in self._memory.skipped:
                self._list(path)
                self._drain()
            return
        self._file(path, info)

    def _file(self, path: bytes, info: os.stat_result) -> None:
        """A path that is no directory."""
        memory = self._memory
        known = self._files.get(path)
        if (
            known is not None
            and known[0].changed == info.st_ctime_ns
            and known[0] == Sign.of(info)
            and path not in memory.restless
            and not (self._keeps and path in memory.unkept)
        ):
            return
        try:
            found = self._look(path, info)
        except FileNotFoundError:
            self._remove(path)
            return
        except OSError as error:
            self._skip(path, error.strerror or "cannot be read")
            return
        self._learn(path, found, known)

    def _learn(self, path: bytes, found: _Found | str, known: _Found | None) -> None:
        """Remember what is at a path, or why it is not kept."""
        if isinstance(found, str):
            self._skip(path, found)
            return
        memory, (sign, entry) = self._memory, found
        self._files[path] = found
        if sign.changed < self._settled and sign.modified < self._settled:
            if memory.restless:
                memory.restless.discard(path)
        else:
            memory.restless.add(path)
        self.learned += 1
        if known is None:
            memory.skipped.pop(path, None)
        if memory.index:
            memory.unindexed[path] = sign
        if self._keeps or entry.kind is Kind.LINK:
            if memory.unkept:
                memory.unkept.discard(path)
        elif known is None or known[1].content != entry.content:
            memory.unkept.add(path)
        if known is None or known[1] != entry or known[0].names != sign.names:
            self.touched += 1

    def _look(self, path: bytes, info: os.stat_result) -> _Found | str:
        if stat.S_ISLNK(info.st_mode):
            return Sign.of(info), Entry(Kind.LINK, 0, _target(self._start + path), 0)
        if not stat.S_ISREG(info.st_mode):
            return "neither file, directory nor link"
        return self._read(path)

    def _read(self, path: bytes) -> _Found | str:
        """Keep a file's content; a large one once more when it changed meanwhile, so that it is of one moment."""
        handle = os.open(self._start + path, _FLAGS)
        try:
            info = os.fstat(handle)
            if not stat.S_ISREG(info.st_mode):
                raise FileNotFoundError
            size = info.st_size
            if size <= min(_SMALL, self._large):
                data = os.read(handle, size + 1)
                if len(data) == size:
                    digest = self._contents.put(data)
                    return Sign.of(info), Entry(Kind.FILE, info.st_mode & 0o7777, digest, size)
            for _ in range(_TRIES):
                info = os.fstat(handle)
                if info.st_size > self._large:
                    return f"larger than {self._large // 1024**2} MiB"
                digest, size = self._streamed(handle)
                if size == info.st_size and os.fstat(handle).st_ctime_ns == info.st_ctime_ns:
                    break
        finally:
            os.close(handle)
        return Sign.of(info), Entry(Kind.FILE, info.st_mode & 0o7777, digest, size)

    def _streamed(self, handle: int) -> tuple[bytes, int]:
        os.lseek(handle, 0, os.SEEK_SET)
        with os.fdopen(os.dup(handle), "rb") as file:
            digest = self._contents.put_file(file)
            return digest, file.tell()

    def _ask(self, base: bytes) -> None:
        """Ask git what it ignores in a repository, and look again where the answer is another one."""
        if not self._asks or base in self._fresh:
            return
        self._fresh.add(base)
        place = Path(os.fsdecode(self._absolute(base)))
        if base and (place.is_symlink() or not place.is_dir()):
            return  # gone; the directory above tells
        repository = find(place)
        rules: list[Path] = []
        if repository is not None and (not base or repository.top == place):
            rules = [*repository.rules(), *excludes_file(place, repository.configuration())]
        found = frozenset(_join(base, path) for path in ignored(place))
        rules += [Path(os.fsdecode(self._absolute(path))) for path in found if path.endswith(_RULES)]
        before = self._memory.repos.get(base)
        signs = tuple((str(path), _sign(path)) for path in rules)
        self._memory.repos[base] = Repo(found, signs)
        self._ignored |= found
        self.touched += before is None or before.ignored != found
        if before is not None:
            self._forgotten(before.ignored - found)
            self._look_at({_above(path) for path in found - before.ignored})

    def _forgotten(self, paths: Iterable[bytes]) -> None:
        """Paths that are not ignored any more."""
        paths = set(paths)
        self._ignored -= paths
        self._look_at({_above(path) for path in paths})

    def _forget_removed(self) -> None:
        """What was ignored in a directory that is gone is not there to be ignored."""
        for base, repo in list(self._memory.repos.items()) if self._removed else ():
            left = frozenset(path for path in repo.ignored if not inside(path, self._removed))
            if base not in self._fresh and left != repo.ignored:
                self._memory.repos[base] = repo._replace(ignored=left)

    def _look_at(self, directories: Iterable[bytes]) -> None:
        known = [path for path in directories if path in self._memory.directories]
        self._listed.difference_update(known)
        self._pending.extend(known)

    def _base(self, path: bytes) -> bytes:
        """The innermost repository that a path belongs to, not being its top."""
        while path:
            path = _above(path)
            if path in self._memory.repos:
                return path
        return b""

    def _unreadable(self, base: bytes, error: OSError) -> None:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            self._remove(base)
        else:
            self._skip(base, error.strerror or "cannot be read")

    def _skip(self, path: bytes, why: str) -> None:
        before = self._memory.skipped.get(path)
        if path in self._files or path in self._memory.directories:
            self._remove(path)
        self.touched += before != why
        self._memory.skipped[path] = why

    def _remove(self, path: bytes) -> None:
        """It is gone, with all below it."""
        memory = self._memory
        memory.restless.discard(path)
        memory.unkept.discard(path)
        memory.unindexed.pop(path, None)
        found = self._files.pop(path, None) is not None
        found |= memory.skipped.pop(path, None) is not None
        if memory.directories.pop(path, None) is not None:
            found = True
            self._removed.add(path)
            if path in memory.repos:
                self._ignored -= memory.repos.pop(path).ignored
            for inner in self._below(path):
                self._remove(inner)
        self.touched += found

    def _absolute(self, path: bytes) -> bytes:
        return self._top + b"/" + path if path else self._top


def sign_of(path: bytes | str) -> Sign:
    """The sign of what is at a path, not following a link.

    Raises:
        OSError: Nothing is.
    """
    return Sign.of(os.lstat(path))


def _sign(path: Path) -> Sign | None:
    try:
        return sign_of(str(path))
    except OSError:
        return None


def _join(base: bytes, name: bytes) -> bytes:
    return base + b"/" + name if base else name


def _above(path: bytes) -> bytes:
    return path.rpartition(b"/")[0]


def _target(link: bytes) -> bytes:
    return os.readlink(link)  # noqa: PTH115 - paths are bytes here, which a Path is not
