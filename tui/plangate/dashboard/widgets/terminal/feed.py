"""The stream of the session that a pane shows: attached when it stays shown, found again when lost."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from enum import Enum, auto
from typing import Protocol

from plangate.aio import spawn
from plangate.client.api import Control, Stream
from plangate.errors import NotFound, PlangateError
from plangate.model.client import Role
from plangate.model.session import Exit, Focus, SessionId

__all__ = ["Feed", "FeedOwner", "Link"]

_FIRST_DELAY, _LONGEST_DELAY = 0.25, 3.0


class Link(Enum):
    """How well a pane is connected with its session."""

    NONE = auto()
    """It shows none."""
    OPENING = auto()
    LIVE = auto()
    LOST = auto()
    """The host does not answer; what is shown is old."""
    GONE = auto()
    """There is nothing to attach to any more."""


class FeedOwner(Protocol):
    """The pane; called on the event loop."""

    def feed_frame(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        """The stream's mirror has changed."""

    def feed_focus(self, focus: Focus, mine: bool) -> None:
        """The right to type has changed hands."""

    def feed_link(self, link: Link, reason: str) -> None:
        """The connection is as good as this now."""

    def feed_ended(self, exit: Exit) -> None:
        """The program has ended."""


class Feed:
    """Holds at most one stream; listens to it for its owner."""

    def __init__(self, control: Control, owner: FeedOwner) -> None:
        self.stream: Stream | None = None
        self.link = Link.NONE
        self.reason = ""
        self.rate = 60.0
        self._control = control
        self._owner = owner
        self._session: SessionId | None = None
        self._task: asyncio.Task[None] | None = None
        self._asking = False
        """The task waits for an answer and must not be cancelled: it closes what it gets by itself."""

    @property
    def session(self) -> SessionId | None:
        """What is shown, or about to be."""
        return self._session

    def show(self, session: SessionId | None, *, after: float = 0.0) -> None:
        """Show another session, once `after` seconds have passed without a further change of mind."""
        if session == self._session:
            return
        self.leave()
        self._session = session
        if session is not None:
            self._set(Link.OPENING)
            self._task = spawn(self._attach(session, after), name=f"attach {session}")

    def leave(self) -> None:
        """Let go of the stream."""
        if self._task is not None and not self._asking:
            self._task.cancel()
        self._task = None
        if self.stream is not None:
            spawn(self.stream.close(), name=f"detach {self._session}")
        self.stream, self._session = None, None
        self._set(Link.NONE)

    def again(self) -> None:
        """Try at once what is being waited for: the daemon is back."""
        if self.link is not Link.GONE and self._session is not None and self.stream is None:
            session = self._session
            self.leave()
            self.show(session)

    def set_rate(self, rate: float) -> None:
        """Frames a second at most; 0 pauses them."""
        self.rate = rate
        if self.stream is not None:
            self.stream.set_rate(rate)

    def frame_arrived(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        """From the stream."""
        if self.stream is not None:
            if self.link is Link.LOST:
                self._set(Link.LIVE)
            self._owner.feed_frame(changed, scrolled, full)

    def focus_changed(self, focus: Focus, mine: bool) -> None:
        """From the stream."""
        if self.stream is not None:
            self._owner.feed_focus(focus, mine)

    def session_ended(self, exit: Exit) -> None:
        """From the stream."""
        self._owner.feed_ended(exit)

    def stream_lost(self, reason: str) -> None:
        """From the stream."""
        if self.stream is not None:
            self._set(Link.LOST, reason)

    async def _attach(self, session: SessionId, after: float) -> None:
        me = asyncio.current_task()
        await asyncio.sleep(after)
        delay = _FIRST_DELAY
        while self._task is me:
            stream = await self._ask(session)
            if stream is not None and self._task is not me:
                await stream.close()
            elif stream is not None:
                self._take(stream)
            if stream is not None or self.link is Link.GONE:
                return
            await asyncio.sleep(delay)
            delay = min(_LONGEST_DELAY, delay * 2)

    async def _ask(self, session: SessionId) -> Stream | None:
        me = asyncio.current_task()
        self._asking = True
        try:
            return await self._control.attach(session, self, role=Role.DRIVER, rate=self.rate)
        except PlangateError as error:
            if self._task is me:
                self._set(Link.GONE if isinstance(error, NotFound) else Link.LOST, error.message)
            return None
        finally:
            self._asking = False

    def _take(self, stream: Stream) -> None:
        self.stream, self._task = stream, None
        self._set(Link.LIVE if stream.connected else Link.LOST)
        self._owner.feed_frame((), 0, True)
        self._owner.feed_focus(stream.focus, stream.holds_focus)

    def _set(self, link: Link, reason: str = "") -> None:
        if (link, reason) != (self.link, self.reason):
            self.link, self.reason = link, reason
            self._owner.feed_link(link, reason)
