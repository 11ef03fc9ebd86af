"""Starts a program in namespaces of its own.

    host ─ launcher ─┬─ init   first process of the namespace: ends when nothing else is left
                     └─ agent  the program; a child of the host once the launcher has ended

The launcher is a fork that ends before the program runs, and the host adopts what it leaves. Any
step that fails before the program is executed is told with its name, and nothing runs.
"""

from __future__ import annotations

import fcntl
import gc
import os
import resource
import signal
import socket
import struct
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import msgspec

from plangate.errors import Unavailable, UsageError
from plangate.model.gate import Strength
from plangate.model.sandbox import SPEC_VERSION, Confinement, Door, SandboxSpec
from plangate.sandbox import kernel, landlock
from plangate.sandbox.bubblewrap import enter_user_namespace
from plangate.sandbox.init import serve
from plangate.sandbox.sockets import reachable
from plangate.sandbox.steps import StepFailed, step
from plangate.sandbox.tree import Tree, check, guard_proc

__all__ = ["Launched", "Program", "SandboxRefused", "launch"]

_TIOCSPTLCK, _TIOCGPTPEER = 0x40045431, 0x5441
_NAMESPACES = kernel.NEWNS | kernel.NEWPID | kernel.NEWIPC
_MESSAGE = 65536
_GO = b"go"
_START_FIELD = 19
"""Of /proc/<pid>/stat after the closing bracket: starttime (proc(5))."""
_UNTOUCHABLE = 35
"""CAP_WAKE_ALARM, of no use in a user namespace. That init has it and the program has not is what keeps
the program out of init's memory, which is a copy of the host's (ptrace(2), "ptrace access mode checking")."""
_NO_ABSTRACT = "abstract sockets of other programs can be reached (Linux 6.12 could prevent that)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run."""

    path: str
    argv: Sequence[str]
    cwd: str
    env: Mapping[str, str]
    cols: int
    rows: int
    prepare: Callable[[], None] = lambda: None
    """Called in the program's process, with the terminal as its input, before it is executed."""


@dataclass(frozen=True, slots=True)
class Launched:
    """A confined program that runs."""

    master: int
    """The terminal's master side."""
    pid: int
    confinement: Confinement


class _Told(msgspec.Struct, array_like=True):
    """What launcher, init and program tell the host."""

    what: str
    """`master`, `init`, `agent` or `failed`."""
    number: int = 0
    text: str = ""
    reason: str = ""
    missing: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    namespaces: tuple[int, int, int] = (0, 0, 0)
    started: float = 0.0


class SandboxRefused(Unavailable):
    """Raised when a sandbox cannot be made or the program cannot be executed in it.

    Args:
        step: What was being done.
        number: The kernel's errno; 0 when it was not the kernel that refused.
        reason: Its words.
    """

    def __init__(self, step: str, number: int, reason: str) -> None:
        super().__init__(
            f"the sandbox could not be started: {step}: {reason}",
            "Nothing runs. plangate doctor says what this machine offers.",
        )
        self.step = step
        self.number = number
        self.reason = reason


def launch(program: Program, spec: SandboxSpec, *, meanwhile: Callable[[], None] = lambda: None) -> Launched:
    """Run a program in a sandbox of its own, as our child.

    Args:
        meanwhile: What there is to do before the program may start; done while its sandbox is made.
            When it raises, nothing is started. Init keeps a copy of our memory as it was before that.

    Raises:
        UsageError: The specification is newer than this code, or asks for another strength than `kernel`.
        SandboxRefused: The kernel refuses, or the program cannot be executed; nothing runs.
    """
    if spec.version > SPEC_VERSION or spec.strength is not Strength.KERNEL:
        raise UsageError("the sandbox asks for more than this version of Plangate can do")
    try:
        check(spec)
        for path in spec.writable:
            with step(f"making the directory {path}"):
                if not Path(path).exists():
                    Path(path).mkdir(mode=0o700, parents=True)
    except StepFailed as error:
        raise SandboxRefused(error.name, error.number, error.reason) from error
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    adopting = kernel.adopt_orphans(on=True)
    try:
        with ours:
            launcher = os.fork()
            if launcher == 0:
                _guarded(theirs, lambda: _launcher(program, spec, theirs))
            theirs.close()
            try:
                meanwhile()
                with suppress(OSError):  # it has failed, and has said why
                    ours.send(_GO)
            except BaseException:
                ours.shutdown(socket.SHUT_WR)
                with suppress(SandboxRefused):
                    _listen(ours, launcher)
                raise
            return _listen(ours, launcher)
    finally:
        kernel.adopt_orphans(on=adopting)  # what the session itself leaves behind is its init's


def _listen(link: socket.socket, launcher: int) -> Launched:
    """Hear how it went; on failure end what was started."""
    master, told = -1, {}
    while True:
        try:
            data, descriptors, _, _ = socket.recv_fds(link, _MESSAGE, 1, socket.MSG_CMSG_CLOEXEC)
        except ConnectionResetError:
            continue  # it ended without having read all; what it said comes now
        master = descriptors[0] if descriptors else master
        if not data:
            break
        message = msgspec.msgpack.decode(data, type=_Told)
        told[message.what] = message
    os.waitpid(launcher, 0)
    started = [told[name].number for name in ("agent", "init") if name in told]
    failed = told.get("failed")
    if failed is None and len(started) == 2 and master >= 0:
        return Launched(master, started[0], _confinement(started[1], told["agent"]))
    if master >= 0:
        os.close(master)
    _end(started)
    failed = failed or _Told("failed", 0, "starting", "the launcher ended without a word")
    raise SandboxRefused(failed.text, failed.number, failed.reason)


def _confinement(init: int, told: _Told) -> Confinement:
    user, mounts, processes = told.namespaces
    return Confinement(
        strength=Strength.KERNEL,
        pid=init,
        started=told.started,
        user_ns=user,
        mnt_ns=mounts,
        pid_ns=processes,
        missing=told.missing,
        gaps=told.gaps,
    )


def _end(processes: Sequence[int]) -> None:
    """End and collect them; init comes last, for it ends only when the program was collected."""
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for pid in processes:
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _guarded(link: socket.socket, work: Callable[[], None]) -> NoReturn:
    """In a forked process: do the work, tell what failed, and never return."""
    code = 1
    try:
        work()
        code = 0
    except StepFailed as error:
        _tell(link, _Told("failed", error.number, error.name, error.reason))
    except BaseException as error:  # noqa: BLE001 - the process ends here, whatever it was
        _tell(link, _Told("failed", 0, "starting the sandbox", repr(error)))
    finally:
        os._exit(code)


def _tell(link: socket.socket, message: _Told, descriptor: int = -1) -> None:
    data = msgspec.msgpack.encode(message)
    if descriptor < 0:
        link.send(data)
    else:
        socket.send_fds(link, [data], [descriptor])


def _launcher(program: Program, spec: SandboxSpec, link: socket.socket) -> None:
    """Make the namespaces, the tree and the terminal; start init and the program; leave."""
    gc.disable()  # it would only copy memory that we share with the host
    _enter(spec.door)
    orders, replies = os.pipe(), os.pipe()
    init = os.fork()
    if init == 0:
        os.close(orders[1])
        os.close(replies[0])
        _guarded(link, lambda: _init(link, orders[0], replies[1]))
    os.close(orders[0])
    os.close(replies[1])
    _tell(link, _Told("init", init))
    tree = Tree(spec, _runtime_directories(), reachable(spec.doors))
    tree.build()
    os.write(orders[1], b"p")
    if os.read(replies[0], 1) != b"p":
        os._exit(1)  # init has told why
    _finish_proc()
    if link.recv(len(_GO)) != _GO:
        os._exit(1)  # the host wants nothing to be started after all
    master, slave = _terminal(program.cols, program.rows)
    _tell(link, _Told("master"), master)
    os.close(master)
    namespaces, born = _first_process()
    gaps = () if landlock.abi() >= landlock.SCOPES_SINCE else (_NO_ABSTRACT,)
    agent = os.fork()
    if agent == 0:
        _guarded(link, lambda: _agent(program, link, slave, orders[1]))
    _tell(
        link,
        _Told("agent", agent, missing=tuple(tree.missing), gaps=gaps, namespaces=namespaces, started=born),
    )


def _first_process() -> tuple[tuple[int, int, int], float]:
    """Namespaces and kernel start time of init, read while it is for certain there."""
    user, mounts, processes = (Path(f"/proc/1/ns/{name}").stat().st_ino for name in ("user", "mnt", "pid"))
    fields = Path("/proc/1/stat").read_text().rpartition(") ")[2].split()
    return (user, mounts, processes), float(fields[_START_FIELD])


def _enter(door: Door) -> None:
    """New namespaces, in which our user is the only one there is."""
    if door is Door.BUBBLEWRAP:
        enter_user_namespace()
        with step("making namespaces in the one that bwrap made"):
            kernel.unshare(_NAMESPACES)
    else:
        _unshare()
    kernel.disallow_inspection()


def _unshare() -> None:
    user, group = os.geteuid(), os.getegid()
    kernel.disallow_inspection(off=False)  # else the maps belong to root
    with step("making namespaces"):
        kernel.unshare(kernel.NEWUSER | _NAMESPACES)
    with step("mapping the user"):
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _init(link: socket.socket, orders: int, replies: int) -> None:
    """The first process of the namespace."""
    if os.read(orders, 1) != b"p":
        return
    with step("mounting /proc"):
        kernel.mount("proc", "/proc", "", kernel.NOSUID | kernel.NODEV)
    with step("giving up rights"):
        kernel.gain_nothing()
        kernel.drop_capabilities(keep=_UNTOUCHABLE)
        kernel.disallow_inspection(off=False)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.write(replies, b"p")
    os.close(replies)
    agent = struct.unpack("i", os.read(orders, 4).ljust(4, b"\0"))[0]
    link.close()
    serve(agent)


def _terminal(cols: int, rows: int) -> tuple[int, int]:
    """A terminal that only this session knows."""
    with step("opening a terminal"):
        master = os.open("/dev/pts/ptmx", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        fcntl.ioctl(master, _TIOCSPTLCK, struct.pack("i", 0))
        slave = fcntl.ioctl(master, _TIOCGPTPEER, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
    return master, slave


def _agent(program: Program, link: socket.socket, slave: int, orders: int) -> None:
    """Become the program."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for number in range(3):
        os.dup2(slave, number, inheritable=True)
    with step(f"entering {program.cwd}"):
        os.chdir(program.cwd)
    program.prepare()
    kernel.forget_keyring()
    _let_go()
    with step("cutting off abstract sockets"):
        landlock.keep_to_ourselves()
    os.write(orders, struct.pack("i", os.getpid()))
    keep = link.fileno()
    os.set_inheritable(keep, False)
    os.closerange(3, keep)
    os.closerange(keep + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    with step(f"executing {program.path}"):
        os.execve(program.path, list(program.argv), dict(program.env))


def _let_go() -> None:
    """Keep no right over the namespaces."""
    with step("giving up rights"):
        kernel.gain_nothing()
        kernel.drop_capabilities()


def _finish_proc() -> None:
    """Lock /proc, and forbid mount namespaces inside.

    A copy of ours made while the gate is open would stay open after it closed. The limit belongs to
    our user namespace and counts for all that are made in it (namespaces(7)), detached mounts
    included, which is why this comes last.
    """
    with (
        step("forbidding more mount namespaces"),
        Path("/proc/sys/user/max_mnt_namespaces").open("w") as limit,
    ):
        guard_proc()
        limit.write("0")


def _runtime_directories() -> tuple[str, ...]:
    """Where this user's helpers have their sockets."""
    named = [os.environ.get("XDG_RUNTIME_DIR", ""), os.environ.get("TMUX_TMPDIR", "")]
    return tuple(dict.fromkeys(os.path.realpath(path) for path in named if path.startswith("/")))
