"""One framed connection in asyncio: messages out, messages in by callback, loss by callback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

from plangate.errors import PlangateError, TimedOut, Unavailable
from plangate.wire.codec import Decoder, encode
from plangate.wire.greeting import check_peer, check_welcome
from plangate.wire.messages import Hello, Message, Welcome

__all__ = ["Channel", "open_channel"]

Kinds = tuple[type[Message], ...]

_UNSENT_LIMIT = 32 * 1024 * 1024
"""Bytes; a peer that reads nothing while we produce this much is given up."""


class Channel(asyncio.Protocol):
    """A connection after its greeting.

    Args:
        kinds: Which messages may arrive, a list of `plangate.wire.catalogue`.
        on_message: Called with every message, from the event loop.
        on_lost: Called once, with the reason in words, when the connection has ended; not after `close`.
    """

    def __init__(
        self, kinds: Kinds, on_message: Callable[[Message], None], on_lost: Callable[[str], None]
    ) -> None:
        self._on_message = on_message
        self._on_lost = on_lost
        self._decoder = Decoder(kinds)
        self._transport: asyncio.Transport | None = None
        self._greeting: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._reason = ""
        self._closed = False
        self.welcomed = False
        """Whether the other side has accepted us."""

    @property
    def open(self) -> bool:
        """Whether messages can be sent."""
        return self._transport is not None and not self._transport.is_closing()

    def send(self, message: Message) -> None:
        """Send a message; dropped when the connection is gone, which `on_lost` tells."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > _UNSENT_LIMIT:
            self._reason = "it stopped reading"
            transport.abort()
            return
        transport.write(encode(message))

    def close(self) -> None:
        """End the connection; what was sent still goes out."""
        self._closed = True
        if self._transport is not None:
            self._transport.close()

    async def greet(self, hello: Hello) -> Welcome:
        """Introduce ourselves; raises `PlangateError` when we are refused."""
        self.send(hello)
        welcome = check_welcome(await self._greeting)
        self.welcomed = True
        return welcome

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            messages = self._decoder.feed(data)
        except PlangateError as error:
            self._reason = error.message
            if self._transport is not None:
                self._transport.abort()
            return
        for message in messages:
            if not self._greeting.done():
                self._greeting.set_result(message)
            elif not self._closed:
                self._on_message(message)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        reason = self._reason or (str(exc) if exc else "the connection was closed")
        if not self._greeting.done():
            self._greeting.set_exception(Unavailable(reason))
            self._greeting.exception()
            return
        if not self._closed:
            self._closed = True
            self._on_lost(reason)


async def open_channel(
    path: Path,
    hello: Hello,
    kinds: Kinds,
    on_message: Callable[[Message], None],
    on_lost: Callable[[str], None],
    *,
    patience: float = 5.0,
) -> tuple[Channel, Welcome]:
    """Connect to a socket and be welcomed within `patience` seconds.

    Raises:
        Unavailable: Nobody listens there.
        TimedOut: Somebody listens and does not answer.
        PlangateError: We were refused.
    """
    channel = Channel(kinds, on_message, on_lost)
    try:
        async with asyncio.timeout(patience):
            await _connect(channel, path)
            return channel, await channel.greet(hello)
    except TimeoutError as error:
        raise TimedOut(f"no answer at {path} within {patience:g} s") from error
    except OSError as error:
        raise Unavailable(f"cannot connect to {path}: {error.strerror or error}") from error
    finally:
        if not channel.welcomed:
            channel.close()


async def _connect(channel: Channel, path: Path) -> None:
    loop = asyncio.get_running_loop()
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        await loop.sock_connect(connection, str(path))
        check_peer(connection)
        await loop.create_connection(lambda: channel, sock=connection)
    except BaseException:
        connection.close()
        raise
