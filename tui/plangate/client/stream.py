"""A session attached in asyncio; finds its host again by itself when that was replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from plangate.aio import cancel_and_wait, spawn
from plangate.client.api import StreamListener
from plangate.client.attachment import RENEW_EVERY, Attachment
from plangate.client.mirror import Applied
from plangate.client.view import View
from plangate.errors import Exited, NotFound, PlangateError, TimedOut, Unauthorised, Unavailable
from plangate.model.client import ClientInfo
from plangate.model.input import Key, Mouse
from plangate.model.screen import Row
from plangate.model.session import Exit, Focus, SessionId
from plangate.wire.catalogue import FROM_HOST
from plangate.wire.channel import Channel, open_channel
from plangate.wire.control import Granted
from plangate.wire.failures import error_of
from plangate.wire.greeting import hello
from plangate.wire.messages import Failure, Message
from plangate.wire.stream import AskHistory, AskLine, Attach, Detach, LineAt, Search, SearchHits

__all__ = ["Stream"]

_PATIENCE = 10.0
_FIRST_DELAY = 0.02
_LONGEST_DELAY = 2.0
_ASK_AFTER = 5
"""Failed attempts after which the daemon is asked what became of the session."""
_CHUNK = 2_000
"""Lines of history asked for at once, so that no reply comes near the wire's limit."""


class Stream(View):
    """Implements `plangate.client.api.Stream`."""

    def __init__(
        self,
        session: SessionId,
        listener: StreamListener,
        me: ClientInfo,
        grant: Callable[[bool], Awaitable[Granted]],
        rate: float,
        refused: Callable[[Failure], None] = lambda _: None,
    ) -> None:
        """Nothing is connected yet; `grant` asks the daemon, with True also by waiting for it.

        `refused` hears of input for which our role is too weak.
        """
        super().__init__(session)
        self._attachment = Attachment(self._send, self)
        self._listener = listener
        self._me = me
        self._grant = grant
        self._rate = rate
        self._refused = refused
        self._granted: Granted | None = None
        self._channel: Channel | None = None
        self._replies: dict[int, asyncio.Future[Message]] = {}
        self._painted = asyncio.Event()
        self._reconnecting: asyncio.Task[None] | None = None
        self._renewal: asyncio.TimerHandle | None = None
        self._closed = False

    async def open(self) -> None:
        """Connect and wait for the first full frame.

        Raises:
            PlangateError: The host cannot be reached or refuses us.
        """
        await self._connect()
        try:
            await asyncio.wait_for(self._painted.wait(), _PATIENCE)
        except TimeoutError as error:
            await self.close()
            raise TimedOut(f"the host of session {self._session} sent no screen") from error
        self._renew_later()

    @property
    def connected(self) -> bool:
        """Whether the host answers at present."""
        return self._channel is not None

    async def history(self, first: int, last: int) -> list[Row]:
        """Lines `first` up to `last`; kept ones come at once."""
        mirror = self._attachment.mirror
        for start in range(max(first, mirror.base), min(last, mirror.top), _CHUNK):
            await self._fetch(start, min(start + _CHUNK, last))
        return mirror.held(first, last)

    async def search(
        self, pattern: str, *, regex: bool = False, before: int = -1, limit: int = 200
    ) -> SearchHits:
        """Where the pattern occurs, newest first."""
        reply = await self._ask(
            lambda number: Search(number, pattern, regex=regex, before=before, limit=limit)
        )
        if not isinstance(reply, SearchHits):
            raise Unavailable("the host answered a search with something else")
        return reply

    async def line_at(self, at: float) -> LineAt:
        """Which line the program was writing at a Unix time."""
        reply = await self._ask(lambda number: AskLine(number, at))
        if not isinstance(reply, LineAt):
            raise Unavailable("the host answered a question about a time with something else")
        return reply

    def ack(self) -> None:
        """The newest frame is on the glass."""
        self._attachment.ack()

    def set_rate(self, rate: float) -> None:
        """Ask for at most `rate` frames a second; 0 pauses them."""
        if rate != self._rate:
            self._rate = rate
            self._send(Attach(rate) if rate > 0 else Detach())

    def send_key(self, key: Key) -> None:
        """One key."""
        self._attachment.key(key)

    def send_mouse(self, mouse: Mouse) -> None:
        """One mouse event."""
        self._attachment.mouse(mouse)

    def send_text(self, text: str) -> None:
        """Text as if typed."""
        self._attachment.data(text.encode("utf-8", "surrogateescape"))

    def send_bytes(self, data: bytes) -> None:
        """Bytes as they are."""
        self._attachment.data(data)

    def paste(self, text: str) -> None:
        """Text as if pasted."""
        self._attachment.paste(text)

    def pane_focus(self, gained: bool) -> None:
        """Our pane has or lost the keyboard."""
        self._attachment.pane_focus(gained)

    def take_focus(self, *, force: bool = False) -> None:
        """Ask for the focus."""
        self._attachment.take(force)

    def ask_focus(self) -> None:
        """Ask whoever holds the focus for it."""
        self._attachment.ask()

    def release_focus(self) -> None:
        """Give it back."""
        self._attachment.release()

    def fit(self, cols: int, rows: int) -> None:
        """Change the session's size, as its focus holder."""
        self._attachment.fit(cols, rows)

    async def close(self) -> None:
        """Detach."""
        self._closed = True
        if self._renewal is not None:
            self._renewal.cancel()
        await cancel_and_wait(self._reconnecting)
        if self._channel is not None:
            self._attachment.release()
            self._channel.close()
            self._channel = None
        self._fail_requests("the stream was closed")

    def on_frame(self, applied: Applied) -> None:
        """From the attachment."""
        self._painted.set()
        self._listener.frame_arrived(applied.changed, applied.scrolled, applied.full)

    def on_focus(self, focus: Focus, mine: bool) -> None:
        """From the attachment."""
        self._listener.focus_changed(focus, mine)

    def on_refused(self, failure: Failure) -> None:
        """From the attachment."""
        self._refused(failure)

    def on_ended(self, exit: Exit) -> None:
        """From the attachment."""
        self._listener.session_ended(exit)

    def on_reply(self, request: int, reply: Message) -> None:
        """From the attachment."""
        waiting = self._replies.pop(request, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(reply)

    async def _fetch(self, first: int, last: int) -> None:
        mirror = self._attachment.mirror
        for _ in range(3):  # the history may be voided while the answer is on its way
            start, stop = mirror.missing(first, last)
            if start == stop:
                return
            await self._ask(partial(_asking, start, stop))

    async def _ask(self, make: Callable[[int], Message]) -> Message:
        if self._channel is None:
            raise Unavailable(f"the host of session {self._session} is away")
        number = self._attachment.next_number()
        waiting: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._replies[number] = waiting
        self._send(make(number))
        try:
            reply = await asyncio.wait_for(waiting, _PATIENCE)
        except TimeoutError as error:
            raise TimedOut(f"the host of session {self._session} does not answer") from error
        finally:
            self._replies.pop(number, None)
        if isinstance(reply, Failure):
            raise error_of(reply)
        return reply

    def _send(self, message: Message) -> None:
        if self._channel is not None:
            self._channel.send(message)

    async def _connect(self) -> None:
        if self._granted is None:
            self._granted = await self._grant(True)
        greeting = hello(self._me, self._granted.capability)
        try:
            channel, _ = await open_channel(
                Path(self._granted.socket), greeting, FROM_HOST, self._attachment.receive, self._lost
            )
        except Unauthorised:
            self._granted = None
            raise
        if self._closed:
            channel.close()
            return
        self._channel = channel
        self._attachment.open(self._rate)

    def _lost(self, reason: str) -> None:
        self._channel = None
        self._attachment.mine = False
        self._fail_requests(reason)
        if self._closed:
            return
        self._listener.stream_lost(reason)
        if self._reconnecting is None or self._reconnecting.done():
            self._reconnecting = spawn(self._reconnect(), name=f"reconnect {self._session}")

    async def _reconnect(self) -> None:
        delay, failures = _FIRST_DELAY, 0
        while not self._closed:
            try:
                if failures >= _ASK_AFTER:
                    await self._ask_daemon()
                return await self._connect()
            except (NotFound, Exited) as error:
                self._listener.stream_lost(error.message)
                return None
            except PlangateError:
                failures += 1
                await asyncio.sleep(delay)
                delay = min(_LONGEST_DELAY, delay * 2)
        return None

    async def _ask_daemon(self) -> None:
        """Whether there is still a host to be found; while the daemon is away, what we know must do.

        Raises:
            NotFound: The session is off the list.
            Exited: It has ended, and its screen is not kept.
        """
        try:
            self._granted = await self._grant(False)
        except (NotFound, Exited):
            raise
        except PlangateError:
            return

    def _fail_requests(self, reason: str) -> None:
        waiting, self._replies = self._replies, {}
        for reply in waiting.values():
            if not reply.done():
                reply.set_exception(Unavailable(reason))

    def _renew_later(self) -> None:
        self._attachment.renew()
        self._renewal = asyncio.get_running_loop().call_later(RENEW_EVERY, self._renew_later)


def _asking(first: int, last: int, number: int) -> AskHistory:
    return AskHistory(number, first, last)
