"""Tests of `plangate.dashboard.screens.session`: a session on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.desk import until
from tests.support.fake_control import NOW, FakeControl
from tests.support.scenes import SESSIONS, afternoon
from tests.support.stage import Stage
from textual.pilot import Pilot
from textual.widgets import Input, Static

from plangate.client.api import Update
from plangate.dashboard.board import Board
from plangate.dashboard.screens.dialog import FieldError
from plangate.dashboard.screens.review import ReviewScreen
from plangate.dashboard.screens.session import PeekOutcome, SessionScreen
from plangate.model.input import Key
from plangate.model.session import Focus, State

ASKING, RUNNING, PLANNING = SESSIONS[0], SESSIONS[1], SESSIONS[4]
PHONE = (49, 31)


class _Phone:
    """The screen on a stage as large as a phone's, with the daemon's updates coming in."""

    def __init__(self, session: str = ASKING.id) -> None:
        self.control: FakeControl = afternoon()
        self.board = Board()
        self.board.replace(SESSIONS)
        self.time = 100.0
        found = next(each.id for each in SESSIONS if each.id == session)
        self.screen = SessionScreen(
            self.control,
            self.board,
            found,
            Path("/nonexistent/memory.json"),
            now=lambda: NOW,
            clock=lambda: self.time,
        )
        self.app = Stage(self.screen)

    async def begin(self, pilot: Pilot[None]) -> None:
        def hear(update: Update) -> None:
            self.board.apply(update)

        await self.control.start(hear)
        await self.app.workers.wait_for_complete()
        await pilot.pause()

    def text(self, selector: str) -> str:
        return str(self.screen.query_one(selector, Static).render())

    def keys(self) -> list[object]:
        return [value for name, value in self.control.streams[0].sent if name == "key"]


async def test_it_says_what_the_agent_said_and_how_the_session_stands() -> None:
    """State, age, gate, the last message, and the end of the screen."""
    phone = _Phone(RUNNING.id)
    async with phone.app.run_test(size=PHONE) as pilot:
        await phone.begin(pilot)
        assert "working" in phone.text("#state")
        assert "closed, kernel" in phone.text("#state")
        assert "340" in phone.text("#facts")
        assert "82 %" in phone.text("#tail")
        assert not phone.screen.query_one("#choices").display


async def test_the_answers_on_the_screen_are_buttons() -> None:
    """A tap on one presses its key in the session, and the screen stays to show what comes of it."""
    phone = _Phone()
    async with phone.app.run_test(size=PHONE) as pilot:
        await phone.begin(pilot)
        assert phone.text("#choices").splitlines()[0].startswith("1 Yes")
        await pilot.click("#choices", offset=(20, 2))
        await until(pilot, lambda: bool(phone.keys()), "no key was pressed")
        assert phone.keys() == [Key("2", text="2")]
        phone.control.change(ASKING.id, state=State.WORKING, since=NOW)
        await pilot.pause()
        assert not phone.app.dismissed
        assert not phone.screen.query_one("#choices").display


async def test_a_line_is_sent_and_the_composer_is_empty_again() -> None:
    """One goes on reading."""
    phone = _Phone(RUNNING.id)
    async with phone.app.run_test(size=PHONE) as pilot:
        await phone.begin(pilot)
        await pilot.press(*"run it", "enter")
        await phone.app.workers.wait_for_complete()
        await pilot.pause()
        assert phone.control.called("send_line") == [(RUNNING.id, "run it", True)]
        assert phone.screen.query_one(Input).value == ""
        assert not phone.app.dismissed


async def test_who_types_there_is_named() -> None:
    """The focus is visible, and a key of ours is refused with the name."""
    phone = _Phone()
    async with phone.app.run_test(size=PHONE) as pilot:
        await phone.begin(pilot)
        phone.control.change(ASKING.id, focus=Focus("c1", "desk of Ada", 3))
        phone.control.streams[0].give_focus("desk of Ada", mine=False)
        await pilot.pause()
        assert "desk of Ada types" in phone.text("#state")
        await pilot.press("1")
        assert phone.keys() == []
        assert "desk of Ada is typing" in str(phone.screen.query_one(FieldError).content)


async def test_the_focus_is_asked_for_with_a_button() -> None:
    """And the person is told when it comes."""
    phone = _Phone()
    async with phone.app.run_test(size=PHONE) as pilot:
        await phone.begin(pilot)
        assert "take over" not in phone.text(".keys")
        phone.control.streams[0].give_focus("desk of Ada", mine=False)
        await pilot.pause()
        assert "ask" in phone.text(".keys")
        await pilot.press("f3")
        assert ("ask_focus", None) in phone.control.streams[0].sent
        phone.control.streams[0].give_focus("phone", mine=True)
        await until(
            pilot, lambda: any("may type" in note.message for note in phone.app._notifications), "not told"
        )
        assert "take over" not in phone.text(".keys")


async def test_a_plan_that_waits_is_reviewed_from_here() -> None:
    """And afterwards one is here again."""
    phone = _Phone(PLANNING.id)
    async with phone.app.run_test(size=PHONE) as pilot:
        await phone.begin(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(phone.app.screen, ReviewScreen), "no review")
        await pilot.press("escape")
        await until(pilot, lambda: phone.app.screen is phone.screen, "not back")


@pytest.mark.parametrize(
    ("key", "outcome"), [("enter", PeekOutcome.OPEN), ("tab", PeekOutcome.NEXT), ("escape", None)]
)
async def test_ways_out(key: str, outcome: PeekOutcome | None) -> None:
    """To the terminal, to the next one that waits, back."""
    phone = _Phone()
    async with phone.app.run_test(size=PHONE) as pilot:
        await phone.begin(pilot)
        await pilot.press(key)
        await pilot.pause()
    assert phone.app.result is outcome


async def test_it_is_usable_above_a_keyboard() -> None:
    """Fifteen rows: state, some of the screen, all answers, the line and the buttons."""
    phone = _Phone()
    async with phone.app.run_test(size=(49, 15)) as pilot:
        await phone.begin(pilot)
        await pilot.pause()
        assert len(phone.text("#choices").splitlines()) == 3
        assert phone.screen.query_one("#story").size.height >= 4
        assert phone.screen.query_one(".keys").region.bottom <= 15
