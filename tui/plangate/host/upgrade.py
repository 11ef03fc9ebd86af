"""Replaces a running host in place: another program in the same process, with PTY, socket and screen.

The new program first proves in a child that it understands this host's state; only then is
anything replaced. If the replacement cannot be executed, this host goes on as if nothing was asked.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from plangate.errors import PlangateError, Refused, Unavailable, UsageError
from plangate.host.loop import READ
from plangate.host.process import open_pidfd
from plangate.host.session import SessionHost
from plangate.host.state import HostState, store

__all__ = ["Upgrade"]

_PATIENCE = 30.0
"""Seconds the new program has to prove itself."""


class Upgrade:
    """One attempt; `failed` hears why the old program stays. On success it never returns.

    Args:
        argv: Interpreter and arguments of the new program.

    Raises:
        PlangateError: It cannot even be tried.
    """

    def __init__(
        self, host: SessionHost, argv: Sequence[str], failed: Callable[[PlangateError], None]
    ) -> None:
        if not argv or not os.path.isabs(argv[0]):  # noqa: PTH117 - a string, and no file is touched
            raise UsageError("an upgrade needs the full path of the program to execute")
        if host.ladder.climbing:
            raise Refused("the session is being stopped")
        if host.upgrade is not None:
            raise Refused("an upgrade of this session is under way")
        self._host = host
        self._argv = list(argv)
        self._failed = failed
        self._output, writer = os.pipe()
        self._child = -1
        try:
            state = store(_state_of(host))
            try:
                self._child = self._try_out(state, writer)
            finally:
                os.close(state)
        except OSError as error:
            os.close(self._output)
            raise Unavailable(f"the new program cannot be tried: {error.strerror or error}") from error
        finally:
            os.close(writer)
        host.upgrade = self
        self._said = b""
        self._timer = host.loop.after(_PATIENCE, lambda: os.kill(self._child, signal.SIGKILL))
        os.set_blocking(self._output, False)
        host.loop.watch(self._output, READ, self._heard)

    def _try_out(self, state: int, writer: int) -> int:
        os.set_inheritable(state, True)
        return os.posix_spawn(
            self._argv[0],
            [*self._argv, "--state", str(state), "--check"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, writer, 1),
                (os.POSIX_SPAWN_DUP2, writer, 2),
            ],
        )

    def _heard(self, _: int) -> None:
        data = os.read(self._output, 65536)
        if data:
            self._said = (self._said + data)[-4096:]
            return
        self._host.loop.forget(self._output)
        os.close(self._output)
        self._await_child()

    def _await_child(self) -> None:
        """It has closed its output and ends; if that takes longer, the timer sees to it."""
        pidfd = open_pidfd(self._child)
        if pidfd is None:
            self._ended()
            return
        loop = self._host.loop

        def ended(_: int) -> None:
            loop.forget(pidfd)
            os.close(pidfd)
            self._ended()

        loop.watch(pidfd, READ, ended)

    def _ended(self) -> None:
        self._timer.cancel()
        self._host.upgrade = None
        try:
            _, status = os.waitpid(self._child, 0)
        except ChildProcessError:
            status = -1
        if status == 0:
            self._replace()
            return
        reason = self._said.decode(errors="replace").strip().rpartition("\n")[2] or "it gave no reason"
        self._failed(Refused(f"the new program does not take over: {reason}", "The old one goes on."))

    def _replace(self) -> None:
        host = self._host
        link = host.keeper_socket()
        carried = [host.pty.fd, host.door.listener.fileno(), *([link] if link >= 0 else [])]
        handle = -1
        try:
            host.recorder.close()
            handle = store(_state_of(host))
            carried.append(handle)
            for descriptor in carried:
                os.set_inheritable(descriptor, True)
            os.execve(self._argv[0], [*self._argv, "--state", str(handle)], os.environ)
        except OSError as error:
            for descriptor in carried:
                with suppress(OSError):
                    os.set_inheritable(descriptor, False)
            if handle >= 0:
                os.close(handle)
            self._failed(Unavailable(f"the new program cannot be executed: {error.strerror or error}"))


def _state_of(host: SessionHost) -> HostState:
    linger = host.lingers_until
    return HostState(
        spec=host.spec,
        created=host.created,
        keeper_pid=host.keeper_pid,
        listener=host.door.listener.fileno(),
        master=host.pty.fd,
        link=host.keeper_socket(),
        agent=host.agent.pid,
        ours=host.agent.ours,
        emulator=host.emulator.snapshot(),
        input=host.pty.waiting(),
        lease=host.lease,
        revoked=sorted(host.gatekeeper.revoked),
        revoked_before=host.gatekeeper.revoked_before,
        exit=host.agent.exit,
        linger=None if linger is None else max(0.0, linger - time.monotonic()),
        recording=host.recorder.on,
        last_output=host.activity.last_output,
        confinement=host.confinement,
        moments=host.moments.kept(),
        moments_whole=host.moments.whole,
        moments_cut=host.moments.cut,
    )
