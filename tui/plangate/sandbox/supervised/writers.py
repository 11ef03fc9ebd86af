"""Which files of the workspace are still open for writing, by anybody and in whatever way.

A descriptor can wait in a socket and memory can be mapped without any descriptor, so that looking
through processes does not find everything. A lease does: a read lease is granted only while nobody
has the file open for writing (fcntl(2), "Leases").
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Sequence

from plangate.sandbox.supervised.holding import holding
from plangate.sandbox.supervised.rules import Rules
from plangate.sandbox.supervised.walk import name_of

__all__ = ["Writers"]

_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_MOST = 256
"""Files that are remembered before those that are closed again are looked for."""


class Writers:
    """The files that we have opened for writing for the session and that the gate is about."""

    def __init__(self) -> None:
        self._files: dict[tuple[int, int], int] = {}
        self._limit = _MOST

    def opened(self, node: int) -> None:
        """A file is about to be opened for writing, or was; `node` stays the caller's.

        Raises:
            OSError: It cannot be read, and so could not be watched; nobody may have it.
        """
        info = os.fstat(node)
        key = (info.st_dev, info.st_ino)
        if key in self._files:
            return
        if len(self._files) >= self._limit:
            self._forget_closed()
            self._limit = max(_MOST, 2 * len(self._files))
        self._files[key] = os.open(f"/proc/self/fd/{node}", _READ)

    def busy(self, rules: Rules, processes: Callable[[], Sequence[int]]) -> dict[str, tuple[int, int]]:
        """Where the files lie that should not change any more and still can; with device and inode number.

        Args:
            processes: Those of the session, to be searched where leases cannot tell.
        """
        unsure = self._forget_closed()
        found = {}
        for key, node in self._files.items():
            path = name_of(node)
            if not rules.may_write(path):
                found[path] = key
        doubtful = {path: key for path, key in found.items() if key in unsure}
        if doubtful:
            seen = {holder.path for holder in holding(processes(), doubtful) if holder.pid}
            found = {path: key for path, key in found.items() if path not in doubtful or path in seen}
        return found

    def _forget_closed(self) -> set[tuple[int, int]]:
        """Returns those of which it cannot be told."""
        unsure = set()
        for key, node in list(self._files.items()):
            written = _written(node)
            if written is None:
                unsure.add(key)
            elif not written:
                os.close(node)
                del self._files[key]
        return unsure


def _written(file: int) -> bool | None:
    """Whether somebody has it open for writing; None when its file system, or its owner, does not let us know."""
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    return False
