"""The daemon's connection to the keeper, which makes hosts; a keeper that died is replaced."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from plangate.aio import cancel_and_wait, spawn
from plangate.config import paths
from plangate.errors import PlangateError, TimedOut, Unavailable
from plangate.model.client import ClientInfo
from plangate.wire.catalogue import FROM_KEEPER
from plangate.wire.channel import Channel, open_channel
from plangate.wire.detached import launch
from plangate.wire.failures import error_of
from plangate.wire.greeting import hello
from plangate.wire.messages import Failure, Message
from plangate.wire.spawn import (
    HostDied,
    KeeperStatus,
    Reopen,
    Retire,
    Spawn,
    SpawnConfined,
    Spawned,
    StatusQuery,
)

__all__ = ["KeeperLink", "KeeperWatcher"]

_log = logging.getLogger(__name__)

_PATIENCE = 20.0
_FIRST_DELAY = 0.05
_LONGEST_DELAY = 2.0


def launch_keeper(*, replace: bool = False) -> None:
    """Start a keeper unless one answers, or with `replace` in any case; blocks."""
    launch(
        "plangate.host.keeper",
        "keeper",
        at=paths.keeper_socket(),
        log=paths.log_file("keeper"),
        replace=replace,
    )


class KeeperWatcher(Protocol):
    """Who wants to know about the keeper; called from the event loop, must not block."""

    def keeper_found(self, status: KeeperStatus) -> None:
        """A keeper answers."""

    def keeper_lost(self, reason: str) -> None:
        """It is away; another one is being started."""

    def host_died(self, told: HostDied) -> None:
        """It says that a host died."""


class KeeperLink:
    """Keeps one keeper running and connected.

    A keeper of another version starts no more sessions: a new one takes its place, and the old one
    is listened to until its last host has ended.

    Args:
        product: The version that the keeper should have.
    """

    def __init__(self, me: ClientInfo, watcher: KeeperWatcher, *, product: str) -> None:
        self._me = me
        self._watcher = watcher
        self._product = product
        self._channel: Channel | None = None
        self._retired: list[Channel] = []
        self._connected = asyncio.Event()
        self._lost = asyncio.Event()
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self._number = 0
        self._problem: PlangateError = Unavailable("the keeper is being started")
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Connect, and stay connected."""
        self._task = spawn(self._run(), name="keeper")

    async def close(self) -> None:
        """Disconnect; the keeper lives on."""
        await cancel_and_wait(self._task)
        for channel in (self._channel, *self._retired):
            if channel is not None:
                channel.close()

    async def spawn(self, make: Callable[[int], Spawn | SpawnConfined | Reopen]) -> Spawned:
        """Have a host made.

        Raises:
            PlangateError: The keeper cannot be reached, or the program cannot be started.
        """
        reply = await self._ask(make)
        if not isinstance(reply, Spawned):
            raise Unavailable(f"the keeper answered with {type(reply).__name__}")
        return reply

    async def retire(self) -> None:
        """Have the keeper end after its last host; does nothing when none is connected."""
        if self._channel is not None:
            await self._exchange(Retire)

    async def _status(self) -> KeeperStatus:
        reply = await self._exchange(StatusQuery)
        if not isinstance(reply, KeeperStatus):
            raise Unavailable(f"the keeper answered with {type(reply).__name__}")
        return reply

    async def _ask(self, make: Callable[[int], Message]) -> Message:
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._connected.wait()
        except TimeoutError as error:
            raise self._problem from error
        return await self._exchange(make)

    async def _exchange(self, make: Callable[[int], Message]) -> Message:
        if self._channel is None:
            raise Unavailable("the keeper is away")
        self._number += 1
        number = self._number
        waiting: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        self._channel.send(make(number))
        try:
            async with asyncio.timeout(_PATIENCE):
                reply = await waiting
        except TimeoutError as error:
            raise TimedOut(f"the keeper has not answered for {_PATIENCE:g} s") from error
        finally:
            self._waiting.pop(number, None)
        if isinstance(reply, Failure):
            raise error_of(reply)
        return reply

    async def _run(self) -> None:
        delay = _FIRST_DELAY
        while True:
            try:
                await self._connect()
            except PlangateError as error:
                self._problem = error
                _log.warning("no keeper: %s", error.message)
                await asyncio.sleep(delay)
                delay = min(_LONGEST_DELAY, delay * 2)
                continue
            delay = _FIRST_DELAY
            await self._lost.wait()

    async def _connect(self) -> None:
        self._lost.clear()
        try:
            await self._open()
        except Unavailable:
            await asyncio.to_thread(launch_keeper)
            await self._open()
        status = await self._status()
        if status.product != self._product:
            await self._replace(status)
            status = await self._status()
        self._watcher.keeper_found(status)
        self._connected.set()

    async def _open(self) -> None:
        opened: list[Channel] = []

        def lost(reason: str) -> None:
            if opened and opened[0] in self._retired:
                self._retired.remove(opened[0])
            else:
                self._on_lost(reason)

        channel, _ = await open_channel(
            paths.keeper_socket(), hello(self._me), FROM_KEEPER, self._receive, lost
        )
        opened.append(channel)
        self._channel = channel

    async def _replace(self, old: KeeperStatus) -> None:
        """Put a keeper of our version beside one of another."""
        _log.info("keeper %d is of version %s; starting one of %s", old.pid, old.product, self._product)
        assert self._channel is not None
        retired = self._channel
        await asyncio.to_thread(launch_keeper, replace=True)
        self._retired.append(retired)
        await self._open()
        retired.send(Retire(0))

    def _receive(self, message: Message) -> None:
        if isinstance(message, HostDied):
            self._watcher.host_died(message)
            return
        waiting = self._waiting.pop(getattr(message, "id", 0), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(message)

    def _on_lost(self, reason: str) -> None:
        self._channel = None
        self._connected.clear()
        waiting, self._waiting = self._waiting, {}
        for reply in waiting.values():
            if not reply.done():
                reply.set_exception(Unavailable(f"the keeper went away: {reason}"))
        self._watcher.keeper_lost(reason)
        self._lost.set()
