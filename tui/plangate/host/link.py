"""A host's connection to its keeper; finds the next keeper when that one is gone."""

from __future__ import annotations

import socket
from collections.abc import Callable

from plangate.config import paths
from plangate.host.connection import Connection
from plangate.host.loop import Loop
from plangate.model.client import ClientInfo
from plangate.model.session import Exit
from plangate.wire.catalogue import KEEPER_TO_HOST
from plangate.wire.greeting import hello
from plangate.wire.messages import Failure, Message, Welcome
from plangate.wire.spawn import AgentExited, HostLeaving, HostReady

__all__ = ["KeeperLink"]

_RETRY = 1.0
_LONGEST_RETRY = 10.0


class KeeperLink:
    """Tells the keeper what it needs for a successor, and hears from it how an adopted program ended.

    Args:
        ready: Makes the message that describes this host.
        master: Descriptor of the PTY's master, of which the keeper gets a duplicate.
    """

    def __init__(
        self,
        loop: Loop,
        link: socket.socket | None,
        ready: Callable[[], HostReady],
        master: int,
        on_exit: Callable[[Exit], None],
    ) -> None:
        self._loop = loop
        self._ready = ready
        self._master = master
        self._on_exit = on_exit
        self._retry = _RETRY
        self._leaving = False
        self._path = paths.keeper_socket()  # asked once, for asking makes directories that were removed
        self._connection: Connection | None = None
        if link is None:
            self._lost()
        else:
            self._use(link)

    def announce(self) -> None:
        """Say that we serve; the master goes along."""
        if self._connection is not None:
            self._connection.send_with(self._ready(), self._master)

    def leave(self) -> None:
        """We end on purpose."""
        self._leaving = True
        if self._connection is not None:
            self._connection.send(HostLeaving(session=self._ready().spec.session))

    def fileno(self) -> int:
        """Descriptor of the socket; -1 while there is no keeper."""
        connected = None if self._connection is None else self._connection.endpoint
        return -1 if connected is None else connected.fileno()

    def _use(self, link: socket.socket) -> Connection:
        connection = Connection(self._loop, link, KEEPER_TO_HOST, self._arrived, self._lost, urgent=False)
        self._connection = connection
        return connection

    def _arrived(self, message: Message) -> None:
        if isinstance(message, AgentExited):
            self._on_exit(message.exit)
        elif isinstance(message, Welcome):
            self._retry = _RETRY
            self.announce()
        elif isinstance(message, Failure) and self._connection is not None:
            self._connection.close()

    def _lost(self) -> None:
        self._connection = None
        if not self._leaving:
            self._loop.after(self._retry, self._connect)
            self._retry = min(_LONGEST_RETRY, self._retry * 1.5)

    def _connect(self) -> None:
        if self._leaving or self._connection is not None:
            return
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            link.setblocking(False)
            link.connect(str(self._path))
        except OSError:
            link.close()
            self._lost()
            return
        connection = self._use(link)
        session = self._ready().spec.session
        connection.send(hello(ClientInfo(session, f"host {session}", "host")))
