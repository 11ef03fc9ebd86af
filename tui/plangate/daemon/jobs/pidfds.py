"""Being told at once when a process that is not our child ends, and how.

A pidfd becomes readable when its process ends (pidfd_open(2), Linux 5.3). How it ended is known through
it since Linux 6.15 (PIDFD_GET_INFO), also when somebody else has collected it; before that nobody but
the parent is told.
"""

from __future__ import annotations

import fcntl
import os
import struct

from plangate.model.session import Exit

__all__ = ["exit_of", "open_pidfd"]

_INFO = struct.Struct("=QQ11Ii")
"""mask, cgroup, eleven ids, exit code: the first version of struct pidfd_info, 64 bytes."""
_GET_INFO = 0xC040FF0B
"""_IOWR(0xFF, 11, 64 bytes)."""
_EXIT = 1 << 3


def open_pidfd(pid: int) -> int | None:
    """A descriptor of a process; None when it is gone, or the kernel is too old."""
    try:
        return os.pidfd_open(pid)
    except (OSError, AttributeError):
        return None


def exit_of(pidfd: int) -> Exit:
    """How a process has ended; both None when the kernel does not say."""
    data = bytearray(_INFO.size)
    _INFO.pack_into(data, 0, _EXIT, *[0] * 13)
    try:
        fcntl.ioctl(pidfd, _GET_INFO, data)
    except OSError:
        return Exit()
    mask, *_, status = _INFO.unpack(data)
    if not mask & _EXIT:
        return Exit()
    if os.WIFSIGNALED(status):
        return Exit(signal=os.WTERMSIG(status))
    return Exit(code=os.waitstatus_to_exitcode(status))
