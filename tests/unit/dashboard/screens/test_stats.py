"""Tests of `plangate.dashboard.screens.stats`."""

from __future__ import annotations

from datetime import UTC

from tests.support.desk import until
from tests.support.fake_control import NOW, FakeControl
from tests.support.redo_scene import TASKS, answer_tasks, attempt, plan_ledger
from tests.support.scenes import SESSIONS, afternoon
from tests.support.stage import Stage
from textual.pilot import Pilot
from textual.widgets import Static

from plangate.dashboard.board import Board
from plangate.dashboard.screens.stats import StatsScreen
from plangate.errors import Unavailable
from plangate.model.attempts import Task
from plangate.model.event import Event
from plangate.wire.attempts import AskTasks
from plangate.wire.control import EventAppended


class _Stats:
    def __init__(self, tasks: list[Task] | None = None, control: FakeControl | None = None) -> None:
        self.control = control or answer_tasks(afternoon(), tasks)
        self.control.ledger = plan_ledger()
        self.board = Board()
        self.screen = StatsScreen(self.control, self.board, SESSIONS[0], now=lambda: NOW, zone=UTC)
        self.app = Stage(self.screen)

    def text(self, id: str) -> str:
        return str(self.screen.query_one(f"#{id}", Static).content)

    async def shows(self, pilot: Pilot[None], id: str, words: str) -> None:
        await until(pilot, lambda: words in self.text(id), f"{words} is not in {self.text(id)}")


async def test_it_shows_rates_losses_and_waiting() -> None:
    """With n, and that nobody drew lots."""
    stats = _Stats()
    async with stats.app.run_test(size=(120, 40)) as pilot:
        await stats.shows(pilot, "rates", "8 of 21, 38 % (21 to 59)")
        assert "1 drifted" in stats.text("plans")
        assert "Nobody drew lots" in stats.text("caption")
        assert not stats.screen.has_class("-empty")


async def test_single_keys_narrow_it() -> None:
    """Agent, repository, period, and round to all again."""
    stats = _Stats()
    async with stats.app.run_test(size=(120, 40)) as pilot:
        await stats.shows(pilot, "rates", "8 of 21")
        await pilot.press("a", "a")
        await stats.shows(pilot, "choice", "codex · all repositories · all time")
        await pilot.press("r")
        await stats.shows(pilot, "empty", "codex · shop · all time")
        await pilot.press("a", "a", "r", "p")
        await stats.shows(pilot, "choice", "all agents · all repositories · the last 7 days")
        await stats.shows(pilot, "notes", "6 attempts at 6 tasks")


async def test_what_happens_is_counted_in_a_moment() -> None:
    """Once for all that comes until then; other events cost nothing."""
    stats = _Stats([])
    async with stats.app.run_test(size=(120, 40)) as pilot:
        await stats.shows(pilot, "empty", "No attempt has ended yet")
        answer_tasks(stats.control, [Task(id="t", title="x", attempts=(attempt("x", NOW - 60),))])
        asked = len(stats.control.called("ask"))
        stats.board.apply(EventAppended(Event(90, NOW, "focus.changed", "s")))
        for seq in range(100, 110):
            stats.board.apply(EventAppended(Event(seq, NOW, "attempt.ended", "s")))
        await stats.shows(pilot, "notes", "1 attempts at 1 tasks")
        assert len(stats.control.called("ask")) == asked + 1


async def test_thousands_of_attempts_come_in_pages_and_are_counted() -> None:
    """Ten thousand."""
    made = [
        Task(id=f"t{place}", title="x", attempts=(attempt(f"m{place}", NOW - place, undone=place % 3 == 0),))
        for place in range(10_000)
    ]
    stats = _Stats(made)
    async with stats.app.run_test(size=(120, 40)) as pilot:
        await stats.shows(pilot, "notes", "10000 attempts at 10000 tasks")


async def test_a_daemon_that_is_away_is_said() -> None:
    """In the place of the figures."""
    control = afternoon()

    def away(_: AskTasks) -> AskTasks:
        raise Unavailable("the daemon is away", "It is tried again.")

    control.replies[AskTasks] = away
    stats = _Stats(control=control)
    async with stats.app.run_test(size=(49, 31)) as pilot:
        await stats.shows(pilot, "empty", "It is tried again")


async def test_the_report_is_copied() -> None:
    """As the command line prints it."""
    stats = _Stats()
    async with stats.app.run_test(size=(120, 40)) as pilot:
        await stats.shows(pilot, "rates", "8 of 21")
        await pilot.press("y", "j", "k", "end", "home")
        assert stats.app.clipboard.startswith("## Undo and restart · all agents")
        await pilot.press("escape")
    assert stats.app.result is None
    assert len(TASKS) == 53
