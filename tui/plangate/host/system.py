"""What only the kernel's own interface offers: names of processes, adoption of orphans, limits."""

from __future__ import annotations

import ctypes
import os
import resource
from functools import lru_cache
from pathlib import Path

from plangate.errors import LimitReached

__all__ = [
    "adopt_orphans",
    "check_limits",
    "libc",
    "name_process",
    "raise_file_limit",
    "return_freed_memory",
    "trim_memory",
]

_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_LARGE = 64 * 1024
_PR_SET_CHILD_SUBREAPER = 36
_FULL = 0.8
"""Part of a limit from which nothing new is started, so that what runs keeps working."""


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent dies (prctl(2), PR_SET_CHILD_SUBREAPER)."""
    libc().prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def name_process(name: str) -> None:
    """How `ps` and `top` call this process; 15 bytes at most (proc(5), /proc/pid/comm)."""
    try:
        handle = os.open("/proc/self/comm", os.O_WRONLY | os.O_CLOEXEC)
    except OSError:  # not everywhere is there such a file, and nothing depends on the name
        return
    os.write(handle, name.encode()[:15])
    os.close(handle)


def raise_file_limit() -> int:
    """Allow this process as many open files as it may; returns the limit as it was."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return soft


def return_freed_memory() -> None:
    """Give memory back to the kernel once it is freed: large buffers at once, whatever else on demand.

    By default the C library keeps what a flood of output needed for a moment (mallopt(3)).
    """
    mallopt = libc().mallopt
    mallopt(_M_MMAP_THRESHOLD, _LARGE)
    mallopt(_M_TRIM_THRESHOLD, _LARGE)


def trim_memory() -> None:
    """Give back what has been freed and is scattered over pages (malloc_trim(3))."""
    libc().malloc_trim(0)


def check_limits() -> None:
    """Make sure that another session can be started.

    Raises:
        LimitReached: Pseudo-terminals or our file descriptors are nearly used up.
    """
    ptys, most_ptys = _number("/proc/sys/kernel/pty/nr"), _number("/proc/sys/kernel/pty/max")
    if most_ptys and ptys >= most_ptys * _FULL:
        raise LimitReached(
            f"{ptys} of {most_ptys} pseudo-terminals are in use", "End a session, or raise kernel.pty.max."
        )
    files, most_files = len(os.listdir("/proc/self/fd")), resource.getrlimit(resource.RLIMIT_NOFILE)[0]  # noqa: PTH208
    if files >= most_files * _FULL:
        raise LimitReached(
            f"{files} of {most_files} open files are in use", "End a session, or raise ulimit -n."
        )


@lru_cache(maxsize=1)
def libc() -> ctypes.CDLL:
    """The C library."""
    return ctypes.CDLL(None)


def _number(path: str) -> int:
    try:
        return int(Path(path).read_text())
    except (OSError, ValueError):
        return 0
