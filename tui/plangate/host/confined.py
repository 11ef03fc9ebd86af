"""A program in a sandbox of its own, in a terminal that only this session knows."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from plangate.errors import NotFound, PlangateError
from plangate.host.loop import READ, Loop
from plangate.host.process import collect, exit_of, open_pidfd, start_time
from plangate.host.pty import Pty, prepare, program_path, wrong_with
from plangate.model.gate import Strength
from plangate.model.sandbox import Confinement, SandboxSpec
from plangate.model.session import Exit
from plangate.sandbox.launch import Program, SandboxRefused
from plangate.sandbox.start import start
from plangate.sandbox.supervised.protocol import Ask, ask

__all__ = ["Sandbox", "collect_from", "spawn_confined"]


def spawn_confined(
    argv: Sequence[str],
    cwd: str,
    env: dict[str, str],
    cols: int,
    rows: int,
    sandbox: SandboxSpec,
    *,
    files: int = 0,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[Pty, int, Confinement]:
    """As `plangate.host.pty.spawn`, in a sandbox; what cannot be confined is not started.

    Args:
        meanwhile: Done while the sandbox is made, before the program starts.

    Raises:
        NotFound: There is no such program or directory.
        Unavailable: The kernel refuses the sandbox, or the program cannot be executed in it.
        PlangateError: The program could not be executed anywhere.
    """
    if not Path(cwd).is_dir():
        raise NotFound(f"there is no directory {cwd}")
    path = program_path(argv[0], cwd, env)
    program = Program(
        path=path,
        argv=[path, *argv[1:]],
        cwd=cwd,
        env=env,
        cols=cols,
        rows=rows,
        prepare=lambda: prepare(files),
    )
    try:
        started = start(program, sandbox, meanwhile=meanwhile)
    except SandboxRefused as refused:
        told = wrong_with(path) if refused.step == f"executing {path}" else None
        if told is None:
            raise
        raise told from refused
    return Pty(started.master), started.pid, started.confinement


def collect_from(confinement: Confinement, pid: int) -> Exit | None:
    """How a program ended that is its supervisor's child; as `plangate.host.process.collect`."""
    try:
        status = ask(confinement, Ask("exit")).exit
    except PlangateError:
        return collect(pid)  # without a supervisor it is ours, or its end stays unknown
    return None if status is None else exit_of(status)


class Sandbox:
    """The sandbox of a running session, as its host sees it.

    Args:
        ours: Whether its first process is our child, to be collected by us.
    """

    def __init__(self, loop: Loop, confinement: Confinement, *, ours: bool) -> None:
        self.confinement = confinement
        self._loop = loop
        self._pidfd = open_pidfd(confinement.pid) if self._lives() else None
        if self._pidfd is not None and ours:
            loop.watch(self._pidfd, READ, self._ended)

    def kill(self) -> None:
        """End everything in it; a supervisor does so when it is told to end."""
        supervised = self.confinement.strength is Strength.SYSCALL
        if self._pidfd is not None and self._lives():
            with suppress(ProcessLookupError, PermissionError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGTERM if supervised else signal.SIGKILL)

    def _lives(self) -> bool:
        return start_time(self.confinement.pid) == self.confinement.started

    def _ended(self, _: int) -> None:
        if self._pidfd is not None:
            self._loop.forget(self._pidfd)
            os.close(self._pidfd)
            self._pidfd = None
        with suppress(ChildProcessError):
            os.waitpid(self.confinement.pid, os.WNOHANG)
