from __future__ import annotations

import pytest
from tests.support.fake_control import NOW, FakeControl
from tests.support.scenes import SESSIONS, afternoon
from tests.support.stage import Stage
from textual.pilot import Pilot
from textual.widgets import Input, Static

from plangate.client.api import Update
from plangate.dashboard.board import Board
from plangate.dashboard.screens.dialog import FieldError
from plangate.dashboard.screens.peek import PeekOutcome, PeekScreen
from plangate.errors import NotFocusHolder
from plangate.model.input import Key
from plangate.model.session import State
from plangate.wire.control import SessionRemoved

ASKING, RUNNING = SESSIONS[0], SESSIONS[1]


class _Peek:
    """A peek on a stage, with the daemon's updates coming in."""

    def __init__(self, session: str = ASKING.id) -> None:
        self.control: FakeControl = afternoon()
        self.board = Board()
        self.board.replace(SESSIONS)
        self.time = 100.0
        self.screen = PeekScreen(
            self.control, self.board, next(each.id for each in SESSIONS if each.id == session),
            now=lambda: NOW, clock=lambda: self.time,
        )  # fmt: skip
        self.app = Stage(self.screen)

    async def begin(self, pilot: Pilot[None]) -> None:
        def hear(update: Update) -> None:
            self.board.apply(update)

        await self.control.start(hear)
        await self.app.workers.wait_for_complete()
        await pilot.pause()

    def sent(self) -> list[object]:
        return [value for name, value in self.control.streams[0].sent if name in ("key", "text", "paste")]

    def error(self) -> str:
        shown = self.screen.query_one(FieldError)
        return str(shown.content) if shown.has_class("-shown") else ""


async def test_it_shows_the_question_as_it_stands_on_the_screen() -> None:
    """The end of the screen is there, follows the stream, and each frame is acknowledged."""
    peek = _Peek()
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        assert "Do you want to make this edit" in str(peek.screen.query_one("#tail", Static).content)
        peek.control.streams[0].show(["all done"])
        assert "all done" in str(peek.screen.query_one("#tail", Static).content)
        assert ("ack", None) in peek.control.streams[0].sent


@pytest.mark.parametrize("key", ["1", "3", "y", "n"])
async def test_one_key_answers_a_question(key: str) -> None:
    """An answer key is pressed in the session itself, and the borrowed focus given back."""
    peek = _Peek()
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        await pilot.press(key)
        stream = peek.control.streams[0]
        assert peek.sent() == [Key(key, text=key)]
        stream.give_focus("desk", mine=True)
        assert ("release_focus", None) in stream.sent
        assert not peek.app.dismissed
        peek.control.change(ASKING.id, state=State.WORKING, since=NOW)
        await pilot.pause()
    assert peek.app.result is PeekOutcome.ANSWERED
    assert peek.control.streams[0].closed


async def test_a_question_that_has_just_changed_is_not_answered_by_the_key_for_the_old_one() -> None:
    """Within a moment of a new question the key is refused; afterwards it counts."""
    peek = _Peek()
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        peek.control.change(ASKING.id, since=NOW)
        await pilot.press("1")
        assert peek.sent() == []
        assert "just changed" in peek.error()
        peek.time += 1
        await pilot.press("1")
        assert peek.sent() == [Key("1", text="1")]


async def test_somebody_who_types_there_is_not_disturbed() -> None:
    """While another holds the focus no key is sent, and the dialog says who it is."""
    peek = _Peek()
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        peek.control.streams[0].give_focus("phone of Ada", mine=False)
        await pilot.press("1")
        assert peek.sent() == []
        assert "phone of Ada is typing" in peek.error()


async def test_a_line_is_sent_and_ends_the_peek() -> None:
    """Space begins a text, so that one may start with a digit; Enter sends it."""
    peek = _Peek()
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        await pilot.press("space", *"2 lines", "enter")
        await peek.app.workers.wait_for_complete()
    assert peek.control.called("send_line") == [(ASKING.id, "2 lines", True)]
    assert peek.app.result is PeekOutcome.ANSWERED


async def test_a_session_that_asks_nothing_gets_digits_as_text() -> None:
    """Answer keys count only while there is a question."""
    peek = _Peek(RUNNING.id)
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        await pilot.press("y", "1")
        assert peek.screen.query_one(Input).value == "y1"
        assert peek.sent() == []


async def test_a_refused_line_is_kept() -> None:
    """What was written is still there when it could not be sent."""
    peek = _Peek()
    peek.control.failures["send_line"] = NotFocusHolder("phone of Ada is typing in this session")
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        await pilot.press(*"go on", "enter")
        await peek.app.workers.wait_for_complete()
        await pilot.pause()
        assert peek.screen.query_one(Input).value == "go on"
        assert "phone of Ada" in peek.error()
        await pilot.press("escape")
        assert peek.screen.query_one(Input).value == ""
        assert not peek.app.dismissed
        await pilot.press("escape")
    assert peek.app.result is None


@pytest.mark.parametrize(
    ("key", "outcome"), [("enter", PeekOutcome.OPEN), ("tab", PeekOutcome.NEXT), ("escape", None)]
)
async def test_ways_out(key: str, outcome: PeekOutcome | None) -> None:
    """Enter opens, Tab goes to the next one, Escape closes."""
    peek = _Peek()
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        await pilot.press(key)
    assert peek.app.dismissed
    assert peek.app.result is outcome


async def test_a_session_that_goes_away_closes_its_peek() -> None:
    """Removed elsewhere: the dialog does not stay behind."""
    peek = _Peek()
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        peek.control.push(SessionRemoved(ASKING.id))
        await pilot.pause()
    assert peek.app.dismissed


async def test_an_ended_session_can_be_read_but_not_written_to() -> None:
    """The composer is closed."""
    peek = _Peek("h8y6g4tg")
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        assert peek.screen.query_one(Input).disabled
        await pilot.press("escape")
    assert peek.app.dismissed


@pytest.mark.parametrize(("session", "seen"), [("a8d2f5hb", ["a8d2f5hb"]), (RUNNING.id, [])])
async def test_who_peeks_has_seen(session: str, seen: list[str]) -> None:
    """A session that was done and unread is neither afterwards; one that had been seen is left alone."""
    peek = _Peek(session)
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
    assert peek.control.called("mark_seen") == seen


PLANNED = SESSIONS[4]


@pytest.mark.parametrize(("key", "outcome"), [("a", PeekOutcome.REVIEW), ("d", PeekOutcome.DENY)])
async def test_what_the_gate_asks_is_decided_from_here(key: str, outcome: PeekOutcome) -> None:
    """The keys are named, and lead to where it is decided."""
    peek = _Peek(PLANNED.id)
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        assert peek.screen.keys()[:2] == [("a", "review"), ("d", "deny")]
        await pilot.press(key)
        await pilot.pause()
    assert peek.app.result is outcome
    assert peek.sent() == []


async def test_a_question_that_has_just_changed_is_not_decided() -> None:
    """As with the other answer keys."""
    peek = _Peek(PLANNED.id)
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        peek.control.change(PLANNED.id, since=NOW)
        await pilot.pause()
        await pilot.press("a")
        await pilot.pause()
        assert "has just changed" in peek.error()
        assert not peek.app.dismissed


async def test_without_a_question_to_the_gate_these_keys_are_text() -> None:
    """A permission that the agent asks on its own screen is answered there."""
    peek = _Peek()
    async with peek.app.run_test() as pilot:
        await peek.begin(pilot)
        named = peek.screen.keys()
        assert ("a", "review") not in named
        await pilot.press("a")
        assert peek.screen.query_one(Input).value == "a"
