from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace
from tests.support.fake_control import NOW, FakeControl
from tests.support.scenes import PLAN, SESSIONS, afternoon
from tests.support.stage import Stage
from tests.support.world import until
from textual.widgets import OptionList, Static

from plangate.dashboard.board import Board
from plangate.dashboard.screens.inbox import InboxScreen, summary
from plangate.dashboard.screens.peek import PeekScreen
from plangate.dashboard.screens.review import ReviewScreen
from plangate.model.gate import GateState, GateView
from plangate.model.session import Session, SessionId, State
from plangate.wire.control import SessionChanged
from plangate.wire.gate import AskPlan, GateReply, MovePlan, PlanReply, ReopenGate


def _inbox(sessions: tuple[Session, ...] = SESSIONS) -> tuple[Stage, InboxScreen, Board]:
    board = Board()
    board.replace(sessions)
    screen = InboxScreen(afternoon(), board, Path("/nonexistent/memory.json"), now=lambda: NOW)
    return Stage(screen), screen, board


def _peeked(app: Stage) -> str:
    """The session that is peeked into, if any."""
    return app.screen.session_id if isinstance(app.screen, PeekScreen) else ""


def _texts(screen: InboxScreen) -> list[str]:
    options = screen.query_one(OptionList)
    return [str(options.get_option_at_index(place).prompt) for place in range(options.option_count)]


async def test_it_says_who_waits_for_what_and_how_long() -> None:
    """Oldest question first: reason, age, name, and the question itself."""
    app, screen, _ = _inbox()
    async with app.run_test():
        first, second, *rest = _texts(screen)
    assert first.split() == [
        "◐",
        "plan",
        "35m",
        "dependency",
        "bump",
        "gemini",
        "·",
        "deps/django-5.2",
        "Ready",
        "to",
        "start?",
        "The",
        "plan",
        "touches",
        "14",
        "files.",
    ]  # blanks do not count
    assert "permission" in second
    assert "Do you want to make this edit to totals.py?" in second
    assert len(rest) == 2


async def test_enter_goes_to_the_session_under_the_cursor() -> None:
    """The cursor is moved by the keys of every list, and w goes on to the next."""
    app, _, _ = _inbox()
    async with app.run_test() as pilot:
        await pilot.press("j", "w", "k", "enter")
    assert app.result == "k3m7q2xa"


async def test_the_list_follows_and_the_cursor_stays() -> None:
    """A session that was answered goes away; the cursor stays on the one it was on."""
    app, screen, board = _inbox()
    async with app.run_test() as pilot:
        await pilot.press("j")
        assert screen.selected is not None
        here = screen.selected.id
        board.replace([each for each in SESSIONS if each.name != "dependency bump"])
        await pilot.pause()
        assert screen.selected is not None
        assert screen.selected.id == here
        board.replace(
            [each for each in SESSIONS if each.state is not State.BLOCKED and each.state is not State.DONE]
        )
        await pilot.pause()
        nothing = screen.query_one(".nothing", Static)
        assert nothing.display
        assert "Nothing waits for you" in str(nothing.content)


async def test_space_reads_and_answers_without_leaving() -> None:
    """Peeking comes back to the inbox; Tab in the peek goes on to the next one's."""
    app, screen, _ = _inbox()
    async with app.run_test() as pilot:
        await pilot.press("space")
        assert _peeked(app) == "g5j7k9qd"
        await pilot.press("tab")
        assert _peeked(app) == "k3m7q2xa"
        await pilot.press("escape")
        assert app.screen is screen
        assert _peeked(app) == ""
        await pilot.press("space", "enter")
    assert app.result == "k3m7q2xa"


def test_the_others_are_summed_up() -> None:
    """An empty inbox says what goes on meanwhile."""
    assert summary(list(SESSIONS)) == "2 working, 3 blocked, 1 done, 1 idle, 1 failed, 1 stopped"
    assert summary([]) == "There are no sessions."


async def test_busy_sessions_do_not_redraw_the_inbox() -> None:
    """A working session that writes a line every moment changes nothing here."""
    app, screen, board = _inbox()
    async with app.run_test() as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = screen.shown
        busy = next(each for each in SESSIONS if each.state is State.WORKING)
        board.apply(SessionChanged(replace(busy, last_line="1,561 of 1,900")))
        assert screen.shown is shown
        board.apply(SessionChanged(replace(busy, state=State.BLOCKED)))
        assert busy.id in {each.id for each in screen.shown}


async def test_the_question_is_read_from_the_screen() -> None:
    """The last line is often only help for keys; what is asked stands above it."""
    asking = replace(SESSIONS[0], last_line="Esc to cancel · Tab to amend")
    app, screen, _ = _inbox((asking,))
    async with app.run_test() as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Do you want to make this edit to totals.py?" in _texts(screen)[0]


async def test_one_key_takes_what_is_offered() -> None:
    """A plan that was set aside goes on, and one that looks carried out is ended; both are in the list."""
    aside = GateView(
        state=GateState.CLOSED, plan="p-1", offer="reopen", reason="closed by ada", phase="waiting"
    )
    done = GateView(state=GateState.OPEN, plan="p-2", offer="done", evidence="all steps", phase="executing")
    quiet = replace(SESSIONS[0], state=State.IDLE, reason=None, last_line="")
    sessions = (
        replace(quiet, id=SessionId("one"), gate=aside),
        replace(quiet, id=SessionId("two"), gate=done),
    )
    app, screen, _ = _inbox(sessions)
    control = cast(FakeControl, screen.control)
    control.replies |= {ReopenGate: GateReply(1, aside), MovePlan: PlanReply(1, PLAN)}
    async with app.run_test() as pilot:
        texts = _texts(screen)
        assert "Plan p-1 was set aside (closed by ada). Let it go on?" in texts[0]
        assert "Plan p-2 looks carried out: all steps. Is it done?" in texts[1]
        await pilot.press("a")
        await app.workers.wait_for_complete()
        await pilot.press("j", "a")
        await app.workers.wait_for_complete()
    assert [said for what, said in control.calls if what == "ask"] == [
        ReopenGate(1, "one"),
        MovePlan(1, "p-2", "done"),
    ]


@pytest.mark.parametrize("key", ["a", "d"])
@pytest.mark.parametrize("phase", ["", "draft"])
async def test_a_row_whose_plan_does_not_wait_any_more_says_so(
    monkeypatch: pytest.MonkeyPatch, key: str, phase: str
) -> None:
    """Neither key is silent; a plan that there is can be read."""
    gate = GateView(state=GateState.CLOSED, plan="p-4" if phase else "", phase=phase, reason="it has expired")
    asking = replace(SESSIONS[4], gate=gate)
    app, screen, _ = _inbox((asking,))
    control = cast(FakeControl, screen.control)
    control.replies |= {AskPlan: PlanReply(1, PLAN)}
    heard: list[str] = []
    monkeypatch.setattr(app, "notify", lambda message, **_: heard.append(message))
    async with app.run_test() as pilot:
        await pilot.press(key)
        await until(lambda: heard, "said")
        assert "nothing waits at its gate" in heard[0]
        assert ("Plan p-4 is draft (it has expired)" in heard[0]) == bool(phase)
        if phase and key == "a":
            await until(lambda: isinstance(app.screen, ReviewScreen), "read")
            await pilot.press("escape")


async def test_what_the_gate_asks_is_decided_after_a_peek() -> None:
    """The peek's keys lead to the same place as the list's."""
    app, screen, _ = _inbox((SESSIONS[4],))
    control = cast(FakeControl, screen.control)
    control.replies |= {AskPlan: PlanReply(1, PLAN)}
    async with app.run_test() as pilot:
        await pilot.press("space")
        await until(lambda: isinstance(app.screen, PeekScreen), "peeked")
        await pilot.pause()
        await pilot.press("a")
        await until(lambda: isinstance(app.screen, ReviewScreen), "read")
        await pilot.press("escape")
