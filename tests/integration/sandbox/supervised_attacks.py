"""Tries to get past a supervisor; run under one as a program of its own, beside `attacks.py`.

    supervised_attacks.py WORKSPACE OUTSIDE_PID OUTSIDE_SOCKET WRITABLE

Prints as `attacks.py` does. WRITABLE is a directory that may be written to.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import mmap
import os
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.integration.sandbox import attacks
else:
    import attacks

LIBC, OUTSIDE, SOCKET, WORK, X86 = (
    attacks.LIBC,
    attacks.OUTSIDE,
    attacks.SOCKET,
    attacks.WORK,
    attacks.X86,
)
attack = attacks.attack
FREE = Path(sys.argv[4])
HERE = -100
LEFT_OUT = ("signals", "devices", "processes_outside", "terminals", "write_in_many_ways")
"""Those that mean something else without a mount namespace; what counts of them is tried here."""


def number(x86: int, other: int) -> int:
    """The number of a call."""
    return x86 if X86 else other


def call(nr: int, *arguments: object) -> int:
    """A system call; raises what the kernel says."""
    return attacks.checked(LIBC.syscall(ctypes.c_long(nr), *arguments))


def tried(ways: list[Callable[[], object]]) -> str:
    """Which of these succeeded, by position."""
    got = []
    for position, way in enumerate(ways):
        with contextlib.suppress(OSError, ValueError):
            way()
            got.append(str(position))
    return ", ".join(got)


@attack
def write_by_every_name() -> str:
    file = WORK / "file"
    readable = os.open(file, os.O_RDONLY)
    looked = os.open(file, os.O_PATH)
    (FREE / "way").symlink_to(file)
    (FREE / "around").symlink_to(WORK)
    return tried(
        [
            lambda: os.open(file, os.O_RDWR),
            lambda: os.open(file, os.O_WRONLY | os.O_APPEND),
            lambda: os.open(file, os.O_RDONLY | os.O_TRUNC),
            lambda: os.open(file, 3),
            lambda: os.open(WORK / "new", os.O_CREAT),
            lambda: os.open(FREE / "way", os.O_WRONLY),
            lambda: os.open(FREE / "around" / "file", os.O_WRONLY),
            lambda: os.open("/proc/self/root" + str(file), os.O_WRONLY),
            lambda: os.open("/proc/thread-self/cwd/file", os.O_WRONLY),
            lambda: os.open(f"/proc/self/fd/{readable}", os.O_RDWR),
            lambda: os.open(f"/dev/fd/{looked}", os.O_RDWR),
            lambda: os.open(f"/proc/{os.getpid()}/task/{threading.get_native_id()}/fd/{looked}", os.O_RDWR),
            lambda: os.open(f"/proc/{OUTSIDE}/root{file}", os.O_WRONLY),
            lambda: os.open(f"/proc/{OUTSIDE}/cwd/file", os.O_WRONLY),
            lambda: os.open(WORK, os.O_TMPFILE | os.O_RDWR),
            lambda: mmap.mmap(readable, 4, mmap.MAP_SHARED, mmap.PROT_WRITE),
            lambda: os.truncate(file, 0),
            lambda: os.ftruncate(readable, 0),
            lambda: os.posix_fallocate(readable, 0, 10),
            lambda: os.sendfile(readable, os.open("/etc/passwd", os.O_RDONLY), 0, 10),
            lambda: os.copy_file_range(os.open("/etc/passwd", os.O_RDONLY), readable, 10),
            lambda: fcntl.ioctl(readable, 0x40049409, os.open("/etc/passwd", os.O_RDONLY)),  # FICLONE
        ]
    )


@attack
def change_by_every_name() -> str:
    file, readable = WORK / "file", os.open(WORK / "file", os.O_RDONLY)
    looked = os.open(WORK / "file", os.O_PATH)
    here = os.open(WORK, os.O_RDONLY)
    return tried(
        [
            lambda: file.chmod(0o777),
            lambda: os.fchmod(readable, 0o777),
            lambda: os.chmod(f"/proc/self/fd/{looked}", 0o777),  # noqa: PTH101
            lambda: os.fchown(readable, os.getuid(), os.getgid()),
            lambda: os.utime(readable, (1, 1)),
            lambda: os.utime(file),
            lambda: os.setxattr(readable, "user.x", b"x"),
            lambda: fcntl.ioctl(readable, 0x40086602, struct.pack("l", 0x10)),  # FS_IOC_SETFLAGS
            lambda: fcntl.ioctl(readable, 0x401C5820, bytes(28)),  # FS_IOC_FSSETXATTR
            lambda: os.rename(file, WORK / "renamed"),  # noqa: PTH104
            lambda: os.rename(file, FREE / "taken"),  # noqa: PTH104
            lambda: os.rename("file", "other", src_dir_fd=here, dst_dir_fd=here),
            lambda: os.rename(FREE / "attacks.py", WORK / "brought"),  # noqa: PTH104
            lambda: os.link(file, FREE / "linked"),
            lambda: os.link(f"/proc/self/fd/{looked}", FREE / "linked2", follow_symlinks=True),
            lambda: attacks.checked(LIBC.linkat(looked, b"", HERE, bytes(FREE / "linked3"), 0x1000)),
            lambda: os.link(FREE / "attacks.py", WORK / "linked"),
            lambda: os.symlink("file", WORK / "symbolic"),  # noqa: PTH211
            lambda: os.unlink("file", dir_fd=here),
            lambda: (WORK / "directory").rmdir(),
            lambda: os.mkdir("made", dir_fd=here),
            lambda: os.mkfifo(WORK / "fifo"),
            lambda: socket.socket(socket.AF_UNIX).bind(str(WORK / "bound")),
            lambda: os.rename(WORK, str(WORK) + "2"),  # noqa: PTH104
            lambda: os.rename(WORK.parent, str(WORK.parent) + "2"),  # noqa: PTH104
            lambda: os.rename(FREE, str(FREE) + "2"),  # noqa: PTH104
        ]
    )


@attack
def a_nameless_file_into_the_workspace() -> None:
    made = os.open(FREE, os.O_TMPFILE | os.O_RDWR)
    os.link(f"/proc/self/fd/{made}", WORK / "linked", follow_symlinks=True)


@attack
def calls_with_their_words_in_memory() -> str:
    path = os.fsencode(WORK / "file")
    how = struct.pack("QQQ", os.O_RDWR, 0, 0)
    got = []
    for name, nr, arguments in (
        ("openat2", 437, (HERE, path, how, ctypes.c_size_t(24))),
        ("fchmodat2", 452, (HERE, path, 0o777, 0)),
        ("file_setattr", 469, (HERE, path, bytes(24), ctypes.c_size_t(24), 0)),
        ("io_uring_setup", 425, (8, ctypes.create_string_buffer(120))),
        ("io_uring_enter", 426, (0, 0, 0, 0, None, 0)),
        ("clone3", 435, (struct.pack("11Q", 0x10000000, *[0] * 10), ctypes.c_size_t(88))),
        ("a call of the future", 600, (HERE, path)),
    ):
        with contextlib.suppress(OSError):
            if call(nr, *arguments) == 0 and name == "clone3":
                os._exit(0)
            got.append(name)
    return ", ".join(got)


@attack
def other_ways_into_the_kernel() -> str:
    """As a program of 32 bits (int 0x80), and by x32's numbers."""
    if not X86:
        return ""
    path = os.fsencode(WORK / "file") + b"\0"
    got = []
    with contextlib.suppress(OSError):
        if call(0x40000000 + 2, path, os.O_WRONLY | os.O_TRUNC) >= 0:
            got.append("x32")
    low = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40, 7)  # MAP_32BIT, rwx
    address = ctypes.addressof(ctypes.c_char.from_buffer(low))
    code = b"\x53\xb8\x05\0\0\0\xbb" + struct.pack("I", address + 64) + b"\xb9\x01\x02\0\0\xcd\x80\x5b\xc3"
    low[: len(code)] = code
    low[64 : 64 + len(path)] = path
    if ctypes.CFUNCTYPE(ctypes.c_int)(address)() >= 0:
        got.append("int80")
    return ", ".join(got)


@attack
def a_thread_that_changes_the_path_meanwhile() -> str:
    """What is opened is what was looked at: the bytes of the path change between the two."""
    good, bad = os.fsencode(FREE / "own0") + b"\0", os.fsencode(WORK / "file") + b"\0"
    size = max(len(good), len(bad))
    good, bad = good.ljust(size, b"\0"), bad.ljust(size, b"\0")
    buffer = ctypes.create_string_buffer(good, size)
    libc = ctypes.CDLL(None)
    going = True

    def swap() -> None:
        while going:
            buffer.raw = bad
            buffer.raw = good

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        for _ in range(2000):
            file = libc.open(buffer, os.O_WRONLY | os.O_CREAT, 0o600)
            if file >= 0:
                if os.readlink(f"/proc/self/fd/{file}").startswith(f"{WORK}/"):  # noqa: PTH115
                    return "opened"
                os.write(file, b"x")
                os.close(file)
    finally:
        going = False
        thread.join()
    return ""


@attack
def a_link_that_is_swapped_meanwhile() -> str:
    """A directory of ours becomes a link into the workspace and back, while files in it are opened."""
    for name in ("real", "real2"):
        (FREE / name).mkdir()
        (FREE / name / "file").touch()
    (FREE / "swapped").symlink_to(WORK)
    stop = os.fork()
    if stop == 0:
        while True:
            LIBC.renameat2(HERE, bytes(FREE / "swapped"), HERE, bytes(FREE / "real"), 2)
    got = 0
    for _ in range(1500):
        with contextlib.suppress(OSError):
            file = os.open(FREE / "real" / "file", os.O_WRONLY | os.O_TRUNC)
            got += os.readlink(f"/proc/self/fd/{file}").startswith(f"{WORK}/")  # noqa: PTH115
            os.close(file)
        with contextlib.suppress(OSError):
            (FREE / "real" / "directory").rmdir()
        with contextlib.suppress(OSError):
            (FREE / "real" / "inner" / "deep" / "file").unlink()
    os.kill(stop, signal.SIGKILL)
    os.waitpid(stop, 0)
    return str(got or "")


@attack
def processes_outside() -> str:
    names = ("mem", "environ", "fd/0", "maps", "cwd/.", "root/etc/passwd")
    found = attacks._each([f"/proc/{OUTSIDE}/{name}" for name in names], attacks._readable)
    for path in (f"/proc/{OUTSIDE}/oom_score_adj", f"/proc/{OUTSIDE}/comm", f"/proc/{OUTSIDE}/mem"):
        with contextlib.suppress(OSError):
            os.open(path, os.O_WRONLY)
            found += path
    with contextlib.suppress(OSError):
        limits = struct.pack("QQ", 0, 0)
        call(number(302, 261), OUTSIDE, 7, limits, None)
        found += "limits"
    return found


@attack
def signals_outside() -> str:
    return tried(
        [
            lambda: os.kill(OUTSIDE, signal.SIGKILL),
            lambda: os.killpg(os.getpgid(OUTSIDE), signal.SIGKILL),
            lambda: signal.pidfd_send_signal(os.pidfd_open(OUTSIDE), signal.SIGKILL),
        ]
    )


@attack
def the_supervisor() -> str:
    """Our elder: neither its memory nor its door is for us."""
    supervisor = os.getppid()
    while Path(f"/proc/{supervisor}/comm").read_text().strip() != "plangate-gate":
        supervisor = int(Path(f"/proc/{supervisor}/stat").read_text().rpartition(") ")[2].split()[1])
    names = ("mem", "environ", "fd/0", "maps", "cwd/.")
    found = attacks._each([f"/proc/{supervisor}/{name}" for name in names], attacks._readable)
    for line in Path("/proc/net/unix").read_text().splitlines():
        if "@plangate-gate-" in line:
            with contextlib.suppress(OSError):
                socket.socket(socket.AF_UNIX).connect("\0" + line.partition("@")[2])
                found += " door"
    with contextlib.suppress(OSError):
        call(number(101, 117), 16, supervisor, None, None)
        found += " ptrace"
    return found


@attack
def terminals_of_others() -> str:
    mine = os.ttyname(0)
    found = [f"/dev/pts/{n}" for n in range(300)] + ["/dev/console", "/dev/tty0", "/dev/tty1"]
    return attacks._each(
        [path for path in found if path != mine], lambda path: os.open(path, os.O_WRONLY | os.O_NOCTTY)
    )


@attack
def disks() -> str:
    found = [
        f"/dev/{name}" for name in ("vda", "sda", "nvme0n1", "loop0", "loop-control", "mem", "fuse", "kvm")
    ]
    return attacks._each(found, lambda path: os.open(path, os.O_RDWR))


@attack
def datagrams() -> str:
    return tried(
        [
            lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
            lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
            lambda: socket.socket(socket.AF_UNIX, socket.SOCK_RAW),
        ]
    )


@attack
def a_socket_by_a_descriptor_that_is_swapped() -> str:
    """The number says an internet socket when it is looked at, and one of this machine when it is used."""
    local, far = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_INET)
    used = os.dup(far.fileno())
    address = struct.pack("H", socket.AF_UNIX) + SOCKET.encode() + b"\0"
    going = True

    def swap() -> None:
        while going:
            os.dup2(local.fileno(), used)
            os.dup2(far.fileno(), used)

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        for _ in range(1000):
            if LIBC.connect(used, address, len(address)) == 0:
                return "connected"
    finally:
        going = False
        thread.join()
    return ""


@attack
def later_and_elsewhere() -> None:
    """A process that has left session, group and parents."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for _ in range(20):
                attacks.write_in_many_ways()
                time.sleep(0.005)
        os._exit(0)
    os.wait()
    time.sleep(0.2)


@attack
def the_end() -> None:
    """The last one."""


def main() -> None:
    """Try everything."""
    attacks.ATTACKS[:] = [
        (name, function)
        for name, function in attacks.ATTACKS
        if name not in LEFT_OUT or function.__module__ != "attacks"
    ]
    attacks.main()


if __name__ == "__main__":
    main()
