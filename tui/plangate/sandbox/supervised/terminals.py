"""The terminals of a session: its own, and those that programs in it make; no other one may be written to."""

from __future__ import annotations

import errno
import fcntl
import os
import struct
from contextlib import suppress

from plangate.sandbox.supervised.task import Task

__all__ = ["Terminals"]

_CURRENT, _MAKER = os.makedev(5, 0), os.makedev(5, 2)
_SLAVES = range(136, 144)
"""Major numbers of /dev/pts/*."""
_NUMBER = 0x80045430
"""TIOCGPTN, asm-generic/ioctls.h."""
_PLACE = "/dev/pts"


class Terminals:
    """Those that belong to the session.

    A number is used again when its terminal is gone, so that a terminal is known by when it was made, too.
    """

    def __init__(self, own: int) -> None:
        self._known: dict[int, tuple[int, int]] = {}
        self._learn(os.fstat(own))

    def open(self, task: Task, device: int, path: str, node: int, flags: int) -> int | None:
        """A terminal for a task; None when it is none of the session's.

        Raises:
            OSError: It has none, or it cannot be opened.
        """
        flags = flags & ~(os.O_CREAT | os.O_EXCL | os.O_TRUNC | os.O_NOFOLLOW) | os.O_NOCTTY | os.O_CLOEXEC
        if flags & os.O_PATH:
            return os.open(f"/proc/self/fd/{node}", flags)
        if device == _CURRENT:
            return self._current(task, flags)
        if device == _MAKER:
            master = os.open(f"/proc/self/fd/{node}", flags)
            self._made(master)
            return master
        if os.major(device) not in _SLAVES or not self._ours(os.fstat(node)):
            return None
        return os.open(f"/proc/self/fd/{node}", flags)

    def own(self, node: int) -> bool:
        """Whether something is a terminal of the session's."""
        return self._ours(os.fstat(node))

    def changed(self, node: int) -> None:
        """Mode or owner of one of the session's was changed by us: it is still the same."""
        self._learn(os.fstat(node))

    def _current(self, task: Task, flags: int) -> int:
        """The terminal that controls a task; /dev/tty would be ours if we opened it."""
        number = task.terminal()
        if number == 0:
            raise OSError(errno.ENXIO, "")
        # as the kernel packs device numbers (new_encode_dev, linux/kdev_t.h)
        major, minor = number >> 8 & 0xFFF, number & 0xFF | number >> 12 & 0xFFF00
        terminal = os.open(f"{_PLACE}/{(major - _SLAVES.start) * 256 + minor}", flags)
        if self._ours(os.fstat(terminal)):
            return terminal
        os.close(terminal)
        raise OSError(errno.ENXIO, "")

    def _made(self, master: int) -> None:
        number = struct.unpack("i", fcntl.ioctl(master, _NUMBER, bytes(4)))[0]
        with suppress(OSError):
            self._learn(os.stat(f"{_PLACE}/{number}"))  # noqa: PTH116

    def _learn(self, info: os.stat_result) -> None:
        self._known[info.st_rdev] = (info.st_dev, info.st_ctime_ns)

    def _ours(self, info: os.stat_result) -> bool:
        return self._known.get(info.st_rdev) == (info.st_dev, info.st_ctime_ns)
