"""The host's socket: accepts connections, lets in whoever shows a good capability."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from plangate.errors import PlangateError, Unauthorised
from plangate.host.admission import Gatekeeper
from plangate.host.connection import Connection
from plangate.host.guest import Guest
from plangate.host.listener import peer_uid
from plangate.host.loop import READ, Loop
from plangate.wire.catalogue import TO_HOST
from plangate.wire.failures import failure_of
from plangate.wire.messages import Message, Welcome

__all__ = ["Door"]

_GREETING_PATIENCE = 10.0
"""Seconds a connection has to say who it is."""
_MOST_GUESTS = 256
_ACCEPT_PAUSE = 0.5
"""Seconds without accepting when no descriptor is left."""


class Door:
    """Listens, and keeps the list of guests.

    Args:
        on_message: Called with every message of an admitted guest.
        on_left: Called when an admitted guest's connection has closed.
    """

    def __init__(
        self,
        loop: Loop,
        listener: socket.socket,
        gatekeeper: Gatekeeper,
        welcome: Callable[[int, Guest], Welcome],
        on_message: Callable[[Guest, Message], None],
        on_left: Callable[[Guest], None],
    ) -> None:
        self.listener = listener
        self.guests: list[Guest] = []
        self._loop = loop
        self._gatekeeper = gatekeeper
        self._welcome = welcome
        self._on_message = on_message
        self._on_left = on_left
        loop.watch(listener.fileno(), READ, self._accept)

    def listen_at(self, listener: socket.socket) -> None:
        """Accept connections there from now on; those that exist stay."""
        self._loop.forget(self.listener.fileno())
        self.listener.close()
        self.listener = listener
        self._loop.watch(listener.fileno(), READ, self._accept)

    def attached(self) -> bool:
        """Whether anybody wants frames."""
        return any(guest.view is not None for guest in self.guests)

    def admitted(self) -> Iterator[Guest]:
        """Guests that have shown a capability."""
        return (guest for guest in self.guests if guest.capability is not None)

    def close_void(self) -> None:
        """End the connections whose capability has been revoked."""
        error = Unauthorised("the capability was revoked", "Connect again, if you still may.")
        for guest in list(self.admitted()):
            if guest.capability is not None and self._gatekeeper.is_void(guest.capability):
                guest.connection.refuse(failure_of(error))

    def close(self) -> None:
        """End all connections and listen no more."""
        for guest in list(self.guests):
            guest.connection.close()
        self._loop.forget(self.listener.fileno())
        self.listener.close()

    def _accept(self, _: int) -> None:
        try:
            connected, _address = self.listener.accept()
        except BlockingIOError:
            return
        except OSError:  # most likely no descriptor is left: everybody inside is served on
            self._loop.forget(self.listener.fileno())
            self._loop.after(_ACCEPT_PAUSE, self._listen_again)
            return
        if peer_uid(connected) != os.getuid() or len(self.guests) >= _MOST_GUESTS:
            connected.close()
            return
        guest = Guest()
        guest.connection = Connection(
            self._loop,
            connected,
            TO_HOST,
            lambda message: self._introduced(guest, message),
            lambda: self._left(guest),
        )
        self.guests.append(guest)
        self._loop.after(_GREETING_PATIENCE, lambda: self._expect_greeting(guest))

    def _listen_again(self) -> None:
        if self.listener.fileno() >= 0:
            self._loop.watch(self.listener.fileno(), READ, self._accept)

    def _expect_greeting(self, guest: Guest) -> None:
        if guest.capability is None:
            guest.connection.close()

    def _introduced(self, guest: Guest, message: Message) -> None:
        try:
            version, guest.capability = self._gatekeeper.admit(message, time.time())
        except PlangateError as error:
            guest.connection.refuse(failure_of(error))
            return
        guest.connection.on_message = partial(self._on_message, guest)
        guest.connection.send(self._welcome(version, guest))

    def _left(self, guest: Guest) -> None:
        with suppress(ValueError):
            self.guests.remove(guest)
        if guest.capability is not None:
            self._on_left(guest)
