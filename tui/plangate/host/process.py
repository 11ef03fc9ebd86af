"""Processes by pid and kernel start time, which together name one process for ever."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

from plangate.model.session import Exit

__all__ = ["collect", "exit_of", "open_pidfd", "parent_of", "signal_group", "start_time"]

_START_FIELD = 19
"""Position of `starttime` in /proc/<pid>/stat after the command's closing bracket (proc(5), field 22)."""


def start_time(pid: int) -> float:
    """Kernel start time in clock ticks since boot; 0 when there is no such process."""
    fields = _stat(pid)
    return float(fields[_START_FIELD]) if fields else 0.0


def parent_of(pid: int) -> int:
    """The parent's pid; 0 when there is no such process."""
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def open_pidfd(pid: int) -> int | None:
    """A descriptor that becomes readable when the process ends; None when it is gone or unsupported."""
    try:
        return os.pidfd_open(pid)
    except OSError:
        return None


def exit_of(status: int) -> Exit:
    """A wait status as exit code or signal."""
    if os.WIFSIGNALED(status):
        return Exit(signal=os.WTERMSIG(status))
    return Exit(code=os.waitstatus_to_exitcode(status))


def collect(pid: int) -> Exit | None:
    """How our child ended; None while it runs. Somebody else's child, or one already collected: unknown."""
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return Exit()
    return exit_of(status) if found else None


def signal_group(group: int, number: signal.Signals) -> None:
    """Signal a process group; one that has ended is no error."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _stat(pid: int) -> list[str]:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - hot at start
            return file.read().rpartition(") ")[2].split()
    except OSError:
        return []
