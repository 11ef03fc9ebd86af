"""Tries to get out of a sandbox, or to change what it must not; run inside as a program of its own.

    attacks.py WORKSPACE OUTSIDE_PID OUTSIDE_SOCKET

Every attempt prints its name and what came of it; a line that begins with LEAK is one that succeeded.
What is changed in the workspace is found by whoever started this. Only the standard library, because
it runs under whatever Python an ordinary user may execute.
"""

from __future__ import annotations

import ctypes
import fcntl
import mmap
import os
import platform
import signal
import socket
import struct
import sys
import termios
from collections.abc import Callable
from pathlib import Path

WORK, OUTSIDE, SOCKET = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
LIBC = ctypes.CDLL(None, use_errno=True)
X86 = platform.machine() == "x86_64"
NR = {
    "ptrace": 101 if X86 else 117,
    "process_vm_readv": 310 if X86 else 270,
    "pivot_root": 155 if X86 else 41,
    "open_by_handle_at": 304 if X86 else 265,
    "bpf": 321 if X86 else 280,
    "keyctl": 250 if X86 else 219,
    "userfaultfd": 323 if X86 else 282,
    "perf_event_open": 298 if X86 else 241,
    "mount_setattr": 442,
    "open_tree": 428,
    "fsopen": 430,
    "pidfd_open": 434,
    "pidfd_getfd": 438,
}


def call(name: str, *arguments: object) -> int:
    """A system call by name; raises what the kernel says."""
    result = LIBC.syscall(ctypes.c_long(NR[name]), *arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return int(result)


def checked(result: int) -> int:
    """A result of the C library; raises what the kernel says."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


ATTACKS: list[tuple[str, Callable[[], object]]] = []


def attack(function: Callable[[], object]) -> Callable[[], object]:
    """An attempt; returning something true says that it got what it wanted."""
    ATTACKS.append((function.__name__, function))
    return function


def _each(paths: list[str], act: Callable[[str], object]) -> str:
    got = []
    for path in paths:
        try:
            if act(path):
                got.append(path)
        except OSError:
            continue
    return ", ".join(got)


@attack
def write_in_many_ways() -> None:
    file = WORK / "file"
    ways: list[Callable[[], object]] = [
        lambda: file.write_text("x"),
        lambda: os.open(file, os.O_RDWR),
        lambda: os.open(file, os.O_WRONLY | os.O_APPEND),
        lambda: os.open(file, os.O_RDONLY | os.O_TRUNC),
        lambda: os.truncate(file, 0),
        lambda: file.chmod(0o777),
        lambda: os.chown(file, os.getuid(), os.getgid()),
        lambda: os.utime(file, (1, 1)),
        lambda: file.rename(WORK / "renamed"),
        lambda: os.link(file, WORK / "linked"),
        lambda: os.link(file, "/tmp/linked"),
        lambda: (WORK / "symlink").symlink_to("file"),
        lambda: file.unlink(),
        lambda: (WORK / "directory").rmdir(),
        lambda: (WORK / "new").mkdir(),
        lambda: os.mkfifo(WORK / "fifo"),
        lambda: os.mknod(WORK / "node", 0o600),
        lambda: os.setxattr(file, "user.x", b"x"),
        lambda: os.open(WORK, os.O_TMPFILE | os.O_RDWR, 0o600),
        lambda: socket.socket(socket.AF_UNIX).bind(str(WORK / "bound")),
        lambda: Path("/tmp").rename(WORK / "tmp"),
        lambda: Path("/tmp/way").symlink_to(WORK / "file"),
        lambda: Path("/tmp/way").write_text("x"),
        lambda: os.open("/proc/self/cwd/file", os.O_RDWR),
        lambda: os.open(f"/proc/self/fd/{os.open(file, os.O_RDONLY)}", os.O_RDWR),
        lambda: os.open(f"/proc/self/fd/{os.open(file, os.O_PATH)}", os.O_RDWR),
        lambda: mmap.mmap(os.open(file, os.O_RDONLY), 4, mmap.MAP_SHARED, mmap.PROT_WRITE),
        lambda: fcntl.ioctl(os.open(file, os.O_RDONLY), 0x40086602, struct.pack("l", 0x10)),
    ]
    for way in ways:
        try:
            way()
        except OSError:
            continue


@attack
def mount_in_many_ways() -> str:
    path = os.fsencode(WORK)
    flags = {"remount": 32, "bind remount": 32 | 4096, "bind": 4096, "move": 8192, "shared": 1 << 20}
    got = [
        name for name, flag in flags.items() if LIBC.mount(path, path, None, ctypes.c_ulong(flag), None) == 0
    ]
    got += [
        name for name in ("tmpfs", "proc", "overlay") if LIBC.mount(b"x", path, name.encode(), 0, None) == 0
    ]
    for flag in (0, 1, 2, 8):
        if LIBC.umount2(path, flag) == 0:
            got.append(f"umount {flag}")
    attributes = struct.pack("QQQQ", 0, 1, 0, 0)
    if LIBC.syscall(NR["mount_setattr"], -100, path, 0x8000, attributes, ctypes.c_size_t(32)) == 0:
        got.append("mount_setattr")
    if LIBC.syscall(NR["open_tree"], -100, path, 1) >= 0:
        got.append("open_tree")
    if LIBC.syscall(NR["fsopen"], b"tmpfs", 0) >= 0:
        got.append("fsopen")
    if LIBC.syscall(NR["pivot_root"], path, path) == 0:
        got.append("pivot_root")
    return ", ".join(got)


@attack
def nested_namespaces() -> str:
    """With all capabilities in a user namespace of our own, which must not reach the mounts."""
    got = []
    for name, flags in (("user+mount", 0x10020000), ("user+mount+pid", 0x30020000), ("user", 0x10000000)):
        child = os.fork()
        if child == 0:
            code = 0
            if LIBC.unshare(flags) == 0:
                path = os.fsencode(WORK)
                code |= LIBC.mount(None, path, None, ctypes.c_ulong(32 | 4096), None) == 0
                code |= 2 * (LIBC.mount(b"x", path, b"tmpfs", 0, None) == 0)
                code |= 4 * (LIBC.umount2(path, 2) == 0)
                write_in_many_ways()
            os._exit(code)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            got.append(name)
    return ", ".join(got)


@attack
def chroot() -> bool:
    child = os.fork()
    if child == 0:
        code = 0
        try:
            LIBC.unshare(0x10000000)
            os.chroot("/tmp")
            for _ in range(50):
                os.chdir("..")
            os.chroot(".")
            code = Path("/etc/hostname").exists() and os.access(WORK, os.W_OK)
        except OSError:
            code = 0
        os._exit(int(code))
    return bool(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


@attack
def enter_other_namespaces() -> str:
    def enter(path: str) -> bool:
        return bool(LIBC.setns(os.open(path, os.O_RDONLY), 0) == 0)

    return _each([f"/proc/{pid}/ns/{name}" for pid in (1, OUTSIDE) for name in ("user", "mnt", "pid")], enter)


@attack
def processes_outside() -> str:
    """Neither their files nor their memory, nor that of the first process in here."""
    names = ("root/etc/passwd", "cwd", "mem", "environ", "fd/0", "maps", "exe", "auxv")
    found = _each([f"/proc/{pid}/{name}" for pid in (OUTSIDE, 1) for name in names], _readable)
    found += _each([f"/proc/{pid}/task/{pid}/cwd" for pid in (OUTSIDE, 1)], _readable)
    return found


def _readable(path: str) -> bool:
    if Path(path).is_dir():
        return bool(list(Path(path).iterdir())) or True
    with Path(path).open("rb") as file:
        return bool(file.read(1)) or True


@attack
def trace() -> str:
    got = []
    for pid in (1, OUTSIDE):
        for request in (16, 0x4206):  # PTRACE_ATTACH, PTRACE_SEIZE
            try:
                call("ptrace", request, pid, None, None)
                got.append(f"ptrace {pid}")
            except OSError:
                continue
        try:
            buffer = ctypes.create_string_buffer(8)
            vector = struct.pack("QQ", ctypes.addressof(buffer), 8)
            remote = struct.pack("QQ", 0x400000, 8)
            call("process_vm_readv", pid, vector, 1, remote, 1, 0)
            got.append(f"memory of {pid}")
        except OSError:
            continue
        try:
            call("pidfd_getfd", call("pidfd_open", pid, 0), 0, 0)
            got.append(f"descriptor of {pid}")
        except OSError:
            continue
    return ", ".join(got)


@attack
def signals() -> str:
    def send(pid: int) -> bool:
        os.kill(pid, signal.SIGKILL)
        return pid != 1  # the first process ignores what comes from inside

    got = []
    for pid in (OUTSIDE, -OUTSIDE):
        try:
            if send(pid):
                got.append(str(pid))
        except OSError:
            continue
    os.kill(1, signal.SIGTERM)
    os.kill(1, signal.SIGKILL)
    return ", ".join(got)


@attack
def terminals() -> str:
    mine = os.ttyname(0)
    found = [f"/dev/pts/{number}" for number in range(300)] + ["/dev/console", "/dev/tty0", "/dev/tty1"]
    return _each(
        [path for path in found if path != mine], lambda path: os.open(path, os.O_WRONLY | os.O_NOCTTY)
    )


@attack
def type_into_terminal() -> None:
    """Allowed or not, it is our own terminal; nobody outside reads it as commands."""
    try:
        fcntl.ioctl(0, termios.TIOCSTI, b"\0")
    except OSError:
        return


@attack
def devices() -> str:
    found = [
        f"/dev/{name}" for name in ("vda", "sda", "nvme0n1", "loop0", "mem", "kmsg", "fuse", "kvm", "port")
    ]
    got = _each(found, lambda path: os.open(path, os.O_RDONLY))
    for kind, number in (
        (0o060000, os.makedev(254, 0)),
        (0o060000, os.makedev(8, 0)),
        (0o020000, os.makedev(1, 1)),
    ):
        try:
            os.mknod("/tmp/node", kind | 0o666, number)
            os.open("/tmp/node", os.O_RDONLY)
            got += f" mknod {number}"
        except OSError:
            continue
    return got


@attack
def settings_of_the_machine() -> str:
    found = [
        "/proc/sys/kernel/core_pattern",
        "/proc/sys/kernel/hostname",
        "/proc/sys/kernel/modprobe",
        "/proc/sys/vm/drop_caches",
        "/proc/sys/user/max_mnt_namespaces",
        "/proc/sys/fs/binfmt_misc/register",
        "/proc/sysrq-trigger",
        "/proc/irq/default_smp_affinity",
        "/sys/kernel/mm/transparent_hugepage/enabled",
        "/sys/fs/cgroup/cgroup.procs",
        "/sys/fs/cgroup/unified/cgroup.procs",
        "/sys/fs/cgroup/pids/cgroup.procs",
        "/sys/power/state",
    ]
    got = _each(found, lambda path: os.open(path, os.O_WRONLY))
    got += _each(["/proc/kcore", "/proc/kmsg"], lambda path: os.read(os.open(path, os.O_RDONLY), 1))
    for path in ("/sys/fs/cgroup/x", "/sys/fs/cgroup/unified/x"):
        try:
            Path(path).mkdir()
        except OSError:
            continue
        got += path
    return got


@attack
def by_handle() -> bool:
    """A handle is no way around a mount's flags."""
    handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0) + bytes(128))
    mount = ctypes.c_int()
    path = os.fsencode(WORK / "file")
    checked(LIBC.name_to_handle_at(-100, path, handle, ctypes.byref(mount), 0))
    anchor = os.open(WORK, os.O_RDONLY)
    return call("open_by_handle_at", anchor, handle, os.O_RDWR) >= 0


@attack
def rare_calls() -> str:
    got = []
    for name, arguments in (
        ("bpf", (5, ctypes.create_string_buffer(128), 128)),
        (
            "perf_event_open",
            (ctypes.create_string_buffer(struct.pack("II", 1, 112) + bytes(104)), -1, 0, -1, 0),
        ),
    ):
        try:
            call(name, *arguments)
            got.append(name)
        except OSError:
            continue
    return ", ".join(got)


@attack
def keys() -> bool:
    """A key that whoever started us holds in the session keyring."""
    return call("keyctl", 10, -3, b"user", b"plangate-test", 0) > 0


@attack
def socket_of_a_helper() -> bool:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(SOCKET)
    return True


@attack
def daemons_of_the_machine() -> str:
    found = [
        "/run/docker.sock",
        "/var/run/docker.sock",
        "/run/dbus/system_bus_socket",
        "/run/containerd/containerd.sock",
        "/run/systemd/private",
        "/run/podman/podman.sock",
        "/tmp/.X11-unix/X0",
        f"/run/user/{os.getuid()}/bus",
    ]

    def connect(path: str) -> bool:
        socket.socket(socket.AF_UNIX).connect(path)
        return True

    return _each(found, connect)


def main() -> None:
    """Try everything."""
    for name, function in ATTACKS:
        try:
            got = function()
        except OSError as error:
            print("refused", name, error.strerror)  # noqa: T201
            continue
        print("LEAK" if got else "nothing", name, got or "", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
