"""The process that makes a call: what it means by a path, a descriptor, and what it would make a file with."""

from __future__ import annotations

import errno
import os
from functools import cached_property

from plangate.sandbox.supervised.seccomp import Call, read_memory

__all__ = ["HERE", "Task", "descends", "group_of", "parents", "processes"]

HERE = -100
"""AT_FDCWD."""
_PATH_MOST = 4096
_FIRST = 256
"""Bytes of a path that are read at once; hardly one is longer."""
_TERMINAL_FIELD = 4
"""Of /proc/<pid>/stat after the closing bracket: tty_nr (proc(5))."""


class Task:
    """A thread that waits for the answer to a call; everything is read once.

    Args:
        supervisor: Our pid: whoever does not descend from us is no part of the session.
    """

    def __init__(self, call: Call, supervisor: int) -> None:
        self.call = call
        self.id = call.task
        self._supervisor = supervisor

    def path(self, position: int) -> bytes:
        """The path that an argument points to.

        Raises:
            OSError: There is none, or it is too long.
        """
        address = self.call.arguments[position]
        text = read_memory(self.id, address, _FIRST)
        if b"\0" not in text and len(text) == _FIRST:
            text += read_memory(self.id, address + _FIRST, _PATH_MOST - _FIRST)
        path, end, _ = text.partition(b"\0")
        if not end:
            raise OSError(errno.ENAMETOOLONG if len(text) == _PATH_MOST else errno.EFAULT, "")
        return path

    def memory(self, position: int, size: int) -> bytes:
        """As many bytes as there should be where an argument points to.

        Raises:
            OSError: They are not all there.
        """
        data = read_memory(self.id, self.call.arguments[position], size)
        if len(data) != size:
            raise OSError(errno.EFAULT, "")
        return data

    def base(self, descriptor: int) -> int:
        """What relative paths are relative to, opened; the caller closes it.

        Raises:
            OSError: There is no such descriptor.
        """
        if descriptor == HERE:
            return os.open(f"/proc/{self.id}/cwd", os.O_PATH | os.O_CLOEXEC)
        return self.object(descriptor)

    def object(self, descriptor: int) -> int:
        """What one of its descriptors names, opened without any right; the caller closes it.

        Raises:
            OSError: There is no such descriptor.
        """
        try:
            return os.open(f"/proc/{self.id}/fd/{descriptor}", os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise OSError(errno.EBADF, "") from error

    @cached_property
    def status(self) -> dict[str, str]:
        """/proc/<pid>/status."""
        with open(f"/proc/{self.id}/status", encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - hot
            return {name: value.strip() for name, _, value in (line.partition(":") for line in file)}

    @property
    def process(self) -> int:
        """The pid of its process."""
        return int(self.status["Tgid"])

    @property
    def umask(self) -> int:
        """What it takes away from the modes of files it makes."""
        return int(self.status["Umask"], 8)

    def terminal(self) -> int:
        """Device number of its controlling terminal, 0 for none."""
        return int(_stat(self.id)[_TERMINAL_FIELD])

    def may_look_into(self, pid: int) -> bool:
        """Whether a process is one of the session's."""
        return descends(pid, self._supervisor)


def descends(pid: int, ancestor: int) -> bool:
    """Whether a process was started by another one, or by one that it started."""
    while pid > 1:
        try:
            pid = int(_stat(pid)[1])
        except OSError:
            return False
        if pid == ancestor:
            return True
    return False


def processes() -> list[int]:
    """All pids."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 - no paths are needed


def parents() -> dict[int, int]:
    """Each process's parent."""
    found = {}
    for pid in processes():
        try:
            found[pid] = int(_stat(pid)[1])
        except OSError:
            continue
    return found


def group_of(pid: int) -> int:
    """The process group of a process; 0 when there is none."""
    try:
        return int(_stat(pid)[2])
    except OSError:
        return 0


def _stat(pid: int) -> list[str]:
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - hot
        return file.read().rpartition(") ")[2].split()
