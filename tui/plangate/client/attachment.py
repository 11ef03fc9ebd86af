"""One attached session as seen from a client: mirror, focus and what to answer; no IO.

Both the async `Stream` and the blocking one feed it messages and send what it hands out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from plangate.client.mirror import Applied, Mirror
from plangate.errors import Unauthorised
from plangate.model.input import Key, Mouse
from plangate.model.session import Exit, Focus
from plangate.wire import stream as wire
from plangate.wire.messages import Failure, Message

__all__ = ["RENEW_EVERY", "Attachment", "Observer"]

RENEW_EVERY = 3.0
"""Seconds between renewals of a held focus; the lease lasts 10."""

_LOST_FOCUS = ("not_focus_holder", "stale_lease")


class Observer(Protocol):
    """Who wants to know what came in."""

    def on_frame(self, applied: Applied) -> None:
        """The mirror has changed."""

    def on_focus(self, focus: Focus, mine: bool) -> None:
        """The focus has changed, or input was refused for want of it."""

    def on_refused(self, failure: Failure) -> None:
        """Input was refused because our role is too weak for it."""

    def on_ended(self, exit: Exit) -> None:
        """The program has ended."""

    def on_reply(self, request: int, reply: Message) -> None:
        """An answer to a numbered request."""


class Attachment:
    """State of one connection to a host; `send` takes what goes out."""

    def __init__(self, send: Callable[[Message], None], observer: Observer) -> None:
        self.mirror = Mirror()
        self.focus = Focus()
        self.mine = False
        self.asking = False
        """Whether we have asked the holder of the focus for it."""
        self.exit: Exit | None = None
        self._send = send
        self._observer = observer
        self._acked = 0
        self._number = 0

    def open(self, rate: float) -> None:
        """Begin on a new connection: ask for frames, and for everything anew."""
        self.mirror.forget()
        self._acked = 0
        self.mirror.seq = 0
        self.mine = False
        self._send(wire.Attach(rate))

    def receive(self, message: Message) -> None:
        """Take a message from the host; kinds of a newer version are ignored."""
        match message:
            case wire.Frame():
                self._observer.on_frame(self.mirror.apply(message))
            case wire.FocusChanged(focus=focus, mine=mine):
                self.focus, self.mine = focus, mine
                self.asking = self.asking and not mine
                self._observer.on_focus(focus, mine)
            case wire.Ended(exit=exit):
                self.exit = exit
                self._observer.on_ended(exit)
            case wire.HistoryRows(id=number):
                self.mirror.keep(message)
                self._observer.on_reply(number, message)
            case wire.Snapshot(id=number) | wire.SearchHits(id=number) | wire.LineAt(id=number):
                self._observer.on_reply(number, message)
            case Failure(id=number) if number:
                self._observer.on_reply(number, message)
            case Failure(code=code) if code in _LOST_FOCUS:
                self.mine = False
                self._observer.on_focus(self.focus, False)
            case Failure(code=Unauthorised.code):
                self._observer.on_refused(message)
            case _:
                pass

    def next_number(self) -> int:
        """A number for a request."""
        self._number += 1
        return self._number

    def ack(self) -> None:
        """The newest frame is on the glass."""
        if self._acked < self.mirror.seq:
            self._acked = self.mirror.seq
            self._send(wire.Ack(self._acked))

    @property
    def epoch(self) -> int:
        """What input carries: ours while we hold the focus, else 0, which takes a free one."""
        return self.focus.epoch if self.mine else 0

    def key(self, key: Key) -> None:
        """One key."""
        self._send(wire.KeyInput(self.epoch, key))

    def mouse(self, mouse: Mouse) -> None:
        """One mouse event."""
        self._send(wire.MouseInput(self.epoch, mouse))

    def data(self, data: bytes) -> None:
        """Bytes as they are."""
        self._send(wire.Input(self.epoch, data))

    def paste(self, text: str) -> None:
        """Text as if pasted."""
        self._send(wire.Paste(self.epoch, text))

    def pane_focus(self, gained: bool) -> None:
        """Our pane has or lost the keyboard; only told while we hold the focus."""
        if self.mine:
            self._send(wire.PaneFocus(self.epoch, gained))

    def take(self, force: bool) -> None:
        """Ask for the focus."""
        self._send(wire.FocusRequest(force))

    def ask(self) -> None:
        """Ask whoever holds the focus for it."""
        self.asking = not self.mine
        self._send(wire.FocusRequest(ask=True))

    def renew(self) -> None:
        """Keep a held focus."""
        if self.mine:
            self._send(wire.FocusRequest())

    def release(self) -> None:
        """Give the focus back, or ask for it no more."""
        if self.mine or self.asking:
            self._send(wire.FocusRelease(self.focus.epoch))
        self.asking = False

    def fit(self, cols: int, rows: int) -> None:
        """Change the session's size."""
        self._send(wire.Fit(self.epoch, cols, rows))
