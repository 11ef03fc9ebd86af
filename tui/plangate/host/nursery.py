"""The keeper's hosts: forking them, noticing their ends, replacing those that die."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress

from plangate.config import paths
from plangate.errors import LimitReached, Unavailable, UsageError
from plangate.host import birth
from plangate.host.connection import Connection
from plangate.host.describe import withdraw
from plangate.host.loop import READ, Loop
from plangate.host.process import exit_of, open_pidfd
from plangate.host.system import check_limits
from plangate.host.visitor import Visitor
from plangate.host.ward import Ward
from plangate.model.session import Exit
from plangate.wire import spawn
from plangate.wire.catalogue import HOST_TO_KEEPER
from plangate.wire.failures import failure_of
from plangate.wire.messages import Failure, Message

__all__ = ["Nursery"]


class Nursery:
    """Looks after hosts.

    Args:
        files: The soft limit of open files that programs get.
        close_in_child: Called in a forked host, to let go of what is the keeper's.
        announce: Tells the daemons.
        on_empty: Called when the last host is gone.
    """

    def __init__(
        self,
        loop: Loop,
        files: int,
        *,
        close_in_child: Callable[[], None],
        announce: Callable[[Message], None],
        on_empty: Callable[[], None],
    ) -> None:
        self.wards: dict[str, Ward] = {}
        self._loop = loop
        self._files = files
        self._close_in_child = close_in_child
        self._announce = announce
        self._on_empty = on_empty
        self._woken, self._waker = socket.socketpair()
        for end in (self._woken, self._waker):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # the wake-up descriptor needs a handler
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        loop.watch(self._woken.fileno(), READ, self._reap)

    def start(self, asked: spawn.Spawn | spawn.SpawnConfined | spawn.Reopen, connection: Connection) -> None:
        """Fork a host; the connection hears when it serves, or why not.

        Raises:
            UsageError: The session has a host, or cannot be one.
            LimitReached: Terminals, processes or files are used up.
        """
        spec = asked if isinstance(asked, spawn.Spawn) else asked.spec
        if spec.session in self.wards:
            raise UsageError(f"session {spec.session} has a host already")
        if not spec.argv or not (1 <= spec.cols <= 1000 and 1 <= spec.rows <= 500):
            raise UsageError("a session needs a program and a size of 1x1 to 1000x500 cells")
        check_limits()
        ward = Ward(spec, 0, ours=True)
        ward.request = (connection, asked.id)

        def live(link: socket.socket) -> None:
            if isinstance(asked, spawn.Reopen):
                birth.reopen(spec, link, asked.exit)
            elif isinstance(asked, spawn.SpawnConfined):
                birth.begin(spec, link, self._files, asked.sandbox)
            else:
                birth.begin(spec, link, self._files)

        try:
            self._fork(ward, live)
        except OSError as error:
            raise LimitReached(f"no process can be started: {error.strerror}") from error
        self.wards[spec.session] = ward

    def register(self, connection: Connection, visitor: Visitor, message: spawn.HostReady) -> None:
        """A host that lost its keeper has found us, or one that did has news."""
        session = message.spec.session
        ward = self.wards.get(session)
        if ward is None or ward.host != message.host_pid:
            if ward is not None:
                self._let_go(ward)
            ward = self.wards[session] = Ward(message.spec, message.host_pid, ours=False)
            self._await_end(ward)
        ward.link = connection
        self._ready(ward, visitor, message)

    def leaving(self, session: str) -> None:
        """A host that registered says that it ends on purpose."""
        ward = self.wards.get(session)
        if ward is not None:
            ward.leaving = True

    def disconnected(self, connection: Connection) -> None:
        """A connection to us has closed; perhaps a registered host's."""
        for ward in list(self.wards.values()):
            if ward.link is connection:
                self._link_lost(ward)

    def close_in_forked(self) -> None:
        """In a forked host: let go of all other hosts."""
        signal.set_wakeup_fd(-1)  # the handler of SIGCHLD that stays does nothing
        for ward in self.wards.values():
            if ward.link is not None and ward.link.endpoint is not None:
                ward.link.endpoint.close()
            for descriptor in (ward.master, ward.pidfd):
                if descriptor is not None:
                    os.close(descriptor)
        self._woken.close()
        self._waker.close()

    def _fork(self, ward: Ward, live: Callable[[socket.socket], None]) -> None:
        """Start a process that lives as `live` says with its end of a link to us."""
        ours, theirs = socket.socketpair()
        try:
            child = os.fork()
        except OSError:
            ours.close()
            theirs.close()
            raise
        if child == 0:
            birth.live_and_die(lambda: self._let_go_of_keeper(ours), lambda: live(theirs))
        theirs.close()
        ward.host = child
        visitor = Visitor()
        ward.link = Connection(
            self._loop,
            ours,
            HOST_TO_KEEPER,
            lambda message: self._from_host(ward, visitor, message),
            lambda: self._link_lost(ward),
            descriptors=visitor.descriptors,
        )

    def _let_go_of_keeper(self, link: socket.socket) -> None:
        link.close()
        self._close_in_child()

    def _from_host(self, ward: Ward, visitor: Visitor, message: Message) -> None:
        if isinstance(message, spawn.HostReady):
            self._ready(ward, visitor, message)
        elif isinstance(message, spawn.HostLeaving):
            ward.leaving = True
        elif isinstance(message, Failure):
            ward.leaving = True
            if ward.request is not None:
                connection, request = ward.request
                ward.request = None
                connection.send(Failure(request, message.code, message.message, message.hint))

    def _ready(self, ward: Ward, visitor: Visitor, message: spawn.HostReady) -> None:
        master = visitor.take_descriptor()
        if master is not None:
            if ward.master is not None:
                os.close(ward.master)
            ward.master = master
        ward.spec, ward.agent, ward.ready = message.spec, message.agent_pid, True
        ward.exit = message.exit or ward.exit
        ward.confinement = message.confinement or ward.confinement
        if ward.request is not None:
            connection, request = ward.request
            ward.request = None
            connection.send(
                spawn.Spawned(
                    request,
                    ward.spec.session,
                    ward.host,
                    message.agent_pid,
                    message.agent_started,
                    ward.confinement,
                )
            )
        elif ward.succeeding:
            self._announce(spawn.HostDied(ward.spec.session, ward.host))
        ward.succeeding = False

    def _link_lost(self, ward: Ward) -> None:
        """The host has closed its end; its death, if it is that, is noticed in another way."""
        ward.link = None

    def _reap(self, _: int) -> None:
        with suppress(BlockingIOError):
            self._woken.recv(4096)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._child_ended(pid, exit_of(status))

    def _child_ended(self, pid: int, exit: Exit) -> None:
        for ward in list(self.wards.values()):
            if ward.host == pid and ward.ours:
                self._host_ended(ward)
                return
            if ward.agent == pid:
                ward.exit = exit
                if ward.link is not None:
                    ward.link.send(spawn.AgentExited(exit))
                return

    def _host_ended(self, ward: Ward) -> None:
        if ward.link is not None:
            ward.link.drain()  # its last words
        if ward.link is not None:
            ward.link.close()
        self._forget_pidfd(ward)
        survivable = ward.ready and not ward.leaving and ward.master is not None
        if survivable and ward.crashed(time.monotonic()) and self._succeed(ward):
            return
        if not ward.leaving:  # before anybody hears of it: what they find then is true
            session = ward.spec.session
            withdraw(paths.host_socket(session), paths.host_info(session), paths.host_lines(session))
        if survivable:
            self._announce(spawn.HostDied(ward.spec.session, 0, ward.exit))
        elif ward.request is not None:
            connection, request = ward.request
            error = Unavailable(f"the host of session {ward.spec.session} ended while it started")
            connection.send(failure_of(error, request))
        self.wards.pop(ward.spec.session, None)
        self._let_go(ward)
        if not self.wards:
            self._on_empty()

    def _succeed(self, ward: Ward) -> bool:
        """Fork a host that goes on where the dead one was; whether that was possible."""
        if ward.master is None:
            return False
        ward.ours, ward.succeeding, ward.ready = True, True, False
        master = os.dup(ward.master)
        legacy = birth.Legacy(master, ward.agent, ward.exit, ward.confinement)
        try:
            self._fork(ward, lambda link: birth.succeed(ward.spec, link, legacy))
        except OSError:
            return False
        finally:
            os.close(master)
        return True

    def _await_end(self, ward: Ward) -> None:
        """Be told of the end of a host whose parent we are not."""
        ward.pidfd = open_pidfd(ward.host)
        if ward.pidfd is not None:
            self._loop.watch(ward.pidfd, READ, lambda _: self._host_ended(ward))

    def _forget_pidfd(self, ward: Ward) -> None:
        if ward.pidfd is not None:
            self._loop.forget(ward.pidfd)
            os.close(ward.pidfd)
            ward.pidfd = None

    def _let_go(self, ward: Ward) -> None:
        self._forget_pidfd(ward)
        if ward.master is not None:
            os.close(ward.master)
            ward.master = None
