"""How a host begins: forked by the keeper for a new session, or as the successor of one that died."""

from __future__ import annotations

import os
import socket
import sys
import traceback
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from plangate.config import paths
from plangate.emulator import make
from plangate.emulator.api import Emulator
from plangate.errors import LimitReached, NotFound, PlangateError
from plangate.host.confined import spawn_confined
from plangate.host.link import KeeperLink
from plangate.host.listener import listen
from plangate.host.loop import Loop
from plangate.host.moments import Moments
from plangate.host.playback import restore
from plangate.host.pty import Pty, spawn
from plangate.host.recording import Recorder
from plangate.host.requests import handle
from plangate.host.session import SessionHost
from plangate.host.system import name_process
from plangate.host.turns import USUAL, ask_for_turns
from plangate.model.sandbox import Confinement, SandboxSpec
from plangate.model.session import Exit
from plangate.wire.codec import encode
from plangate.wire.failures import failure_of
from plangate.wire.spawn import HostReady, Spawn

__all__ = ["Legacy", "begin", "connect", "host_of", "live_and_die", "reopen", "succeed"]


class Legacy(NamedTuple):
    """What a host that died has left."""

    master: int
    agent: int
    exit: Exit | None
    """How the program ended, when it has."""
    confinement: Confinement | None = None
    """The sandbox it runs in."""


def begin(spec: Spawn, link: socket.socket, files: int, sandbox: SandboxSpec | None = None) -> None:
    """Serve a new session until it is over; in a process of its own.

    Args:
        link: To the keeper, which hears over it that we are ready, or why not.
        files: The program's soft limit of open files.
        sandbox: What the program is confined to; None for a session without a gate.
    """
    _settle()
    try:
        host = host_of(Loop(), spec, files, sandbox)
    except PlangateError as error:
        link.sendall(encode(failure_of(error)))
        return
    _serve(host, link)


def host_of(loop: Loop, spec: Spawn, files: int, sandbox: SandboxSpec | None = None) -> SessionHost:
    """Start the program of a session, and all that its host consists of.

    Raises:
        PlangateError: It cannot be started.
    """
    ours = os.umask(spec.umask)  # what is ours is private; what the program makes is as its person has it
    try:
        emulator, pty, agent, confinement = _start(spec, files, sandbox)
    finally:
        os.umask(ours)
    listener = listen(paths.host_socket(spec.session))
    spec.env = {}
    recorder = _recorder(loop, spec, emulator)
    return SessionHost(
        loop, spec, pty, agent, emulator, listener, recorder, handle=handle, confinement=confinement
    )


def _start(
    spec: Spawn, files: int, sandbox: SandboxSpec | None
) -> tuple[Emulator, Pty, int, Confinement | None]:
    """Terminal and program; the emulator comes first, for its backend may not be installed."""
    made: list[Emulator] = []
    if sandbox is None:
        made.append(_emulator(spec))
        pty, agent = spawn(spec.argv, spec.cwd, spec.env, spec.cols, spec.rows, files=files)
        return made[0], pty, agent, None
    pty, agent, confinement = spawn_confined(
        spec.argv,
        spec.cwd,
        spec.env,
        spec.cols,
        spec.rows,
        sandbox,
        files=files,
        meanwhile=lambda: made.append(_emulator(spec)),
    )
    return made[0], pty, agent, confinement


def reopen(spec: Spawn, link: socket.socket, exit: Exit) -> None:
    """Show a session that has ended from its recording; nothing runs in it and nothing is recorded."""
    _settle()
    loop = Loop()
    spec.record, spec.env = False, {}
    try:
        emulator = _emulator(spec)
        moments = Moments(whole=False)
        if restore(paths.recording_dir(spec.session), emulator, moments) is None:
            raise NotFound(f"session {spec.session} has no recording that can be read")
        listener = listen(paths.host_socket(spec.session))
        master, slave = os.openpty()
    except (PlangateError, OSError) as error:
        told = error if isinstance(error, PlangateError) else LimitReached(f"no terminal: {error.strerror}")
        link.sendall(encode(failure_of(told)))
        return
    os.close(slave)  # the terminal of a program that is gone: it can only be read to its end
    recorder = _recorder(loop, spec, emulator)
    host = SessionHost(loop, spec, Pty(master), 0, emulator, listener, recorder, handle=handle, ours=False)
    host.moments = moments
    host.agent.told(exit)
    _serve(host, link)


def succeed(spec: Spawn, link: socket.socket, legacy: Legacy) -> None:
    """Go on with the session of a host that died; its program is the keeper's child now."""
    _settle()
    loop = Loop()
    listener = listen(paths.host_socket(spec.session))
    pty = Pty(legacy.master)
    emulator = _emulator(spec)
    moments = Moments(whole=False)
    restored = restore(paths.recording_dir(spec.session), emulator, moments)
    recorder = _recorder(loop, spec, emulator, gap=True)
    cols, rows = emulator.columns, emulator.lines
    host = SessionHost(
        loop,
        spec,
        pty,
        legacy.agent,
        emulator,
        listener,
        recorder,
        handle=handle,
        ours=False,
        confinement=legacy.confinement,
    )
    host.moments = moments
    if legacy.exit is not None:
        host.agent.told(legacy.exit)
    elif restored is None:  # nothing to show: a changed height makes most programs paint anew
        pty.resize(cols, rows + 1)
    pty.resize(cols, rows)
    _serve(host, link)


def live_and_die(settle: Callable[[], object], live: Callable[[], None]) -> NoReturn:
    """In a forked process: the life of a host; nothing ever unwinds into what the keeper was doing."""
    code = 1
    try:
        settle()
        live()
        code = 0
    except BaseException:  # noqa: BLE001 - the process ends here, whatever it was
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def connect(host: SessionHost, link: socket.socket | None) -> KeeperLink:
    """Join a host and its keeper."""

    def ready() -> HostReady:
        spec = host.spec
        spec.cols, spec.rows, spec.record = host.emulator.columns, host.emulator.lines, host.recorder.on
        return HostReady(
            spec=spec,
            host_pid=os.getpid(),
            agent_pid=host.agent.pid,
            agent_started=host.agent.started,
            exit=host.agent.exit,
            confinement=host.confinement,
        )

    keeper = KeeperLink(host.loop, link, ready, host.pty.fd, host.agent.told)
    host.on_leaving = keeper.leave
    host.keeper_socket = keeper.fileno
    host.on_news = keeper.announce
    return keeper


def _serve(host: SessionHost, link: socket.socket) -> None:
    host.keeper_pid = os.getppid()
    host.start()
    connect(host, link).announce()
    host.loop.run()


def _emulator(spec: Spawn) -> Emulator:
    return make(spec.cols, spec.rows, scrollback=spec.scrollback, backend=spec.backend)


def _recorder(loop: Loop, spec: Spawn, emulator: Emulator, *, gap: bool = False) -> Recorder:
    directory = paths.recording_dir(spec.session)
    return Recorder(loop, directory, emulator, on=spec.record, limit=spec.record_limit, gap=gap)


def _settle() -> None:
    """Leave the keeper's session; the signals of terminals are ignored since the keeper began."""
    os.setsid()
    name_process("plangate-host")
    ask_for_turns(USUAL)  # not the keeper's short ones; `SessionHost.start` asks for others
