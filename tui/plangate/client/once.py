"""Errands to a host that need no attached stream: look once, type one line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from plangate.errors import NotFocusHolder, TimedOut, Unavailable
from plangate.model.client import ClientInfo
from plangate.model.input import Key
from plangate.wire.catalogue import FROM_HOST
from plangate.wire.channel import Channel, open_channel
from plangate.wire.composing import Compose, Composed
from plangate.wire.control import Granted
from plangate.wire.failures import error_of
from plangate.wire.greeting import hello
from plangate.wire.messages import Failure, Message
from plangate.wire.stream import (
    AskSnapshot,
    FocusChanged,
    FocusRelease,
    FocusRequest,
    KeyInput,
    Paste,
    Snapshot,
)

__all__ = ["compose", "send_line", "snapshot"]

_PATIENCE = 10.0
_ONLY = 1
"""Number of the only request on such a connection."""


async def snapshot(granted: Granted, me: ClientInfo, history: int) -> Snapshot:
    """The screen and the last `history` lines."""
    async with _visit(granted, me) as (channel, inbox):
        channel.send(AskSnapshot(_ONLY, history))
        return await _snapshot(inbox)


async def send_line(granted: Granted, me: ClientInfo, text: str, enter: bool) -> None:
    """Take the free focus, paste, press Enter, release.

    Raises:
        NotFocusHolder: Somebody else is typing there.
    """
    async with _visit(granted, me) as (channel, inbox):
        channel.send(FocusRequest())
        epoch = await _focus(inbox)
        channel.send(Paste(epoch, text))
        if enter:
            channel.send(KeyInput(epoch, Key("enter")))
        channel.send(FocusRelease(epoch))
        channel.send(AskSnapshot(_ONLY))  # its answer comes after all of this was done
        await _snapshot(inbox)


async def compose(granted: Granted, me: ClientInfo, line: Compose) -> None:
    """Have a composed line written; returns once all of it has reached the program's terminal.

    Raises:
        NotFocusHolder: Somebody else is typing there.
        Refused: It is not known whether an earlier attempt wrote it.
    """
    async with _visit(granted, me) as (channel, inbox):
        channel.send(line)
        while True:
            match await inbox.get():
                case Composed():
                    return
                case Failure() as failure:
                    raise error_of(failure)
                case _:
                    pass


async def _focus(inbox: asyncio.Queue[Message]) -> int:
    while True:
        message = await inbox.get()
        match message:
            case FocusChanged(mine=True, focus=focus):
                return focus.epoch
            case FocusChanged(focus=focus) if focus.holder:
                raise NotFocusHolder(f"{focus.name or 'somebody'} is typing in this session")
            case Failure():
                raise error_of(message)
            case _:
                pass


async def _snapshot(inbox: asyncio.Queue[Message]) -> Snapshot:
    while True:
        message = await inbox.get()
        match message:
            case Snapshot():
                return message
            case Failure():
                raise error_of(message)
            case _:
                pass


@asynccontextmanager
async def _visit(granted: Granted, me: ClientInfo) -> AsyncIterator[tuple[Channel, asyncio.Queue[Message]]]:
    inbox: asyncio.Queue[Message] = asyncio.Queue()

    def lost(reason: str) -> None:
        inbox.put_nowait(Failure(0, Unavailable.code, f"the host went away: {reason}"))

    channel, _ = await open_channel(
        Path(granted.socket), hello(me, granted.capability), FROM_HOST, inbox.put_nowait, lost
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            yield channel, inbox
    except TimeoutError as error:
        raise TimedOut(f"no answer at {granted.socket} within {_PATIENCE:g} s") from error
    finally:
        channel.close()
