"""Looking at a working tree again and again; what has not changed since the last time is not read again.

Names are known from directories, whose time stamps tell when they change. Files are asked for their status: few of
them one by one, many by git, which is faster at it.
"""

from __future__ import annotations

import contextlib
import contextvars
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from plangate.checkpoints.gitindex import suspects, write_index
from plangate.checkpoints.memory import Memory
from plangate.checkpoints.sign import Sign
from plangate.checkpoints.tree import Tree
from plangate.checkpoints.walk import Contents, Walk, sign_of
from plangate.errors import PlangateError

__all__ = ["LARGE", "Scanner"]

LARGE = 256 * 1024 * 1024
"""Bytes; a larger file is named instead of kept."""
_MANY = 5_000
"""Files from which on it pays to have git ask for their status; measured."""
_Suspected = tuple[list[bytes], list[bytes], list[bytes]]
"""Directories and files that may have changed, and repositories whose rules may have."""
_STALE = 500
"""Changed files from which on what is remembered is written to the disk again."""


class Scanner:
    """Looks at one working tree.

    Args:
        root: Its top directory.
        clock: Nanoseconds since the epoch, as file systems stamp files.
        place: Where what is remembered is kept; None: nowhere, and git is not asked about many files.
        include_ignored: Whether what git ignores belongs to the tree.
        large: Bytes above which a file is named instead of kept.
        many: Files from which on git asks for their status.
    """

    def __init__(
        self,
        root: Path,
        clock: Callable[[], int],
        *,
        place: Path | None = None,
        include_ignored: bool = False,
        large: int = LARGE,
        many: int = _MANY,
    ) -> None:
        self.root = root
        self._top = os.fsencode(root)
        self._clock = clock
        self._place = place
        self._include_ignored = include_ignored
        self._large = large
        self._many = many
        self._memory: Memory | None = None
        self._unsaved = 0

    def scan(self, contents: Contents | None = None) -> Tree:
        """The tree as it is now.

        Args:
            contents: Takes the contents of files that it does not have. Without it they are only hashed.

        Raises:
            OSError: The root cannot be read.
        """
        return self.look(contents).tree()

    def look(self, contents: Contents | None = None) -> Memory:
        """The tree as it is now, as it is remembered; valid until the next look."""
        now = self._clock()
        memory = self.memory
        changed: _Suspected = ([b""], [], [])
        if memory.directories:
            changed = self._changed(memory, keeps=contents is not None)
        if any(changed):
            walk = Walk(
                memory, self._top, now, contents, large=self._large, include_ignored=self._include_ignored
            )
            walk.run(*changed)
            self._unsaved += max(walk.touched, walk.learned)
        return memory

    @property
    def memory(self) -> Memory:
        """What is remembered."""
        if self._memory is None:
            self._memory = Memory() if self._place is None else Memory.load(self._place / "memory")
        return self._memory

    def _changed(self, memory: Memory, *, keeps: bool) -> _Suspected:
        with self._files(memory) as files:
            directories = [
                path
                for path, sign in memory.directories.items()
                if path in memory.restless or _differs(self._top + b"/" + path, sign)
            ]
            repos = [
                base
                for base, repo in memory.repos.items()
                if any(_sign(path) != sign for path, sign in repo.rules)
            ]
            again = {
                path for path in memory.restless if path not in memory.directories
            } | memory.skipped.keys()
            if keeps:
                again |= memory.unkept
            again.update(files.result())
        return directories, sorted(again), repos

    @contextlib.contextmanager
    def _files(self, memory: Memory) -> Iterator[Future[list[bytes]]]:
        """Files whose status has changed, found out while others are busy."""
        if not memory.index or self._place is None:
            done: Future[list[bytes]] = Future()
            done.set_result(self._differing((path, sign) for path, (sign, _) in memory.files.items()))
            yield done
            return
        index = self._place / memory.index
        context = contextvars.copy_context()
        with ThreadPoolExecutor(1) as pool:
            yield pool.submit(context.run, self._ask_git, memory, index)

    def _ask_git(self, memory: Memory, index: Path) -> list[bytes]:
        try:
            found = suspects(index, self.root)
        except (PlangateError, OSError):
            return self._differing((path, sign) for path, (sign, _) in memory.files.items())
        return found + self._differing(memory.unindexed.items())

    def _differing(self, files: Iterable[tuple[bytes, Sign]]) -> list[bytes]:
        start, found = self._top + b"/", []
        for path, sign in files:
            try:
                info = os.lstat(start + path)
            except OSError:
                found.append(path)
                continue
            if info.st_ctime_ns != sign[0] or info.st_mtime_ns != sign[1] or info.st_ino != sign[2]:
                found.append(path)
        return found

    def save(self) -> None:
        """Write down what is remembered when that is worth it; that it fails costs only time later."""
        memory = self.memory
        if self._place is None or not self._unsaved:
            return
        many = len(memory.files) >= self._many
        if many and self._unsaved < _STALE:
            return
        with contextlib.suppress(OSError):
            self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
            old = memory.index
            if many and (not old or len(memory.unindexed) >= _STALE):
                self._index(memory)
            memory.save(self._place / "memory")
            self._unsaved = 0
            if old and old != memory.index:
                (self._place / old).unlink(missing_ok=True)

    def _index(self, memory: Memory) -> None:
        assert self._place is not None
        name = f"index-{self._clock():x}"
        files = sorted((path, sign) for path, (sign, _) in memory.files.items())
        write_index(self._place / name, [one for one in files if one[0] not in memory.restless])
        memory.index = name
        memory.unindexed = {path: sign for path, sign in files if path in memory.restless}


def _differs(path: bytes, sign: Sign) -> bool:
    try:
        info = os.lstat(path)
    except OSError:
        return True
    return info.st_ctime_ns != sign.changed or info.st_mtime_ns != sign.modified or info.st_ino != sign.inode


def _sign(path: str) -> Sign | None:
    try:
        return sign_of(path)
    except OSError:
        return None
