from __future__ import annotations

from datetime import UTC

from tests.support.fake_control import NOW, FakeControl
from tests.support.scenes import SESSIONS, afternoon
from tests.support.stage import Stage
from textual.widgets import OptionList, Static

from plangate.dashboard.board import Board
from plangate.dashboard.screens.events import EventsScreen
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
    """The result is the event's session; an event without one goes nowhere."""
    events = _Events()
    async with events.app.run_test() as pilot:
        await events.app.workers.wait_for_complete()
        await pilot.press("home", "enter")
        assert not events.app.dismissed
        await pilot.press("end", "enter")
    assert events.app.result == "z6c4v8nm"


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
