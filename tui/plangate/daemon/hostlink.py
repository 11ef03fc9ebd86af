"""The daemon's one connection to each host; kept up for as long as the host can live."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from plangate.aio import cancel_and_wait, spawn
from plangate.errors import PlangateError, Unavailable
from plangate.model.session import Exit, Focus
from plangate.wire.catalogue import FROM_HOST
from plangate.wire.channel import Channel, open_channel
from plangate.wire.composing import Composed
from plangate.wire.messages import Failure, Hello, Message
from plangate.wire.spawn import Acknowledge, Revoke
from plangate.wire.stream import Ended, FocusChanged, HostEvents, SubscribeEvents

__all__ = ["HostLink", "HostWatcher"]

_FIRST_DELAY = 0.01
_LONGEST_DELAY = 1.0


class HostWatcher(Protocol):
    """Who wants to know what hosts say; called from the event loop, must not block."""

    def greeting(self, session: str) -> Hello:
        """A fresh introduction of the daemon to this host."""

    def revoked(self, session: str) -> tuple[list[int], int]:
        """Serials that its host must not accept, and the one before which all are void."""

    def host_found(self, session: str) -> None:
        """The host answers."""

    def host_lost(self, session: str, reason: str) -> None:
        """The connection has ended; it will be tried again."""

    def host_dead(self, session: str) -> None:
        """There is no host any more and none will come; the link has given up."""

    def heard(self, session: str, events: HostEvents) -> None:
        """Signs of life."""

    def focus_moved(self, session: str, focus: Focus) -> None:
        """Somebody got or lost the focus."""

    def program_ended(self, session: str, exit: Exit) -> None:
        """The program has ended; the host waits for `HostLink.acknowledge`."""

    def may_come(self, session: str, away: float) -> bool:
        """Whether a host that has not answered for `away` seconds can still be there or be replaced."""


class HostLink:
    """Connects, subscribes, listens; connects again when the host was replaced."""

    def __init__(self, session: str, socket: Path, watcher: HostWatcher) -> None:
        self.session = session
        self._socket = socket
        self._watcher = watcher
        self._channel: Channel | None = None
        self._lost = asyncio.Event()
        self._found = asyncio.Event()
        self._hurry = asyncio.Event()
        self._waiting: dict[int, Callable[[Message], None]] = {}
        self._task = spawn(self._run(), name=f"host {session}")

    @property
    def connected(self) -> bool:
        """Whether the host answers at present."""
        return self._channel is not None

    def send(self, message: Message) -> None:
        """Tell the host something.

        Raises:
            Unavailable: It is away.
        """
        if self._channel is None:
            raise Unavailable(f"the host of session {self.session} does not answer")
        self._channel.send(message)

    def acknowledge(self, linger: float) -> None:
        """The exit is in the ledger; the host may go `linger` seconds from now."""
        if self._channel is not None:
            self._channel.send(Acknowledge(linger))

    def hurry(self) -> None:
        """Something changed, such as a successor taking over: try now."""
        self._hurry.set()

    def on_failure(self, request: int, then: Callable[[Message], None]) -> None:
        """Call `then` with the host's `Failure` for this request."""
        self._waiting[request] = then

    def on_reply(self, request: int, then: Callable[[Message], None]) -> None:
        """Call `then` with the host's answer to this request, `Composed` or `Failure`."""
        self._waiting[request] = then

    async def until_lost(self) -> None:
        """Wait until the present connection has ended."""
        await self._lost.wait()

    async def until_connected(self) -> None:
        """Wait until the host answers."""
        await self._found.wait()

    async def close(self) -> None:
        """Disconnect; the host lives on."""
        await cancel_and_wait(self._task)
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    async def _run(self) -> None:
        away_since = time.monotonic()
        delay = _FIRST_DELAY
        while True:
            try:
                await self._connect()
            except PlangateError:
                if not self._watcher.may_come(self.session, time.monotonic() - away_since):
                    self._watcher.host_dead(self.session)
                    return
                await self._pause(delay)
                delay = min(_LONGEST_DELAY, delay * 2)
                continue
            await self._lost.wait()
            away_since, delay = time.monotonic(), _FIRST_DELAY

    async def _connect(self) -> None:
        self._lost.clear()
        channel, _ = await open_channel(
            self._socket, self._watcher.greeting(self.session), FROM_HOST, self._receive, self._on_lost
        )
        self._channel = channel
        self._found.set()
        serials, void_before = self._watcher.revoked(self.session)
        if serials or void_before:
            channel.send(Revoke(serials, void_before))
        channel.send(SubscribeEvents())
        self._watcher.host_found(self.session)

    async def _pause(self, delay: float) -> None:
        self._hurry.clear()
        try:
            async with asyncio.timeout(delay):
                await self._hurry.wait()
        except TimeoutError:
            pass

    def _receive(self, message: Message) -> None:
        match message:
            case HostEvents():
                self._watcher.heard(self.session, message)
            case FocusChanged(focus=focus):
                self._watcher.focus_moved(self.session, focus)
            case Ended(exit=exit):
                self._watcher.program_ended(self.session, exit)
            case Failure(id=number) | Composed(id=number) if number in self._waiting:
                self._waiting.pop(number)(message)
            case _:
                pass

    def _on_lost(self, reason: str) -> None:
        self._channel = None
        self._found.clear()
        self._waiting.clear()
        self._watcher.host_lost(self.session, reason)
        self._lost.set()
