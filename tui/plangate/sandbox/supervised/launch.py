"""Starts a program under a supervisor, where namespaces are refused.

    host ── supervisor ── agent     the supervisor adopts whatever the session leaves behind

A descent that reaches everything is what lets the supervisor look into the session also where only
ancestors may (the Yama security module). Any step that fails before the program is executed is told
with its name, and nothing runs.
"""

from __future__ import annotations

import fcntl
import gc
import os
import resource
import signal
import socket
import termios
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from plangate.errors import UsageError
from plangate.model.gate import Strength
from plangate.model.sandbox import SPEC_VERSION, Confinement, SandboxSpec
from plangate.sandbox import kernel, landlock
from plangate.sandbox.launch import Launched, Program, SandboxRefused
from plangate.sandbox.layout import below
from plangate.sandbox.peers import look_at_process
from plangate.sandbox.sockets import reachable
from plangate.sandbox.steps import StepFailed, step
from plangate.sandbox.supervised import filter as calls
from plangate.sandbox.supervised import protocol, seccomp
from plangate.sandbox.supervised.numbers import MACHINES, Machine
from plangate.sandbox.supervised.rules import SHARED, rules_for
from plangate.sandbox.supervised.supervisor import Supervisor
from plangate.sandbox.tree import check

__all__ = ["launch"]

_GO = b"go"
_MESSAGE = 65536
_START_FIELD = 19
"""Of /proc/<pid>/stat after the closing bracket: starttime (proc(5))."""
_WALLED = ("/dev", "/proc")
"""Where the supervisor's rules alone decide: devices, terminals, and what a process may say of itself."""
_NO_WALL = "nothing but the supervisor keeps the session from files outside the workspace (Linux 5.19 has Landlock for that)"
_NO_SIGNALS = (
    "abstract sockets and signals are decided by the supervisor alone (Linux 6.12 has Landlock for that)"
)
_SHARED = "/tmp, /var/tmp and /dev/shm are those of everybody; what lies there can be changed"
_READS = "files can be read, also Plangate's own; only sockets of programs outside are out of reach"


class _Told(msgspec.Struct, array_like=True):
    """What supervisor and program tell the host."""

    what: str
    """`started` or `failed`."""
    number: int = 0
    text: str = ""
    reason: str = ""
    agent: int = 0
    begun: float = 0.0
    gaps: tuple[str, ...] = ()


def launch(program: Program, spec: SandboxSpec, *, meanwhile: Callable[[], None] = lambda: None) -> Launched:
    """Run a program under a supervisor, which is our child; the program is not.

    Args:
        meanwhile: What there is to do before the program may start. When it raises, nothing is started.

    Raises:
        UsageError: The specification is newer than this code, or asks for another strength.
        SandboxRefused: The kernel refuses, or the program cannot be executed; nothing runs.
    """
    if spec.version > SPEC_VERSION or spec.strength is not Strength.SYSCALL:
        raise UsageError("the sandbox asks for more than this version of Plangate can do")
    machine = MACHINES.get(os.uname().machine)
    if machine is None:
        raise SandboxRefused("filtering system calls", 0, f"not known for {os.uname().machine}")
    try:
        check(spec)
        for path in spec.writable:
            with step(f"making the directory {path}"):
                if not Path(path).exists():
                    Path(path).mkdir(mode=0o700, parents=True)
    except StepFailed as error:
        raise SandboxRefused(error.name, error.number, error.reason) from error
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        supervisor = os.fork()
        if supervisor == 0:
            _live(theirs, lambda: _supervise(machine, program, spec, theirs))
        theirs.close()
        try:
            meanwhile()
            with suppress(OSError):  # it has failed, and has said why
                ours.send(_GO)
        except BaseException:
            ours.shutdown(socket.SHUT_WR)
            with suppress(SandboxRefused):
                _listen(ours, supervisor)
            raise
        return _listen(ours, supervisor)


def _listen(link: socket.socket, supervisor: int) -> Launched:
    """Hear how it went; on failure nothing is left."""
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
    started, failed = told.get("started"), told.get("failed")
    if started is not None and failed is None and master >= 0:
        confinement = Confinement(
            strength=Strength.SYSCALL,
            pid=supervisor,
            started=started.begun,
            gaps=started.gaps,
            supervisor=started.text,
        )
        return Launched(master, started.agent, confinement)
    if master >= 0:
        os.close(master)
    for pid in (started.agent, supervisor) if started is not None else (supervisor,):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os.waitpid(supervisor, 0)
    failed = failed or _Told("failed", 0, "starting", "the supervisor ended without a word")
    raise SandboxRefused(failed.text, failed.number, failed.reason)


def _live(link: socket.socket, work: Callable[[], None]) -> None:
    """In a forked process: do the work, tell what failed, and never return."""
    code = 1
    try:
        work()
        code = 0
    except StepFailed as error:
        _tell(link, _Told("failed", error.number, error.name, error.reason))
    except BaseException as error:  # noqa: BLE001 - the process ends here, whatever it was
        _tell(link, _Told("failed", 0, "starting the supervisor", repr(error)))
    finally:
        os._exit(code)


def _tell(link: socket.socket, message: _Told, descriptor: int = -1) -> None:
    with suppress(OSError):  # the host has gone, or the link is closed because all was told
        data = msgspec.msgpack.encode(message)
        socket.send_fds(link, [data], [descriptor] if descriptor >= 0 else [])


def _supervise(machine: Machine, program: Program, spec: SandboxSpec, link: socket.socket) -> None:
    """The supervisor's life."""
    gc.disable()  # it would only copy memory that we share with the host
    filters = look_at_process(os.getpid()).filters
    covered = _covered(spec)
    _settle(link)
    with step("giving up rights"):
        kernel.gain_nothing()
        kernel.shed_capabilities()
        kernel.adopt_orphans(on=True)
    with step("borrowing the sockets of other processes"):
        os.close(kernel.pidfd_getfd(os.pidfd_open(os.getpid()), 0))
    gaps = _wall(spec)
    door, name = protocol.listen()
    if link.recv(len(_GO)) != _GO:
        os._exit(1)  # the host wants nothing to be started after all
    with step("opening a terminal"):
        master, slave = os.openpty()
        termios.tcsetwinsize(slave, (program.rows, program.cols))
    passed, passing = socket.socketpair()
    agent = os.fork()
    if agent == 0:
        passed.close()
        door.close()
        _live(link, lambda: _become(machine, program, spec, link, slave, passing))
    passing.close()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    _, descriptors, _, _ = socket.recv_fds(passed, 1, 1, socket.MSG_CMSG_CLOEXEC)
    if not descriptors:
        os._exit(1)  # the program's process has told why
    listener = seccomp.Listener(descriptors[0])
    supervisor = Supervisor(machine, listener, rules_for(spec, covered), agent, slave, door, filters)
    kernel.disallow_inspection()
    passed.send(b"g")
    passed.close()
    os.close(slave)
    begun = float(Path("/proc/self/stat").read_text().rpartition(") ")[2].split()[_START_FIELD])
    _tell(link, _Told("started", text=name, agent=agent, begun=begun, gaps=gaps), master)
    os.close(master)
    link.close()
    supervisor.serve()


def _settle(link: socket.socket) -> None:
    """Be a process of our own, that holds nothing of the host's and that nothing but its end disturbs."""
    os.setsid()
    kernel.name_process("plangate-gate")
    null = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(null, number)
    keep = link.fileno()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    os.closerange(3, keep)
    os.closerange(keep + 1, hard)
    for name in ("SIGHUP", "SIGINT", "SIGQUIT", "SIGIO"):
        signal.signal(signal.Signals[name], signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # nor may the kernel write one for the program


def _wall(spec: SandboxSpec) -> tuple[str, ...]:
    """A second wall, which holds for the supervisor, too; returns what this kernel leaves open."""
    rooms = (spec.workspace, *spec.companions, *spec.writable, spec.private_tmp, *SHARED, *_WALLED)
    with step("giving up the rest of the file system"):
        walled = landlock.write_only_below(rooms)
    scoped = landlock.abi() >= landlock.SCOPES_SINCE
    missing = [gap for gap, there in ((_NO_WALL, walled), (_NO_SIGNALS, scoped)) if not there]
    return (_SHARED, _READS, *missing)


def _covered(spec: SandboxSpec) -> tuple[str, ...]:
    """Where others have sockets in the shared directories: first names below them, but none of ours."""
    kept = (spec.workspace, *spec.companions, *spec.writable, spec.private_tmp, *spec.doors)
    found = set()
    for path in reachable(spec.doors):
        for place in SHARED:
            if below(path, place) and path != place:
                first = f"{place}/{path[len(place) + 1 :].partition('/')[0]}"
                found.add(path if any(below(own, first) for own in kept) else first)
    return tuple(sorted(found))


def _become(
    machine: Machine,
    program: Program,
    spec: SandboxSpec,
    link: socket.socket,
    slave: int,
    passing: socket.socket,
) -> None:
    """Become the program."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for number in range(3):
        os.dup2(slave, number, inheritable=True)
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    with step(f"entering {program.cwd}"):
        os.chdir(program.cwd)
    program.prepare()
    kernel.forget_keyring()
    with step("cutting off processes outside"):
        landlock.keep_to_ourselves()
    descriptors = _others((link.fileno(), passing.fileno()))
    for descriptor in descriptors:
        os.close(descriptor)
    version = landlock.abi()
    rules = calls.assemble(machine, inspect=version > 0, signals=version < landlock.SCOPES_SINCE)
    with step("filtering system calls"):
        listener = seccomp.install(machine, rules)
    socket.send_fds(passing, [b"l"], [listener])
    os.close(listener)
    if passing.recv(1) != b"g":
        os._exit(1)
    passing.close()
    environment = {**program.env, "TMPDIR": spec.private_tmp}
    with step(f"executing {program.path}"):
        os.execve(program.path, list(program.argv), environment)


def _others(kept: Sequence[int]) -> list[int]:
    """Descriptors that the program is not to have."""
    return [
        int(name)
        for name in os.listdir("/proc/self/fd")  # noqa: PTH208
        if int(name) > 2 and int(name) not in kept and _open(int(name))
    ]


def _open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
