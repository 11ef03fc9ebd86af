"""Bringing a working tree to the state of a checkpoint: bytes, modes, links, deletions.

Every path is opened from the root downwards without following links, so that nobody who exchanges a
directory for a link meanwhile makes us write elsewhere. Each file is replaced at one stroke.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from plangate.checkpoints.difference import Change, What
from plangate.checkpoints.tree import Entry, Kind

__all__ = ["Failure", "Restored", "apply", "sweep"]

_HOLE = 64 * 1024
"""Bytes of zeros from which on a hole is left in a file instead."""
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Failure(NamedTuple):
    """A path that could not be brought back."""

    path: bytes
    why: str


class Restored(NamedTuple):
    """What restoring did."""

    changes: tuple[Change, ...]
    """What was to be undone: from the checkpoint to what was there."""
    failures: tuple[Failure, ...]
    """What was not; empty when the tree is exactly as it was."""


def _nothing(_: str) -> None:
    """Nobody wants to know."""


def apply(
    root: str,
    changes: Sequence[Change],
    content: Callable[[bytes], Iterable[bytes]],
    *,
    linked: Iterable[tuple[bytes, ...]] = (),
    scratch: bytes = b".plangate-restore",
    reached: Callable[[str], None] = _nothing,
) -> list[Failure]:
    """Undo changes: make every path what its `before` says.

    Args:
        root: The top directory.
        changes: From the state to restore to the present one.
        content: Pieces of the file with a SHA-256.
        linked: Paths that are to be one file under several names.
        scratch: How the names of half-written files begin.
        reached: Told before each single step.
    """
    with _Tree(root, content, scratch, reached) as tree:
        for path, what, _, present in sorted(changes, reverse=True):  # what is in a directory goes before it
            if present is not None and what in (What.ADDED, What.KIND):
                tree.attempt("remove", path, partial(tree.remove, path, present.kind))
        for path, _, wanted, _ in sorted(changes):
            if wanted is not None:
                tree.attempt("make", path, partial(tree.make, path, wanted))
        for first, *others in linked:
            for path in others:
                tree.attempt("link", path, partial(tree.link, first, path))
        for path, _, wanted, _ in sorted(changes, reverse=True):
            if wanted is not None and wanted.kind is Kind.DIRECTORY:
                tree.attempt("mode", path, partial(tree.chmod, path, wanted.mode))
        return tree.failures


def sweep(root: str, directories: Iterable[bytes], scratch: bytes) -> None:
    """Remove half-written files that somebody who was killed has left in some directories."""
    with _Tree(root, lambda _: (), scratch, _nothing) as tree:
        for directory in sorted(set(directories)):
            with contextlib.suppress(OSError):
                tree.sweep(directory)


class _Tree:
    """A directory tree that is changed from its root downwards."""

    def __init__(
        self,
        root: str,
        content: Callable[[bytes], Iterable[bytes]],
        scratch: bytes,
        reached: Callable[[str], None],
    ) -> None:
        self._root = os.open(root, _DIRECTORY)
        self._content = content
        self._scratch = scratch
        self._count = 0
        self._reached = reached
        self._loosened: dict[bytes, int] = {}
        self.failures: list[Failure] = []

    def __enter__(self) -> _Tree:
        return self

    def __exit__(self, *_: object) -> None:
        for path, mode in sorted(self._loosened.items(), reverse=True):
            self.attempt("mode", path, partial(self.chmod, path, mode))
        os.close(self._root)

    def attempt(self, step: str, path: bytes, act: Callable[[], None]) -> None:
        """Do one thing; when it fails the others are done all the same."""
        self._reached(step)
        try:
            act()
        except OSError as error:
            self.failures.append(Failure(path, error.strerror or str(error)))

    def remove(self, path: bytes, kind: Kind) -> None:
        """Take away what is there now; a directory stays when something that is not ours to remove is in it."""
        with self._parent(path) as (parent, name):
            if kind is not Kind.DIRECTORY:
                os.unlink(name, dir_fd=parent)
                return
            try:
                os.rmdir(name, dir_fd=parent)
            except OSError as error:
                if error.errno != errno.ENOTEMPTY:
                    raise
                raise OSError(error.errno, "kept, for it holds what the checkpoint does not cover") from error

    def make(self, path: bytes, entry: Entry) -> None:
        """Put an entry in its place."""
        with self._parent(path) as (parent, name):
            if entry.kind is Kind.DIRECTORY:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(name, 0o700, dir_fd=parent)
                return
            with self._new(parent) as scratch:
                if entry.kind is Kind.LINK:
                    os.symlink(entry.content, scratch, dir_fd=parent)
                else:
                    self._write(scratch, parent, entry)
                self._reached("rename")
                os.rename(scratch, name, src_dir_fd=parent, dst_dir_fd=parent)

    def link(self, first: bytes, path: bytes) -> None:
        """Make two names those of one file."""
        with self._parent(first) as (above, source), self._parent(path) as (parent, name):
            one = os.stat(source, dir_fd=above, follow_symlinks=False)
            other = os.stat(name, dir_fd=parent, follow_symlinks=False)
            if (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino):
                return
            with self._new(parent) as scratch:
                os.link(source, scratch, src_dir_fd=above, dst_dir_fd=parent, follow_symlinks=False)
                os.rename(scratch, name, src_dir_fd=parent, dst_dir_fd=parent)

    def sweep(self, directory: bytes) -> None:
        """Remove files with a name of ours from a directory."""
        with self._parent(directory + b"/x" if directory else b"x") as (parent, _):
            for name in os.listdir(parent):  # noqa: PTH208 - an open directory, which no Path names
                if os.fsencode(name).startswith(self._scratch):
                    os.unlink(name, dir_fd=parent)

    @contextlib.contextmanager
    def _new(self, parent: int) -> Iterator[bytes]:
        """A name for a file that is not finished; what is left of it goes when that fails."""
        self._count += 1
        name = b"%b-%d" % (self._scratch, self._count)
        try:
            yield name
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name, dir_fd=parent)
            raise

    def chmod(self, path: bytes, mode: int) -> None:
        """Set a directory's permissions."""
        if not path:
            os.fchmod(self._root, mode)
            return
        with self._parent(path) as (parent, name), _opened(name, parent) as handle:
            os.fchmod(handle, mode)

    def _write(self, name: bytes, parent: int, entry: Entry) -> None:
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=parent)
        with os.fdopen(handle, "wb") as file:
            for piece in self._content(entry.content):
                if len(piece) >= _HOLE and not piece.strip(b"\0"):
                    file.seek(len(piece), os.SEEK_CUR)  # a hole reads as zeros and takes no room
                else:
                    file.write(piece)
            file.truncate()
            file.flush()
            os.fchmod(handle, entry.mode)

    @contextlib.contextmanager
    def _parent(self, path: bytes) -> Iterator[tuple[int, bytes]]:
        """The directory that a path lies in, made writable for us, and the path's last part."""
        *above, name = path.split(b"/")
        handle, walked = os.dup(self._root), b""
        try:
            for part in above:
                inner = os.open(part, _DIRECTORY, dir_fd=handle)
                os.close(handle)
                handle = inner
                walked = walked + b"/" + part if walked else part
            self._loosen(walked, handle)
            yield handle, name
        finally:
            os.close(handle)

    def _loosen(self, path: bytes, handle: int) -> None:
        mode = stat.S_IMODE(os.fstat(handle).st_mode)
        if mode & 0o300 != 0o300:
            os.fchmod(handle, mode | 0o700)
            self._loosened.setdefault(path, mode)


@contextlib.contextmanager
def _opened(name: bytes, parent: int) -> Iterator[int]:
    handle = os.open(name, _DIRECTORY, dir_fd=parent)
    try:
        yield handle
    finally:
        os.close(handle)
