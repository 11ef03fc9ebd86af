"""Tests of reading a plan and deciding about it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace
from tests.support.desk import until
from tests.support.fake_control import NOW, FakeControl
from tests.support.scenes import PLAN, SESSIONS, afternoon
from tests.support.stage import Stage
from textual.pilot import Pilot
from textual.widgets import Input, Static

from plangate.client.call import Call
from plangate.dashboard.board import Board
from plangate.dashboard.screens.approve import ApprovePlan
from plangate.dashboard.screens.review import ReviewScreen, View
from plangate.dashboard.screens.say_why import SayWhy
from plangate.dashboard.widgets.plan_text import PlanText
from plangate.errors import Refused
from plangate.model.plan import Phase, PlanView, VoteKind
from plangate.wire.gate import AskPlan, CommentPlan, MovePlan, PlanChanged, PlanReply, VotePlan


def _stage(plan: PlanView = PLAN, *, seen: int = 0) -> tuple[Stage, ReviewScreen, FakeControl, Board]:
    board, control = Board(), afternoon()
    board.replace(SESSIONS)
    for kind in (VotePlan, CommentPlan, MovePlan):
        control.replies[kind] = PlanReply(1, plan)
    screen = ReviewScreen(control, board, plan, seen=seen, now=lambda: NOW)
    return Stage(screen), screen, control, board


def _asked(control: FakeControl, kind: type[Any]) -> list[Any]:
    return [message for message in control.called("ask") if isinstance(message, kind)]


async def _ready(pilot: Pilot[None], screen: ReviewScreen) -> None:
    await until(pilot, lambda: screen.query_one(PlanText).line > 0, "no cursor")


async def _settled(pilot: Pilot[None], dialog: ApprovePlan) -> None:
    """The moment for which keys are dropped has passed."""
    dialog._ready = 0.0
    dialog.query_one(Input)._ready = 0.0  # type: ignore[attr-defined]
    await pilot.pause()


def _written(screen: ReviewScreen, where: str) -> str:
    return str(screen.query_one(where, Static).content)


async def test_everything_a_decision_needs_is_on_the_screen() -> None:
    """Title, version, scope, what the kernel opens, protected paths, risks, tests, comments."""
    app, screen, _, _ = _stage()
    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        assert "version 2 · submitted 35m ago · by gemini" in _written(screen, "#standing")
        facts = _written(screen, "#facts")
        for words in ("src/shop/**", "the whole workspace", "**/migrations/**", "about 40 s", "pytest -q"):
            assert words in facts
        assert "In one migration, please" in _written(screen, "#comments")


async def test_approving_takes_the_code_typed_back() -> None:
    """The vote names exactly the text that was shown, and the screen is left."""
    app, screen, control, _ = _stage()
    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, ApprovePlan), "not asked")
        assert isinstance(app.screen, ApprovePlan)
        await _settled(pilot, app.screen)
        await pilot.press(*"K7QM", "enter")
        await until(pilot, lambda: app.dismissed, "not left")
    (vote,) = _asked(control, VotePlan)
    assert (vote.plan, vote.digest, vote.kind) == (PLAN.summary.id, PLAN.summary.digest, VoteKind.APPROVE)
    assert (vote.factor, vote.proof) == ("code", "K7QM")


@pytest.mark.parametrize(
    ("factor", "wanted"), [("code", "The code above, then Enter"), ("pin", "Your PIN, then Enter")]
)
async def test_the_field_says_what_is_to_be_typed(factor: str, wanted: str) -> None:
    """And is wide enough to say so, on a phone, too."""
    app = Stage(ApprovePlan(afternoon(), replace(PLAN, factors=(factor,))))
    async with app.run_test(size=(49, 31)) as pilot:
        await pilot.pause()
        field = app.screen.query_one(Input)
        assert field.placeholder == wanted
        assert field.content_size.width > len(wanted)


async def test_nothing_typed_ahead_approves() -> None:
    """Keys that were pressed before the question could be read are dropped; Enter alone does nothing."""
    app, screen, control, _ = _stage()
    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, ApprovePlan), "not asked")
        dialog = app.screen
        assert isinstance(dialog, ApprovePlan)
        dialog.query_one(Input)._ready = float("inf")  # type: ignore[attr-defined]
        await pilot.press(*"K7QM", "enter")
        assert dialog.query_one(Input).value == ""
        await _settled(pilot, dialog)
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert app.screen is dialog
    assert not _asked(control, VotePlan)


async def test_a_wrong_code_is_said_and_can_be_typed_again() -> None:
    """The daemon judges it: every attempt is in its ledger."""
    app, screen, control, _ = _stage()
    control.failures["ask"] = Refused("that is not the code of this text", "Read it again.")
    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, ApprovePlan), "not asked")
        dialog = app.screen
        assert isinstance(dialog, ApprovePlan)
        await _settled(pilot, dialog)
        await pilot.press(*"AAAA", "enter")
        await until(pilot, lambda: bool(dialog.query(".-shown")), "no error shown")
        assert dialog.query_one(Input).value == ""
        assert not app.dismissed
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "not back at the plan")


async def test_a_pin_is_not_shown() -> None:
    """The policy may prefer it."""
    app, screen, _, _ = _stage(replace(PLAN, factors=("pin",)))
    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, ApprovePlan), "not asked")
        assert app.screen.query_one(Input).password


async def test_a_signature_is_made_elsewhere() -> None:
    """The dialog says how, and has no field."""
    app, screen, _, _ = _stage(replace(PLAN, factors=("ssh-sig",)))
    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, ApprovePlan), "not asked")
        assert "plangate plan approve p-4kq7zm2a --sign" in str(app.screen.query_one("#ask", Static).content)
        assert not app.screen.query(Input)


async def test_changes_are_requested_in_words() -> None:
    """They reach the agent; no proof is needed to say no."""
    app, screen, control, _ = _stage()
    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, SayWhy), "not asked")
        await pilot.press(*"smaller", "enter")
        await until(pilot, lambda: app.dismissed, "not left")
    (vote,) = _asked(control, VotePlan)
    assert (vote.kind, vote.text, vote.digest) == (VoteKind.CHANGES, "smaller", PLAN.summary.digest)


async def test_news_that_come_while_it_is_left_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision makes the daemon say that the plan has changed; the answer may come when the screen has gone."""
    app, screen, control, board = _stage()
    answered = asyncio.Event()
    ask = control.ask

    async def slow(call: Call[Any]) -> Any:
        reply = await ask(call)
        await answered.wait()
        return reply

    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        control.replies[AskPlan] = PlanReply(1, PLAN)
        monkeypatch.setattr(control, "ask", slow)
        board.apply(PlanChanged(PLAN.summary))
        await until(pilot, lambda: bool(_asked(control, AskPlan)), "not read anew")
        screen.dismiss(PLAN)
        assert not screen.present
        answered.set()
        await screen.take(PLAN)
        await until(pilot, lambda: app.dismissed, "not left")


async def test_rejecting_needs_a_reason() -> None:
    """The agent is told why."""
    app, screen, control, _ = _stage()
    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, SayWhy), "not asked")
        await pilot.press("enter")
        await pilot.pause()
        assert not _asked(control, VotePlan)
        await pilot.press(*"no", "enter")
        await until(pilot, lambda: app.dismissed, "not left")
    (vote,) = _asked(control, VotePlan)
    assert (vote.kind, vote.text) == (VoteKind.REJECT, "no")


async def test_a_comment_is_about_what_is_under_the_cursor() -> None:
    """A step by its id, so that it survives an edit; any other line by its number."""
    app, screen, control, _ = _stage()
    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        await pilot.press("j", "c")
        await until(pilot, lambda: isinstance(app.screen, SayWhy), "not asked")
        await pilot.press(*"why", "enter")
        await until(pilot, lambda: app.screen is screen, "still asking")
        await pilot.press("j", "j", "c")
        await until(pilot, lambda: isinstance(app.screen, SayWhy), "not asked")
        await pilot.press(*"ok", "enter")
        await until(pilot, lambda: app.screen is screen, "still asking")
    first, second = _asked(control, CommentPlan)
    assert (first.text, first.step, first.line) == ("why", "", 3)
    assert (second.text, second.step, second.line) == ("ok", "s1", 0)


async def test_a_new_version_shows_first_what_changed() -> None:
    """While one reads, the agent may submit another text: the vote would be for that one."""
    app, screen, control, board = _stage()
    newer = replace(
        PLAN,
        summary=replace(PLAN.summary, version=3, digest="ab" * 32),
        versions=(*PLAN.versions, replace(PLAN.versions[-1], number=3, digest="ab" * 32)),
        markdown=PLAN.markdown + "\nAnd one more thing.\n",
    )
    control.replies[AskPlan] = PlanReply(1, newer)
    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        board.apply(PlanChanged(newer.summary))
        await until(pilot, lambda: screen.view is View.CHANGED, "the change is not shown")
        assert "Since version 2" in _written(screen, "#difference")
        assert "+ And one more thing." in _written(screen, "#difference")
        assert screen.plan.summary.digest == "ab" * 32


async def test_a_plan_that_was_read_before_begins_with_the_difference() -> None:
    """v goes on to the text as written, then to the plan."""
    app, screen, _, _ = _stage(seen=1)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        seen = [screen.view]
        for _ in range(2):
            await pilot.press("v")
            seen.append(screen.view)
    assert seen == [View.CHANGED, View.WRITTEN, View.PLAN]


async def test_what_is_decided_already_cannot_be_decided_again() -> None:
    """The keys say so and do nothing."""
    app, screen, control, _ = _stage(replace(PLAN, summary=replace(PLAN.summary, phase=Phase.DONE)))
    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        await pilot.press("a", "d", "x", "m", "f")
        await pilot.pause()
        assert app.screen is screen
    assert not _asked(control, VotePlan)


async def test_a_drifted_plan_can_be_amended_or_abandoned() -> None:
    """Amending makes a version to be approved; nothing widens by itself."""
    drifted = replace(PLAN, summary=replace(PLAN.summary, phase=Phase.DRIFTED), drift=("setup.cfg",))
    app, screen, control, _ = _stage(drifted)
    async with app.run_test(size=(120, 40)) as pilot:
        await _ready(pilot, screen)
        assert "setup.cfg" in _written(screen, "#facts")
        await pilot.press("m")
        await until(pilot, lambda: bool(_asked(control, MovePlan)), "not amended")
        await pilot.press("f")
        await until(pilot, lambda: app.screen is not screen, "not asked")
        await pilot.press("right", "enter")
        await until(pilot, lambda: len(_asked(control, MovePlan)) == 2, "not abandoned")
    assert [move.to for move in _asked(control, MovePlan)] == ["submitted", "abandoned"]
