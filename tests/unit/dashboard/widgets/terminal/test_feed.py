"""The stream of a pane: attached, lost, found again, let go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from tests.support.fake_control import FakeControl, FakeStream
from tests.support.scenes import SESSIONS, afternoon

from plangate.client.api import Stream
from plangate.dashboard.widgets.terminal.feed import Feed, Link
from plangate.errors import NotFound, Unavailable
from plangate.model.session import Exit, Focus

ONE, OTHER = SESSIONS[0].id, SESSIONS[1].id


class Owner:
    """Keeps what the feed told."""

    def __init__(self) -> None:
        self.links: list[Link] = []
        self.frames = 0

    def feed_frame(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        self.frames += 1

    def feed_focus(self, focus: Focus, mine: bool) -> None:
        return

    def feed_link(self, link: Link, reason: str) -> None:
        self.links.append(link)

    def feed_ended(self, exit: Exit) -> None:
        return


class SlowControl(FakeControl):
    """Answers an attachment only when it is told to."""

    def __init__(self) -> None:
        super().__init__(SESSIONS)
        self.asked, self.go = asyncio.Event(), asyncio.Event()

    async def attach(self, *args: Any, **options: Any) -> Stream:
        self.asked.set()
        await self.go.wait()
        return await super().attach(*args, **options)


async def until(met: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(10):
        while not met():  # noqa: ASYNC110  # there is no event for what is awaited
            await asyncio.sleep(0.005)


async def test_a_session_is_attached_and_let_go() -> None:
    """Showing another one closes the stream of the first."""
    control, owner = afternoon(), Owner()
    feed = Feed(control, owner)
    feed.show(ONE)
    await until(lambda: feed.link is Link.LIVE)
    first = control.streams[0]
    feed.show(OTHER)
    await until(lambda: feed.link is Link.LIVE and first.closed)
    feed.leave()
    await until(lambda: control.streams[1].closed)
    assert owner.links[-1] is Link.NONE


async def test_running_through_the_list_attaches_only_where_one_stays() -> None:
    """A session that was passed within the pause is never asked for."""
    control, owner = afternoon(), Owner()
    feed = Feed(control, owner)
    feed.show(ONE, after=30)
    feed.show(OTHER)
    await until(lambda: feed.link is Link.LIVE)
    assert [stream.session for stream in control.streams] == [OTHER]


async def test_an_attachment_that_comes_too_late_is_closed() -> None:
    """Nothing leaks when the person moves on while the host is being asked."""
    control, owner = SlowControl(), Owner()
    feed = Feed(control, owner)
    feed.show(ONE)
    await control.asked.wait()
    feed.leave()
    control.go.set()
    await until(lambda: bool(control.streams) and control.streams[0].closed)
    assert feed.stream is None


async def test_a_host_that_is_away_is_asked_again() -> None:
    """And at once when the daemon comes back."""
    control, owner = afternoon(), Owner()
    control.failures["attach"] = Unavailable("the daemon is away")
    feed = Feed(control, owner)
    feed.show(ONE)
    await until(lambda: feed.link is Link.LOST)
    control.failures.clear()
    feed.again()
    await until(lambda: feed.link is Link.LIVE)


async def test_a_session_that_does_not_exist_is_not_asked_for_again() -> None:
    """There is nothing to wait for."""
    control, owner = afternoon(), Owner()
    control.failures["attach"] = NotFound("there is no such session")
    feed = Feed(control, owner)
    feed.show(ONE)
    await until(lambda: feed.link is Link.GONE)
    assert feed.reason == "there is no such session"


async def test_a_lost_stream_is_live_again_with_its_next_frame() -> None:
    """The stream finds its host by itself; the feed only tells."""
    control, owner = afternoon(), Owner()
    feed = Feed(control, owner)
    feed.show(ONE)
    await until(lambda: feed.link is Link.LIVE)
    stream: FakeStream = control.streams[0]
    stream.listener.stream_lost("gone")
    stream.show(["back"])
    assert owner.links[-2:] == [Link.LOST, Link.LIVE]
