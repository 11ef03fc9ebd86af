"""One client of the daemon: greeting, requests one after the other, updates in between."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable

from plangate.aio import spawn
from plangate.daemon.jsonlines import JsonLines
from plangate.daemon.standing import OWNER, Proof, Rank
from plangate.errors import BadMessage, PlangateError, TimedOut, Unauthorised
from plangate.model.client import ClientInfo
from plangate.wire.catalogue import TO_DAEMON
from plangate.wire.codec import Decoder, encode
from plangate.wire.failures import failure_of
from plangate.wire.greeting import check_peer, product
from plangate.wire.messages import Hello, Message, Welcome
from plangate.wire.versions import agree

__all__ = ["Admission", "Connection", "Greeting", "Handler"]

Admission = Callable[[socket.socket], tuple[str, str]]
"""Says why the process at the other end may do nothing here, and of which session it is a part."""
Greeting = Callable[[Hello], Rank]
"""Says what a connection may do that begins so; raises `PlangateError` to refuse it."""
Handler = Callable[["Connection", Message], Awaitable[Message | None]]
"""Carries out a request and gives back its reply; raises `PlangateError` to refuse it."""

_log = logging.getLogger(__name__)

_GREETING_PATIENCE = 10.0
_UNSENT_LIMIT = 16 * 1024 * 1024
"""Bytes; a client that reads nothing while so much waits for it is let go."""
_UNANSWERED_LIMIT = 256
"""Requests of one client under way at once; then we stop reading from it."""
_NAME_LIMIT = 80


class Connection(asyncio.Protocol):
    """A client, from its first byte to its last."""

    def __init__(
        self,
        instance: str,
        handle: Handler,
        ended: Callable[[Connection], None],
        admit: Admission,
        greet: Greeting,
    ) -> None:
        self._instance = instance
        self._rank_of = greet
        self._admit = admit
        self._handle = handle
        self._ended = ended
        self._decoder = Decoder(TO_DAEMON)
        self._lines: JsonLines | None = None
        self._transport: asyncio.Transport | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._under_way = 0
        self._heard_all = False
        self._refused = False
        self._deadline: asyncio.TimerHandle | None = None
        self.client: ClientInfo | None = None
        """Who it is; None before its greeting."""
        self.inside = ""
        """The session that its process belongs to; empty for a program outside of all of them."""
        self.rank = OWNER
        """What it may do; the owner's for who needs no greeting, as a script of the same user does."""
        self.proof = Proof()

    @property
    def name(self) -> str:
        """The client as people know it."""
        return self.client.name if self.client is not None else "somebody"

    def send(self, message: Message) -> None:
        """Queue a message; a client that reads nothing for too long is let go."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > _UNSENT_LIMIT:
            _log.warning("client %s reads nothing; let go", self.client)
            transport.abort()
            return
        try:
            data = encode(message) if self._lines is None else self._lines.encode(message)
        except BadMessage as error:
            data = encode(failure_of(error, getattr(message, "id", 0)))
        transport.write(data)

    async def writable(self) -> None:
        """Wait until the client has taken most of what was sent."""
        await self._writable.wait()

    def close(self) -> None:
        """Let the client go; what was sent still goes out."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._deadline = asyncio.get_running_loop().call_later(_GREETING_PATIENCE, self._too_late)
        try:
            check_peer(transport.get_extra_info("socket"))
        except (Unauthorised, OSError) as error:
            _log.warning("refused a connection: %s", error)
            transport.abort()
            return
        why, self.inside = self._admit(transport.get_extra_info("socket"))
        if why:
            self._refused = True
            self.send(failure_of(Unauthorised(why, "People decide outside; agents use their own socket.")))

    def data_received(self, data: bytes) -> None:
        if self._refused:
            self.close()  # only now: what is closed with words unread takes ours away from the other side
            return
        try:
            if self.client is None and self._lines is None and data.startswith(b"{"):
                self._lines = JsonLines()
                self._known(ClientInfo(id="json", name="script", kind="cli"))
            messages = self._decoder.feed(data) if self._lines is None else self._lines.feed(data)
        except PlangateError as error:
            self._refuse(error)
            return
        for message in messages:
            self._take(message)

    def eof_received(self) -> bool:
        """A script may close its side after the last line; it still gets its answers."""
        self._heard_all = True
        return self._under_way > 0

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._writable.set()
        if self._deadline is not None:
            self._deadline.cancel()
        self._ended(self)

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def _take(self, message: Message) -> None:
        if self.client is None:
            self._greet(message)
        elif not isinstance(message, Hello):
            self._under_way += 1
            if self._under_way >= _UNANSWERED_LIMIT and self._transport is not None:
                self._transport.pause_reading()
            spawn(self._answer(message), name=f"answer {type(message).__name__}")

    def _greet(self, message: Message) -> None:
        if not isinstance(message, Hello):
            self._refuse(BadMessage("the first message must be a greeting"))
            return
        try:
            version = agree(message, product())
            self.rank = rank = self._rank_of(message)
        except PlangateError as error:
            self._refuse(error)
            return
        client = message.client
        name = "".join(char for char in client.name if char.isprintable())[:_NAME_LIMIT]
        self._known(
            ClientInfo(
                id=rank.device or client.id[:_NAME_LIMIT],  # what it was given is revoked by the device's id
                name=rank.name or name or "somebody",
                kind=client.kind[:_NAME_LIMIT],
            )
        )
        self.send(Welcome(product(), version, self._instance, rank.role, "", rank.name, rank.again))

    def _known(self, client: ClientInfo) -> None:
        self.client = client
        if self._deadline is not None:
            self._deadline.cancel()

    async def _answer(self, message: Message) -> None:
        number = getattr(message, "id", 0)
        try:
            reply = await self._handle(self, message)
        except PlangateError as error:
            reply = failure_of(error, number)
        except Exception:  # noqa: BLE001  # one faulty request must not end the connection
            _log.exception("request %s failed", type(message).__name__)
            reply = failure_of(PlangateError("the daemon failed over this request", "See its log."), number)
        if reply is not None:
            self.send(reply)
        self._under_way -= 1
        if self._heard_all and not self._under_way:
            self.close()
        if self._transport is not None and self._under_way < _UNANSWERED_LIMIT // 2:
            self._transport.resume_reading()

    def _refuse(self, error: PlangateError) -> None:
        self.send(failure_of(error))
        self.close()

    def _too_late(self) -> None:
        if self._refused:
            self.close()
        else:
            self._refuse(TimedOut(f"no greeting within {_GREETING_PATIENCE:g} s"))
