"""What the filter says to a call, by an interpreter of its program that is as small as its language."""

from __future__ import annotations

import errno
import os
import struct

import pytest

from plangate.sandbox.supervised.filter import ALLOW, NOTIFIED, NOTIFY, SIGNALS, assemble, refused
from plangate.sandbox.supervised.numbers import LAST, MACHINES, Machine

_MOST_INSTRUCTIONS = 4096  # BPF_MAXINSNS


def _verdict(machine: Machine, program: bytes, number: int, *arguments: int, audit: int = 0) -> int:
    """Run a program for one call."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("iIQ6Q", number, audit or machine.audit, 0, *padded)
    steps = list(struct.iter_unpack("HBBI", program))
    position = value = 0
    while True:
        code, when, otherwise, operand = steps[position]
        position += 1
        match code:
            case 0x06:
                return int(operand)
            case 0x20:
                value = struct.unpack_from("I", data, operand)[0]
            case 0x54:
                value &= operand
            case 0x74:
                value >>= operand
            case 0x15:
                position += when if value == operand else otherwise
            case 0x25:
                position += when if value > operand else otherwise
            case 0x45:
                position += when if value & operand else otherwise
            case _:
                raise AssertionError(f"no such instruction: {code:#x}")


@pytest.fixture(params=sorted(MACHINES))
def machine(request: pytest.FixtureRequest) -> Machine:
    """Each kind of processor."""
    return MACHINES[request.param]


def _says(machine: Machine, name: str, *arguments: int, inspect: bool = True, signals: bool = False) -> int:
    program = assemble(machine, inspect=inspect, signals=signals)
    return _verdict(machine, program, machine.numbers[name], *arguments)


def test_reads_pass(machine: Machine) -> None:
    """Opening to read, also what must be a directory, is none of the supervisor's business."""
    for flags in (os.O_RDONLY, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY | os.O_NOFOLLOW, os.O_PATH):
        assert _says(machine, "openat", 0, 0, flags) == ALLOW


def test_everything_that_opens_to_write_is_told(machine: Machine) -> None:
    """In any access mode, and what makes or empties a file."""
    for flags in (os.O_WRONLY, os.O_RDWR, 3, os.O_CREAT, os.O_TRUNC, os.O_TMPFILE | os.O_WRONLY):
        assert _says(machine, "openat", 0, 0, flags) == NOTIFY


def test_changes_are_told(machine: Machine) -> None:
    """All of them, whatever their arguments; a number that is nothing special passes."""
    for name in NOTIFIED:
        if name in machine.numbers:
            assert _says(machine, name) == NOTIFY, name
    plain = next(number for number in range(LAST) if number not in machine.numbers.values())
    program = assemble(machine, inspect=True, signals=False)
    assert _verdict(machine, program, plain) == ALLOW


def test_other_entries_into_the_kernel_are_refused(machine: Machine) -> None:
    """Another architecture, x32, and calls of kernels to come."""
    program = assemble(machine, inspect=True, signals=False)
    unknown = refused(errno.ENOSYS)
    assert _verdict(machine, program, 0, audit=0x40000003) == unknown
    assert _verdict(machine, program, 0x40000000 + 2) == unknown
    assert _verdict(machine, program, LAST + 1) == unknown
    assert _verdict(machine, program, 0xFFFFFFFF - (1 << 32)) == unknown


def test_calls_whose_words_can_change_are_unknown(machine: Machine) -> None:
    """Programs take another way when the kernel does not have them."""
    for name in ("openat2", "clone3", "io_uring_setup", "io_uring_enter", "fchmodat2", "setxattrat"):
        assert _says(machine, name) == refused(errno.ENOSYS), name


def test_no_other_view_of_the_files(machine: Machine) -> None:
    """No namespaces, no mounts, no handles; threads and processes as ever."""
    no = refused(errno.EPERM)
    for name in ("mount", "pivot_root", "setns", "open_tree", "move_mount", "open_by_handle_at", "bpf"):
        assert _says(machine, name) == no, name
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert _says(machine, "clone", flag | 17) == no
        assert _says(machine, "unshare", flag) == no
    assert _says(machine, "unshare", 0x80) == no
    assert _says(machine, "clone", 0x3D0F00) == ALLOW  # as glibc starts a thread
    assert _says(machine, "unshare", 0x400) == ALLOW


def test_no_datagrams_on_this_machine(machine: Machine) -> None:
    """Of unix sockets only those that have to be connected; internet sockets of any kind."""
    for name in ("socket", "socketpair"):
        assert _says(machine, name, 1, 1 | 0o2000000) == ALLOW
        assert _says(machine, name, 1, 5) == ALLOW
        assert _says(machine, name, 1, 2 | 0o2000000) == refused(errno.EACCES)
        assert _says(machine, name, 1, 3) == refused(errno.EACCES)
        assert _says(machine, name, 2, 2) == ALLOW


def test_requests_to_files_that_are_only_read(machine: Machine) -> None:
    """Attributes and subvolumes cannot be changed by ioctl(2); terminals and clones can."""
    for request in (0x40086602, 0x401C5820, 0x40087602, 0x5000940E, 0x40086604, 0x40806685):
        assert _says(machine, "ioctl", 0, request) == refused(errno.EPERM), hex(request)
    for request in (0x5401, 0x5413, 0x40049409, 0x80086601, 0xC020660B, 0x541B):
        assert _says(machine, "ioctl", 0, request) == ALLOW, hex(request)


def test_other_processes(machine: Machine) -> None:
    """Where the kernel keeps tracing and signals inside they pass, else they are refused or asked about."""
    for name in ("process_vm_writev", "process_vm_readv", "pidfd_getfd"):
        assert _says(machine, name) == ALLOW
        assert _says(machine, name, inspect=False) == refused(errno.EPERM)
    assert _says(machine, "ptrace", 16, inspect=False) == refused(errno.EPERM)
    assert _says(machine, "ptrace", 0x4206, inspect=False) == refused(errno.EPERM)
    assert _says(machine, "ptrace", 0, inspect=False) == ALLOW
    for name in SIGNALS:
        assert _says(machine, name, 1, 9) == ALLOW
        assert _says(machine, name, 1, 9, signals=True) == NOTIFY


def test_limits_of_others(machine: Machine) -> None:
    """One's own limits may be set, those of others only be read."""
    assert _says(machine, "prlimit64", 0, 7, 1 << 32) == ALLOW
    assert _says(machine, "prlimit64", 12, 7, 0) == ALLOW
    assert _says(machine, "prlimit64", 12, 7, 1 << 32) == refused(errno.EPERM)
    assert _says(machine, "prlimit64", 12, 7, 4096) == refused(errno.EPERM)


def test_the_kernel_would_take_it(machine: Machine) -> None:
    """Not too long, and every jump lands within it."""
    program = assemble(machine, inspect=False, signals=True)
    steps = list(struct.iter_unpack("HBBI", program))
    assert len(steps) <= _MOST_INSTRUCTIONS
    for position, (code, when, otherwise, _) in enumerate(steps):
        if code & 7 == 5:
            assert position + 1 + max(when, otherwise) < len(steps)
