"""A program of 106 bytes that waits for processes to end, for where an interpreter would hold megabytes.

As the first process of a session it lives as long as the session does. It is built here, because a
package in pure Python has no other way to bring a program along; where it cannot be executed,
`plangate.sandbox.init` does the same in Python.
"""

from __future__ import annotations

import os
import struct
from contextlib import suppress

__all__ = ["WATCHED", "execute"]

WATCHED = 3
"""Number of the descriptor, a pidfd, that it waits for first."""

_X86_64 = bytes.fromhex(
    "48b8 03000000 01000000"  # movabs rax, struct pollfd {3, POLLIN}
    "50"  # push rax
    "b8 9d000000"  # mov eax, prctl
    "bf 0f000000"  # mov edi, PR_SET_NAME
    "488d35 41000000"  # lea rsi, [name]
    "0f05"  # syscall
    "b8 07000000"  # again: mov eax, poll
    "4889e7"  # mov rdi, rsp
    "be 01000000"  # mov esi, 1
    "ba ffffffff"  # mov edx, -1
    "0f05"  # syscall
    "83f801"  # cmp eax, 1
    "75e7"  # jne again, for a signal came
    "b8 3d000000"  # more: mov eax, wait4
    "48c7c7 ffffffff"  # mov rdi, -1
    "31f6"  # xor esi, esi
    "ba 00000040"  # mov edx, __WALL
    "4531d2"  # xor r10d, r10d
    "0f05"  # syscall
    "83f8f6"  # cmp eax, -ECHILD
    "75e3"  # jne more
    "b8 e7000000"  # mov eax, exit_group
    "31ff"  # xor edi, edi
    "0f05"  # syscall
)
_NAME = b"plangate-init\0"
_BASE = 0x400000
_HEADERS = 64 + 56


def execute() -> None:
    """Become that program; returns where that is not possible.

    SIGCHLD must be ignored: then its second wait ends when no child is left, without collecting any.
    """
    if os.uname().machine != "x86_64":
        return
    with suppress(OSError):
        name = _NAME.rstrip(b"\0").decode()
        program = os.memfd_create(name, os.MFD_CLOEXEC)
        os.write(program, _elf(_X86_64 + _NAME))
        os.execve(program, [name], {})


def _elf(code: bytes) -> bytes:
    """The smallest executable file with this code (elf(5))."""
    size = _HEADERS + len(code)
    kind = b"\x7fELF" + bytes((2, 1, 1)) + bytes(9)
    header = struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, _BASE + _HEADERS, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, _BASE, _BASE, size, size, 4096)
    return kind + header + segment + code
