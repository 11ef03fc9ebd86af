"""Tells subscribers what changed; a slow one is told less often, never more than it can take."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

from plangate.aio import cancel_and_wait, spawn
from plangate.daemon.journal import Journal
from plangate.model.event import Event
from plangate.model.plan import PlanSummary
from plangate.model.session import Session
from plangate.model.terminal import TerminalEvent
from plangate.wire.control import EventAppended, Notice, SessionChanged, SessionRemoved, TerminalTold
from plangate.wire.gate import PlanChanged
from plangate.wire.messages import Message

__all__ = ["Feed", "Listener", "Outlet", "Subscriber"]

_RECENT = 2_000
"""Events kept in memory; who is further behind is served from the ledger."""
_PAGE = 500
_PASSING = 50
"""Notices and the like kept for a slow client, the newest."""


class Outlet(Protocol):
    """A client's connection."""

    def send(self, message: Message) -> None:
        """Queue a message."""

    async def writable(self) -> None:
        """Wait until the client has taken most of what was sent."""


class Listener(Protocol):
    """A part of the daemon that is told what clients are told."""

    def session(self, view: Session) -> None:
        """A session changed."""

    def event(self, event: Event) -> None:
        """An event is in the ledger."""


class Subscriber:
    """What one client has still to be told: the newest state of what changed, and a cursor."""

    def __init__(self, outlet: Outlet, cursor: int, read: Callable[[int], Awaitable[list[Event]]]) -> None:
        self._outlet = outlet
        self._cursor = cursor
        self._read = read
        self._sessions: dict[str, Session | None] = {}
        self._plans: dict[str, PlanSummary] = {}
        self._passing: deque[Notice | TerminalTold] = deque(maxlen=_PASSING)
        self._newest = cursor
        self._wake = asyncio.Event()
        self.task = spawn(self._pump(), name="subscriber")

    def session(self, session: str, now: Session | None) -> None:
        """A session changed; None when it is off the list."""
        self._sessions[session] = now
        self._wake.set()

    def plan(self, now: PlanSummary) -> None:
        """A plan is new or changed."""
        self._plans[now.id] = now
        self._wake.set()

    def passing(self, message: Notice | TerminalTold) -> None:
        """Something a person should see now or never."""
        self._passing.append(message)
        self._wake.set()

    def event(self, newest: int) -> None:
        """The ledger has grown up to `newest`."""
        self._newest = max(self._newest, newest)
        self._wake.set()

    async def _pump(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._outlet.writable()
            self._send_changed()
            while self._passing:
                self._outlet.send(self._passing.popleft())
            await self._send_events()

    def _send_changed(self) -> None:
        changed, self._sessions = self._sessions, {}
        for name, session in changed.items():
            self._outlet.send(SessionRemoved(name) if session is None else SessionChanged(session))
        plans, self._plans = self._plans, {}
        for plan in plans.values():
            self._outlet.send(PlanChanged(plan))

    async def _send_events(self) -> None:
        while self._cursor < self._newest:
            events = await self._read(self._cursor)
            if not events:
                self._cursor = self._newest
                return
            for event in events:
                self._outlet.send(EventAppended(event))
            self._cursor = events[-1].seq
            await self._outlet.writable()


class Feed:
    """All subscribers."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._recent: deque[Event] = deque(maxlen=_RECENT)
        self._subscribers: dict[int, Subscriber] = {}
        self.listeners: list[Listener] = []

    def subscribe(self, outlet: Outlet, since: int) -> int:
        """Tell this client of everything from now on, and of events after `since`; -1: only new ones.

        Returns:
            The newest event's number.
        """
        newest = self._journal.last
        cursor = newest if since < 0 else min(since, newest)
        self.unsubscribe(outlet)
        subscriber = Subscriber(outlet, cursor, self._read)
        self._subscribers[id(outlet)] = subscriber
        subscriber.event(newest)
        return newest

    def unsubscribe(self, outlet: Outlet) -> None:
        """Tell this client nothing more."""
        subscriber = self._subscribers.pop(id(outlet), None)
        if subscriber is not None:
            subscriber.task.cancel()

    def session(self, session: str, now: Session | None) -> None:
        """A session changed or, with None, is off the list."""
        for subscriber in self._subscribers.values():
            subscriber.session(session, now)
        if now is not None:
            for listener in self.listeners:
                listener.session(now)

    def plan(self, now: PlanSummary) -> None:
        """A plan is new or changed."""
        for subscriber in self._subscribers.values():
            subscriber.plan(now)

    def notice(self, level: str, message: str, *, session: str = "", hint: str = "") -> None:
        """Show something to everybody."""
        for subscriber in self._subscribers.values():
            subscriber.passing(Notice(level, message, session, hint))

    def told(self, session: str, event: TerminalEvent) -> None:
        """A program told its terminal something."""
        for subscriber in self._subscribers.values():
            subscriber.passing(TerminalTold(session, event))

    def event(self, event: Event) -> None:
        """An event is in the ledger."""
        self._recent.append(event)
        for subscriber in self._subscribers.values():
            subscriber.event(event.seq)
        for listener in self.listeners:
            listener.event(event)

    async def close(self) -> None:
        """End all subscriptions."""
        tasks = [subscriber.task for subscriber in self._subscribers.values()]
        self._subscribers.clear()
        await cancel_and_wait(*tasks)

    async def _read(self, since: int) -> list[Event]:
        if self._recent and self._recent[0].seq <= since + 1:
            return [event for event in self._recent if event.seq > since][:_PAGE]
        return await self._journal.page(since=since, limit=_PAGE, session="", kinds=(), newest=False)
