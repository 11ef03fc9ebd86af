"""The kernel's side of it: installing a filter, and the descriptor through which calls are told (seccomp_unotify(2))."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from plangate.sandbox import kernel
from plangate.sandbox.supervised.numbers import Machine

__all__ = ["Call", "Listener", "install", "read_memory"]

_SET_FILTER, _NEW_LISTENER, _WAIT_KILLABLE = 1, 1 << 3, 1 << 5
_RECEIVE, _ANSWER, _VALID, _ADD, _SET_FLAGS = 0xC0502100, 0xC0182101, 0x40082102, 0x40182103, 0x40082104
_ADD_AND_ANSWER, _CONTINUE, _WAKE_UP = 2, 1, 1
_NOTIFICATION = struct.Struct("QIIiIQ6Q")
_READV = {"x86_64": 310, "aarch64": 270}.get(os.uname().machine, -1)
_PAGE = 4096
_SHORT = ctypes.create_string_buffer(_PAGE)
_HERE, _THERE = (ctypes.c_uint64 * 2)(), (ctypes.c_uint64 * 2)()
"""Each a `struct iovec`."""


def install(machine: Machine, program: bytes) -> int:
    """Put this process and all that it will start under a filter; returns the descriptor that tells.

    A call that was told is then interrupted by nothing but the end of its process (since Linux 5.19),
    because one that was made for it must not be made again.

    Raises:
        OSError: The kernel has no such thing, or somebody listens already.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    parameters = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    try:
        return kernel.syscall(machine.seccomp, _SET_FILTER, _NEW_LISTENER | _WAIT_KILLABLE, parameters)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return kernel.syscall(machine.seccomp, _SET_FILTER, _NEW_LISTENER, parameters)


@dataclass(frozen=True, slots=True)
class Call:
    """A system call that waits for us."""

    id: int
    task: int
    """The thread that makes it."""
    number: int
    arguments: tuple[int, ...]

    def signed(self, position: int) -> int:
        """An argument that is an `int`."""
        value = self.arguments[position] & 0xFFFFFFFF
        return value - (1 << 32) if value & 0x80000000 else value


class Listener:
    """The descriptor through which calls are told, and answered."""

    def __init__(self, descriptor: int) -> None:
        self.fd = descriptor
        with suppress(OSError):  # since Linux 6.6: the other side runs at once on this processor
            fcntl.ioctl(descriptor, _SET_FLAGS, _WAKE_UP)

    def receive(self) -> Call | None:
        """The next call; None when its process has ended meanwhile."""
        buffer = bytearray(_NOTIFICATION.size)
        try:
            fcntl.ioctl(self.fd, _RECEIVE, buffer)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.EINTR):
                return None
            raise
        id_, task, _, number, _, _, *arguments = _NOTIFICATION.unpack(buffer)
        return Call(id_, task, number, tuple(arguments))

    def valid(self, call: Call) -> bool:
        """Whether it still waits; what was read of its process before that was of it, and of no other."""
        try:
            fcntl.ioctl(self.fd, _VALID, struct.pack("Q", call.id))
        except OSError:
            return False
        return True

    def succeed(self, call: Call, value: int = 0) -> None:
        """It has been done."""
        self._answer(call, value, 0, 0)

    def fail(self, call: Call, number: int) -> None:
        """It fails with an errno."""
        self._answer(call, 0, -number, 0)

    def let_pass(self, call: Call) -> None:
        """Have the kernel do it; only for what is named by registers alone, which nobody can change meanwhile."""
        self._answer(call, 0, 0, _CONTINUE)

    def hand_over(self, call: Call, descriptor: int, *, close_on_exec: bool) -> None:
        """Give it a descriptor of ours; its number is the call's result.

        Raises:
            OSError: The process has as many as it may have, or has ended.
        """
        flags = os.O_CLOEXEC if close_on_exec else 0
        fcntl.ioctl(self.fd, _ADD, struct.pack("QIIII", call.id, _ADD_AND_ANSWER, descriptor, 0, flags))

    def _answer(self, call: Call, value: int, error: int, flags: int) -> None:
        with suppress(OSError):  # its process has ended
            fcntl.ioctl(self.fd, _ANSWER, struct.pack("QqiI", call.id, value, error, flags))


def read_memory(task: int, address: int, size: int) -> bytes:
    """Memory of another process, as far as there is any; for one thread of ours only.

    Raises:
        OSError: There is none, or it may not be looked at.
    """
    if size <= 0:
        return b""
    first = min(size, _PAGE - address % _PAGE)
    if first == size <= _PAGE:  # nearly always: a short path in one page
        buffer, pieces = _SHORT, 1
        _THERE[0], _THERE[1] = address, size
        there: object = _THERE
    else:
        buffer = ctypes.create_string_buffer(size)
        pages = _pages(address, size)
        pieces, there = len(pages), b"".join(struct.pack("QQ", *page) for page in pages)
    _HERE[0], _HERE[1] = ctypes.addressof(buffer), size
    count = kernel.syscall(
        _READV, task, _HERE, ctypes.c_ulong(1), there, ctypes.c_ulong(pieces), ctypes.c_ulong(0)
    )
    return ctypes.string_at(buffer, count)


def _pages(address: int, size: int) -> Sequence[tuple[int, int]]:
    """A range in pieces of whole pages: of a piece all is read or nothing."""
    found = []
    while size > 0:
        length = min(size, _PAGE - address % _PAGE)
        found.append((address, length))
        address, size = address + length, size - length
    return found
