"""A session attached without asyncio, driven by the caller's own selectors loop."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from plangate.client.api import StreamListener
from plangate.client.attachment import RENEW_EVERY, Attachment
from plangate.client.mirror import Applied
from plangate.client.view import View
from plangate.client.wiring import Wire
from plangate.errors import TimedOut, Unavailable
from plangate.model.client import ClientInfo
from plangate.model.input import Key, Mouse
from plangate.model.screen import Row
from plangate.model.session import Exit, Focus, SessionId
from plangate.wire.catalogue import FROM_HOST
from plangate.wire.control import Granted
from plangate.wire.failures import error_of
from plangate.wire.greeting import hello
from plangate.wire.messages import Failure, Message
from plangate.wire.stream import AskHistory

__all__ = ["BlockingStream"]

_PATIENCE = 10.0
_CHUNK = 2_000


class BlockingStream(View):
    """One attached session.

    Register `fileno()` with a selector, call `pump()` when it is readable and `tick()` at least
    every `RENEW_EVERY` seconds. Both call the listener. When `pump` raises `Unavailable` the host
    is away: close this stream and attach anew.
    """

    def __init__(
        self, session: str, listener: StreamListener, me: ClientInfo, granted: Granted, rate: float
    ) -> None:
        super().__init__(SessionId(session))
        self._listener = listener
        self._wire = Wire(Path(granted.socket), hello(me, granted.capability), FROM_HOST)
        self._attachment = Attachment(self._wire.send, self)
        self._replies: dict[int, Message] = {}
        self._renew_at = time.monotonic() + RENEW_EVERY
        try:
            self._attachment.open(rate)
            self._wait(lambda: self._attachment.mirror.seq > 0)
        except BaseException:
            self._wire.close()
            raise

    def fileno(self) -> int:
        """For selectors."""
        return self._wire.fileno()

    def pump(self) -> None:
        """Take what has arrived; raises `Unavailable` when the host is away."""
        for message in self._wire.pending():
            self._attachment.receive(message)

    def tick(self) -> None:
        """Renew a held focus when it is time."""
        now = time.monotonic()
        if now >= self._renew_at:
            self._renew_at = now + RENEW_EVERY
            self._attachment.renew()

    def ack(self) -> None:
        """The newest frame is on the glass."""
        self._attachment.ack()

    def send_bytes(self, data: bytes) -> None:
        """Bytes as they are."""
        self._attachment.data(data)

    def send_key(self, key: Key) -> None:
        """One key."""
        self._attachment.key(key)

    def send_mouse(self, mouse: Mouse) -> None:
        """One mouse event."""
        self._attachment.mouse(mouse)

    def paste(self, text: str) -> None:
        """Text as if pasted."""
        self._attachment.paste(text)

    def pane_focus(self, gained: bool) -> None:
        """Our terminal has or lost the keyboard."""
        self._attachment.pane_focus(gained)

    def take_focus(self, *, force: bool = False) -> None:
        """Ask for the focus."""
        self._attachment.take(force)

    def release_focus(self) -> None:
        """Give it back."""
        self._attachment.release()

    def fit(self, cols: int, rows: int) -> None:
        """Change the session's size, as its focus holder."""
        self._attachment.fit(cols, rows)

    def history(self, first: int, last: int) -> list[Row]:
        """Lines `first` up to `last`; may be fewer when the host dropped some."""
        mirror = self._attachment.mirror
        for start in range(max(first, mirror.base), min(last, mirror.top), _CHUNK):
            self._fetch(start, min(start + _CHUNK, last))
        return mirror.held(first, last)

    def close(self) -> None:
        """Detach."""
        with suppress(Unavailable):
            self._attachment.release()
        self._wire.close()

    def on_frame(self, applied: Applied) -> None:
        """From the attachment."""
        self._listener.frame_arrived(applied.changed, applied.scrolled, applied.full)

    def on_focus(self, focus: Focus, mine: bool) -> None:
        """From the attachment."""
        self._listener.focus_changed(focus, mine)

    def on_refused(self, failure: Failure) -> None:
        """From the attachment; a program at the machine is never refused so."""

    def on_ended(self, exit: Exit) -> None:
        """From the attachment."""
        self._listener.session_ended(exit)

    def on_reply(self, request: int, reply: Message) -> None:
        """From the attachment."""
        self._replies[request] = reply

    def _fetch(self, first: int, last: int) -> None:
        for _ in range(3):  # the history may be voided while the answer is on its way
            start, stop = self._attachment.mirror.missing(first, last)
            if start == stop:
                return
            number = self._attachment.next_number()
            self._wire.send(AskHistory(number, start, stop))
            self._wait(partial(self._replies.__contains__, number))
            reply = self._replies.pop(number)
            if isinstance(reply, Failure):
                raise error_of(reply)

    def _wait(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not done():
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimedOut(f"the host of session {self._session} does not answer")
            message = self._wire.receive(left)
            if isinstance(message, Failure) and not message.id and not self._attachment.mirror.seq:
                raise error_of(message)
            self._attachment.receive(message)
