"""The program that the kernel runs for each system call of a supervised session: pure.

What cannot change anything passes untouched, reads above all. What names its object by a path or a
descriptor and could change it is notified to the supervisor. What would lead around it is refused.
"""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Iterator, Sequence

from plangate.sandbox.supervised.numbers import LAST, Machine

__all__ = ["ALLOW", "NOTIFIED", "NOTIFY", "SIGNALS", "assemble", "refused"]

ALLOW, NOTIFY, _ERRNO = 0x7FFF0000, 0x7FC00000, 0x00050000
"""linux/seccomp.h"""
_LOAD, _AND, _SHIFT, _EQUAL, _GREATER, _ANY, _RETURN = 0x20, 0x54, 0x74, 0x15, 0x25, 0x45, 0x06
"""BPF_LD|W|ABS, ALU|AND|K, ALU|RSH|K, JMP|JEQ|K, JMP|JGT|K, JMP|JSET|K, RET|K of linux/bpf_common.h"""
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
"""Where they are in `struct seccomp_data`."""

_CHANGES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_OPENING = {"open": 1, "openat": 2}
"""Which argument holds the flags; of openat2 they lie in memory, and it is refused."""
NOTIFIED = (
    "creat", "truncate", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "link", "linkat",
    "unlink", "unlinkat", "symlink", "symlinkat", "chmod", "fchmod", "fchmodat", "chown", "fchown",
    "lchown", "fchownat", "mknod", "mknodat", "utime", "utimes", "futimesat", "utimensat", "setxattr",
    "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr", "bind", "connect",
)  # fmt: skip
"""Calls that the supervisor makes instead of whoever wanted to; open and openat besides, by their flags."""
SIGNALS = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal")
"""Asked about where the kernel itself cannot keep signals inside."""
_UNKNOWN = (
    # the flags or the path lie in memory that could change after we looked, and all programs have another way
    "openat2", "fchmodat2", "setxattrat", "removexattrat", "file_setattr", "clone3",
    # makes every other call without being seen
    "io_uring_setup", "io_uring_enter", "io_uring_register",
)  # fmt: skip
"""Refused as if this kernel did not have them."""
_FORBIDDEN = (
    # another view of the files than ours
    "mount", "umount2", "pivot_root", "chroot", "setns", "open_tree", "open_tree_attr", "move_mount",
    "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "open_by_handle_at",
    # programs in the kernel, and what watches the whole machine
    "bpf", "perf_event_open",
    # makes whoever reads a program's memory wait for that program
    "userfaultfd",
)  # fmt: skip
_INSPECTS = ("process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "process_madvise")
"""Reach into other processes; the kernel keeps them inside where it has Landlock."""

_NAMESPACES = 0x7E020000
"""CLONE_NEW* of linux/sched.h; CLONE_NEWTIME is no flag of clone(2)."""
_NEWTIME = 0x80
_ATTACH, _SEIZE = 16, 0x4206
_UNIX, _DATAGRAM, _RAW, _KIND = 1, 2, 3, 0xF
_BTRFS, _FILES = 0x94, ord("f")
_HARMLESS_IOCTL = {
    _BTRFS: (0x40049409, 0x4020940D, 0xC0189436),  # FICLONE, FICLONERANGE, FIDEDUPERANGE: descriptors decide
    _FILES: (0x80086601, 0x80046601, 0xC020660B),  # FS_IOC_GETFLAGS, FS_IOC32_GETFLAGS, FS_IOC_FIEMAP
}
_CHANGING_IOCTL = (0x401C5820, 0x40087602, 0x40047602)
"""FS_IOC_FSSETXATTR, FS_IOC_SETVERSION, FS_IOC32_SETVERSION: change a file that is open for reading."""


def assemble(machine: Machine, *, inspect: bool, signals: bool) -> bytes:
    """The program, as `struct sock_filter`s.

    Args:
        inspect: Whether the kernel itself keeps ptrace(2) and its like inside the session (Landlock).
        signals: Whether signals are asked about, because the kernel does not keep them inside.
    """
    return b"".join(_program(machine, inspect=inspect, signals=signals))


def refused(number: int) -> int:
    """The verdict that makes a call fail with this errno."""
    return _ERRNO | number


def _program(machine: Machine, *, inspect: bool, signals: bool) -> Iterator[bytes]:
    unknown = refused(errno.ENOSYS)
    yield from (_load(_ARCHITECTURE), _jump(_EQUAL, machine.audit, 1, 0), _verdict(unknown))
    yield from (_load(_NUMBER), _jump(_GREATER, LAST, 0, 1), _verdict(unknown))
    for name, block in _blocks(inspect=inspect, signals=signals):
        if name in machine.numbers:
            yield _jump(_EQUAL, machine.numbers[name], 0, len(block))
            yield from block
    yield _verdict(ALLOW)


def _blocks(*, inspect: bool, signals: bool) -> Iterator[tuple[str, list[bytes]]]:
    """What is done for a call; each block ends with a verdict."""
    for name, argument in _OPENING.items():
        yield name, [_argument(argument), _jump(_ANY, _CHANGES, 0, 1), _verdict(NOTIFY), _verdict(ALLOW)]
    yield "ioctl", _ioctl()
    forbidden = _verdict(refused(errno.EPERM))
    yield "clone", [_argument(0), _jump(_ANY, _NAMESPACES, 0, 1), forbidden, _verdict(ALLOW)]
    yield "unshare", [_argument(0), _jump(_ANY, _NAMESPACES | _NEWTIME, 0, 1), forbidden, _verdict(ALLOW)]
    for name in ("socket", "socketpair"):
        yield name, _socket()
    for name in NOTIFIED:
        yield name, [_verdict(NOTIFY)]
    for name in SIGNALS if signals else ():
        yield name, [_verdict(NOTIFY)]
    for name in _UNKNOWN:
        yield name, [_verdict(refused(errno.ENOSYS))]
    for name in _FORBIDDEN + (() if inspect else _INSPECTS):
        yield name, [forbidden]
    if not inspect:
        yield "ptrace", [_argument(0), *_unless((_ATTACH, _SEIZE), forbidden), _verdict(ALLOW)]
    # limits of another process could break what runs outside
    yield "prlimit64", [
        _argument(0), _jump(_EQUAL, 0, 5, 0), _argument(2), _jump(_EQUAL, 0, 0, 2),
        _load(_ARGUMENTS + 8 * 2 + 4), _jump(_EQUAL, 0, 1, 0), forbidden, _verdict(ALLOW),
    ]  # fmt: skip


def _ioctl() -> list[bytes]:
    """Those that change a file or directory which is only open for reading."""
    forbidden = _verdict(refused(errno.EPERM))
    block = [_argument(1), *_unless(_CHANGING_IOCTL, forbidden)]
    for harmless in _HARMLESS_IOCTL.values():
        block += _unless(harmless, _verdict(ALLOW))
    block += [_operation(_SHIFT, 8), _operation(_AND, 0xFF), *_unless(tuple(_HARMLESS_IOCTL), forbidden)]
    return [*block, _verdict(ALLOW)]


def _socket() -> list[bytes]:
    """No datagrams between programs of this machine: each of them could go to another address."""
    return [
        _argument(0),
        _jump(_EQUAL, _UNIX, 0, 6),
        _argument(1),
        _operation(_AND, _KIND),
        *_unless((_DATAGRAM, _RAW), _verdict(refused(errno.EACCES))),
        _verdict(ALLOW),
    ]


def _unless(values: Sequence[int], verdict: bytes) -> list[bytes]:
    """Give a verdict when the value is one of these, else go on."""
    return [part for value in values for part in (_jump(_EQUAL, value, 0, 1), verdict)]


def _load(offset: int) -> bytes:
    return struct.pack("HBBI", _LOAD, 0, 0, offset)


def _argument(number: int) -> bytes:
    """The lower half of an argument: the kernel looks at no more of those that are looked at here."""
    return _load(_ARGUMENTS + 8 * number)


def _operation(code: int, value: int) -> bytes:
    return struct.pack("HBBI", code, 0, 0, value)


def _jump(code: int, value: int, when: int, otherwise: int) -> bytes:
    return struct.pack("HBBI", code, when, otherwise, value)


def _verdict(value: int) -> bytes:
    return struct.pack("HBBI", _RETURN, 0, 0, value)
