from __future__ import annotations

from datetime import UTC

from tests.support.desk import until
from tests.support.fake_control import NOW, FakeControl
from tests.support.redo_scene import answer_tasks
from tests.support.scenes import SESSIONS, afternoon
from tests.support.stage import Stage
from textual.widgets import OptionList, Static

from plangate.dashboard.board import Board
from plangate.dashboard.screens.events import EventsScreen, Moment
from plangate.dashboard.widgets.timeline import AttemptLines
from plangate.errors import LedgerError
from plangate.model.event import Event
from plangate.model.session import SessionId
from plangate.wire.control import EventAppended


class _Events:
    def __init__(self, control: FakeControl | None = None) -> None:
        self.control = control or afternoon()
        self.board = Board()
        self.board.replace(SESSIONS)
        self.screen = EventsScreen(self.control, self.board, SESSIONS[0].id, now=lambda: NOW, zone=UTC)
        self.app = Stage(self.screen)

    def seqs(self) -> list[int]:
        assert self.screen.query_one(OptionList).option_count == len(self.screen.shown)
        return [event.seq for event in self.screen.shown]

    def append(self, session: str) -> None:
        self.board.apply(
            EventAppended(
                Event(len(self.screen.events) + 1, NOW, "session.stopping", SessionId(session), "desk")
            )
        )


async def test_new_events_appear_at_the_end_and_the_cursor_goes_along() -> None:
    """While the cursor is on the newest it stays on the newest; further up it stays where it is."""
    events = _Events()
    async with events.app.run_test() as pilot:
        await events.app.workers.wait_for_complete()
        assert events.seqs() == list(range(1, 11))
        events.append("k3m7q2xa")
        assert events.seqs()[-1] == 11
        assert events.screen.selected is not None
        assert events.screen.selected.seq == 11
        await pilot.press("k", "k")
        events.append("k3m7q2xa")
        assert events.screen.selected.seq == 9


async def test_a_filter_narrows_what_is_there_and_what_comes() -> None:
    """Only events with the words are listed, also new ones; Escape shows all again."""
    events = _Events()
    async with events.app.run_test() as pilot:
        await events.app.workers.wait_for_complete()
        await pilot.press("slash", *"checkout", "enter")
        assert events.seqs() == [2, 6, 7]
        events.append("z6c4v8nm")
        assert events.seqs() == [2, 6, 7]
        await pilot.press("escape")
        assert events.seqs()[-1] == 11
        assert not events.app.dismissed
        await pilot.press("escape")
    assert events.app.result is None


async def test_one_session_or_all() -> None:
    """The scope key asks the ledger for one session only, and live events of others stay out."""
    events = _Events()
    async with events.app.run_test() as pilot:
        await events.app.workers.wait_for_complete()
        await pilot.press("s")
        await events.app.workers.wait_for_complete()
        await pilot.pause()
        assert events.seqs() == [2, 6, 7]
        events.append("z6c4v8nm")
        assert events.seqs() == [2, 6, 7]
    assert events.control.called("events")[-1] == (0, 500, "k3m7q2xa", (), True)


async def test_enter_goes_to_the_session() -> None:
    """The result is the event's session and time; an event without one goes nowhere."""
    events = _Events()
    async with events.app.run_test() as pilot:
        await events.app.workers.wait_for_complete()
        await pilot.press("home", "enter")
        assert not events.app.dismissed
        await pilot.press("end", "enter")
    assert events.app.result == Moment(SessionId("z6c4v8nm"), NOW - 48)


async def test_a_ledger_that_cannot_be_read_says_so() -> None:
    """The reason is in the place of the list."""
    control = afternoon()
    control.failures["events"] = LedgerError("the ledger is damaged", "Run plangate doctor.")
    events = _Events(control)
    async with events.app.run_test() as pilot:
        await events.app.workers.wait_for_complete()
        await pilot.pause()
        assert "Run plangate doctor" in str(events.screen.query_one(".nothing", Static).content)


async def test_older_events_are_read_when_the_cursor_comes_to_the_first() -> None:
    """The list begins with the newest page and grows backwards; the cursor stays on its event."""
    control = afternoon()
    control.ledger = [
        Event(seq, NOW - 9000 + seq, "session.stopping", "k3m7q2xa", "desk") for seq in range(1, 1201)
    ]
    events = _Events(control)
    async with events.app.run_test() as pilot:
        await events.app.workers.wait_for_complete()
        assert (events.seqs()[0], len(events.seqs())) == (701, 500)
        await pilot.press("home")
        await events.app.workers.wait_for_complete()
        await pilot.pause()
        assert (events.seqs()[0], len(events.seqs())) == (201, 1000)
        assert events.screen.selected is not None
        assert events.screen.selected.seq == 701
        await pilot.press("home")
        await events.app.workers.wait_for_complete()
        await pilot.pause()
        assert events.seqs() == list(range(1, 1201))


async def test_groups_are_hidden_by_single_keys_and_all_come_back() -> None:
    """Also for what comes in while one is hidden."""
    events = _Events()
    async with events.app.run_test() as pilot:
        await events.app.workers.wait_for_complete()
        await pilot.press("6")
        assert events.seqs() == [1]
        events.append("k3m7q2xa")
        assert events.seqs() == [1]
        assert "sessions" in str(events.screen.query_one("#groups", Static).content)
        await pilot.press("0")
        assert events.seqs() == list(range(1, 12))


async def test_attempts_stand_above_the_events_of_their_sessions() -> None:
    """Those of the last day, or of the one session; read anew when one has changed."""
    events = _Events(answer_tasks(afternoon()))
    async with events.app.run_test(size=(120, 40)) as pilot:
        lines = events.screen.query_one(AttemptLines)

        def names() -> list[str]:
            return [line.split("  ")[0] for line in str(lines.content).splitlines()[1:]]

        await until(
            pilot, lambda: names() == ["checkout totals", "login flake", "dependency bump"], "no bars"
        )
        await pilot.press("s")
        await until(pilot, lambda: names() == ["checkout totals"], "not one")
        answer_tasks(events.control, [])
        events.board.apply(EventAppended(Event(90, NOW, "attempt.ended", "k3m7q2xa")))
        await until(pilot, lambda: not lines.display, "still there")


async def test_a_group_that_hides_much_reads_on() -> None:
    """Older events are read until there is something to see."""
    control = afternoon()
    control.ledger = [
        Event(seq, NOW - 9000 + seq, "focus.changed" if seq > 300 else "session.stopping", "k3m7q2xa", "desk")
        for seq in range(1, 1201)
    ]
    events = _Events(control)
    async with events.app.run_test() as pilot:
        await events.app.workers.wait_for_complete()
        await pilot.press("7")
        await until(pilot, lambda: events.seqs() == list(range(201, 301)), "not read on")
