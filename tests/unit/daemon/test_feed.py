"""Tests of `plangate.daemon.feed`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from plangate.daemon.feed import Feed
from plangate.model.event import Event
from plangate.model.session import Session, SessionId
from plangate.model.terminal import TerminalEvent, TerminalEventKind
from plangate.wire.control import EventAppended, Notice, SessionChanged, SessionRemoved, TerminalTold
from plangate.wire.messages import Message

_SESSION = Session(id=SessionId("s1"), name="one", agent="shell")


class _Journal:
    """A ledger in memory; implements `Journal`."""

    def __init__(self, size: int) -> None:
        self.events = [Event(seq, 0.0, "a.b") for seq in range(1, size + 1)]
        self.asked = 0

    @property
    def last(self) -> int:
        return len(self.events)

    @property
    def warnings(self) -> Sequence[str]:
        return ()

    async def record(self, kind: str, session: str = "", actor: str = "", **data: Any) -> Event:
        self.events.append(Event(len(self.events) + 1, 0.0, kind, session, actor, data))
        return self.events[-1]

    async def page(
        self, *, since: int, limit: int, session: str, kinds: Sequence[str], newest: bool
    ) -> list[Event]:
        self.asked += 1
        return [event for event in self.events if event.seq > since][:limit]

    async def close(self) -> None:
        return


class _Client:
    """An outlet whose other end may stop reading."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[Message] = asyncio.Queue()
        self.reading = asyncio.Event()
        self.reading.set()

    def send(self, message: Message) -> None:
        self.got.put_nowait(message)

    async def writable(self) -> None:
        await self.reading.wait()


async def test_a_slow_client_gets_only_the_newest() -> None:
    """However often a session changed while it did not read."""
    feed, client = Feed(_Journal(0)), _Client()
    client.reading.clear()
    feed.subscribe(client, -1)
    for number in range(100):
        feed.session("s1", replace(_SESSION, title=str(number)))
        feed.notice("information", str(number))
    feed.session("s2", None)
    await asyncio.sleep(0)
    client.reading.set()
    first = await client.got.get()
    assert isinstance(first, SessionChanged)
    assert first.session.title == "99"
    assert await client.got.get() == SessionRemoved("s2")
    notices = [await client.got.get() for _ in range(50)]
    assert notices[-1] == Notice("information", "99")
    await feed.close()


async def test_what_a_program_told_its_terminal_is_passed_on() -> None:
    """In the order it was said, to everybody who listens."""
    feed, client = Feed(_Journal(0)), _Client()
    feed.subscribe(client, -1)
    bell = TerminalEvent(TerminalEventKind.BELL)
    feed.told("s1", bell)
    assert await client.got.get() == TerminalTold("s1", bell)
    await feed.close()


async def test_events_come_without_gap_from_where_the_client_was() -> None:
    """Old ones from the ledger, new ones from memory, each once and in order."""
    journal, client = _Journal(1200), _Client()
    feed = Feed(journal)
    feed.subscribe(client, 100)
    feed.event(await journal.record("c.d"))
    got = [await client.got.get() for _ in range(1101)]
    assert [message.event.seq for message in got if isinstance(message, EventAppended)] == [*range(101, 1202)]
    asked = journal.asked
    feed.event(await journal.record("e.f"))
    await client.got.get()
    assert journal.asked == asked
    await feed.close()


async def test_who_is_gone_is_told_nothing() -> None:
    """Unsubscribing ends the task."""
    feed, client = Feed(_Journal(0)), _Client()
    feed.subscribe(client, -1)
    feed.unsubscribe(client)
    feed.session("s1", _SESSION)
    await asyncio.sleep(0)
    assert client.got.empty()
