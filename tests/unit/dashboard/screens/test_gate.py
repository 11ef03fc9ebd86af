"""Tests of the gate's dialog and of answering questions."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.support.desk import until
from tests.support.fake_control import NOW, FakeControl
from tests.support.scenes import SESSIONS, afternoon
from tests.support.stage import Stage
from textual.widgets import OptionList

from plangate.dashboard.board import Board
from plangate.dashboard.screens.gate import GateDialog, choices
from plangate.dashboard.screens.question import AnswerDialog
from plangate.dashboard.screens.say_why import SayWhy
from plangate.errors import Refused
from plangate.model.gate import GateState, GateView, Question
from plangate.wire.control import Done, SessionChanged
from plangate.wire.gate import AnswerQuestion, BreakGlass, CloseGate, GateReply, OpenBudget

_ASKED = Question(id="q1", tool="Bash", words="npm ci", asked=NOW - 40)


def _asked(control: FakeControl, kind: type[Any]) -> list[Any]:
    return [message for message in control.called("ask") if isinstance(message, kind)]


@pytest.mark.parametrize(
    ("view", "names"),
    [
        (GateView(state=GateState.CLOSED), ["budget", "pause", "observe", "glass"]),
        (GateView(state=GateState.CLOSED, fault="line 3"), ["pause", "glass"]),
        (GateView(state=GateState.BUDGET), ["close", "extend", "restore", "pause"]),
        (GateView(state=GateState.PAUSED, spent=True), ["plan", "restore", "extend", "observe", "glass"]),
        (GateView(state=GateState.PAUSED), ["go on", "observe", "glass"]),
        (GateView(state=GateState.OPEN), ["close", "pause", "glass"]),
        (GateView(state=GateState.OPEN, glass=True), ["close", "pause"]),
        (GateView(state=GateState.CLOSING), ["close", "pause"]),
        (GateView(state=GateState.OBSERVE), ["pause", "enforce"]),
        (GateView(state=GateState.CLOSED, drift=("a",)), ["mine", "budget", "pause", "observe", "glass"]),
        (GateView(), []),
    ],
)
def test_only_what_makes_sense_is_offered(view: GateView, names: list[str]) -> None:
    """The likely and harmless first, the glass last."""
    assert [choice.name for choice in choices(view)] == names


def _stage(view: GateView) -> tuple[Stage, GateDialog, FakeControl]:
    control = afternoon()
    for kind in (OpenBudget, CloseGate, BreakGlass):
        control.replies[kind] = GateReply(1, GateView(state=GateState.BUDGET))
    dialog = GateDialog(control, replace(SESSIONS[0], gate=view), now=lambda: NOW)
    return Stage(dialog), dialog, control


async def test_a_choice_is_carried_out() -> None:
    """At once where no words are needed."""
    app, _, control = _stage(GateView(state=GateState.OPEN))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: app.dismissed, "not done")
    assert [message.session for message in _asked(control, CloseGate)] == [SESSIONS[0].id]


async def test_a_budget_may_be_opened_without_a_reason() -> None:
    """It is asked for, not insisted on."""
    app, _, control = _stage(GateView(state=GateState.CLOSED))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SayWhy), "not asked")
        await pilot.press("enter")
        await until(pilot, lambda: app.dismissed, "not done")
    assert [message.reason for message in _asked(control, OpenBudget)] == [""]


async def test_the_glass_needs_minutes_and_a_reason() -> None:
    """One without the other is said, and nothing is opened."""
    app, dialog, control = _stage(GateView(state=GateState.CLOSED))
    async with app.run_test() as pilot:
        dialog.query_one(OptionList).highlighted = 3
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SayWhy), "not asked")
        await pilot.press(*"down", "enter")
        await until(pilot, lambda: bool(app.screen.query(".-shown")), "no error shown")
        assert not _asked(control, BreakGlass)
        await pilot.press(*["backspace"] * 4, *"15 down", "enter")
        await until(pilot, lambda: app.dismissed, "not done")
    (glass,) = _asked(control, BreakGlass)
    assert (glass.minutes, glass.reason) == (15.0, "down")


async def test_a_no_of_the_daemon_is_shown() -> None:
    """The dialog stays."""
    app, dialog, control = _stage(GateView(state=GateState.OPEN))
    control.failures["ask"] = Refused("the session has ended")
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: bool(dialog.query(".-shown")), "no error shown")
        assert not app.dismissed


def _question() -> tuple[Stage, FakeControl, Board]:
    board, control = Board(), afternoon()
    board.replace(SESSIONS)
    control.replies[AnswerQuestion] = Done(1)
    return Stage(AnswerDialog(control, board, SESSIONS[0].id, _ASKED, now=lambda: NOW)), control, board


@pytest.mark.parametrize(("keys", "allow"), [(("enter",), False), (("right", "enter"), True)])
async def test_the_button_under_the_cursor_is_no(keys: tuple[str, ...], allow: bool) -> None:
    """A yes takes a step to the side."""
    app, control, _ = _question()
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        await until(pilot, lambda: app.dismissed, "not answered")
    (answer,) = _asked(control, AnswerQuestion)
    assert (answer.question, answer.allow) == ("q1", allow)


async def test_a_question_answered_elsewhere_goes_away() -> None:
    """On the agent's own screen, or by another client: the first answer wins."""
    app, control, board = _question()
    async with app.run_test() as pilot:
        board.apply(SessionChanged(replace(SESSIONS[0], gate=GateView(questions=(_ASKED,)))))
        await pilot.pause()
        assert not app.dismissed
        board.apply(SessionChanged(replace(SESSIONS[0], gate=GateView())))
        await until(pilot, lambda: app.dismissed, "still there")
    assert not _asked(control, AnswerQuestion)
