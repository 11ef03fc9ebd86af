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

__all__ = ["Failure", "Restored", "apply"]

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


def apply(root: str, changes: Sequence[Change], content: Callable[[bytes], Iterable[bytes]]) -> list[Failure]:
    """Undo changes: make every path what its `before` says.

    Args:
        root: The top directory.
        changes: From the state to restore to the present one.
        content: Pieces of the file with a SHA-256.
    """
    with _Tree(root, content) as tree:
        for path, what, _, present in sorted(changes, reverse=True):  # what is in a directory goes before it
            if present is not None and what in (What.ADDED, What.KIND):
                tree.attempt(path, partial(tree.remove, path, present.kind))
        for path, _, wanted, _ in sorted(changes):
            if wanted is not None:
                tree.attempt(path, partial(tree.make, path, wanted))
        for path, _, wanted, _ in sorted(changes, reverse=True):
            if wanted is not None and wanted.kind is Kind.DIRECTORY:
                tree.attempt(path, partial(tree.chmod, path, wanted.mode))
        return tree.failures


class _Tree:
    """A directory tree that is changed from its root downwards."""

    def __init__(self, root: str, content: Callable[[bytes], Iterable[bytes]]) -> None:
        self._root = os.open(root, _DIRECTORY)
        self._content = content
        self._loosened: dict[bytes, int] = {}
        self.failures: list[Failure] = []

    def __enter__(self) -> _Tree:
        return self

    def __exit__(self, *_: object) -> None:
        for path, mode in sorted(self._loosened.items(), reverse=True):
            self.attempt(path, partial(self.chmod, path, mode))
        os.close(self._root)

    def attempt(self, path: bytes, act: Callable[[], None]) -> None:
        """Do one thing; when it fails the others are done all the same."""
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
            scratch = b".plangate-" + os.urandom(6).hex().encode()
            try:
                if entry.kind is Kind.LINK:
                    os.symlink(entry.content, scratch, dir_fd=parent)
                else:
                    self._write(scratch, parent, entry)
                os.rename(scratch, name, src_dir_fd=parent, dst_dir_fd=parent)
            except BaseException:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(scratch, dir_fd=parent)
                raise

    def chmod(self, path: bytes, mode: int) -> None:
        """Set a directory's permissions."""
        with self._parent(path) as (parent, name), _opened(name, parent) as handle:
            os.fchmod(handle, mode)

    def _write(self, name: bytes, parent: int, entry: Entry) -> None:
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=parent)
        with os.fdopen(handle, "wb") as file:
            for piece in self._content(entry.content):
                file.write(piece)
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
            if path:
                self._loosened.setdefault(path, mode)


@contextlib.contextmanager
def _opened(name: bytes, parent: int) -> Iterator[int]:
    handle = os.open(name, _DIRECTORY, dir_fd=parent)
    try:
        yield handle
    finally:
        os.close(handle)
