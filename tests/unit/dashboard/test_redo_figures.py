"""Tests of `plangate.dashboard.redo_figures`."""

from __future__ import annotations

from datetime import UTC

from tests.support.fake_control import NOW
from tests.support.redo_scene import PRESENT, attempt, plan_ledger, summer
from tests.support.scenes import SESSIONS

from plangate.attempts.statistics import Proportion
from plangate.dashboard.redo_figures import PERIODS, Choice, agents_of, figures, places_of

ALL = [*summer(), *PRESENT]


def test_everything_is_counted_at_first() -> None:
    """Attempts, plans, weeks up to the present one without a gap."""
    made = figures(ALL, plan_ledger(), Choice(), NOW, UTC)
    assert (made.report.attempts, made.report.open, made.known) == (53, 1, 54)
    assert (made.report.waiting.approved, made.report.waiting.drifted) == (3, 1)
    assert (made.weeks[0].name, made.weeks[-1].name, len(made.weeks)) == ("2026-W30", "2027-W02", 26)


def test_an_agent_a_repository_a_period() -> None:
    """Each narrows; plans are then those of the sessions that are left."""
    codex = figures(ALL, plan_ledger(), Choice(agent="codex"), NOW, UTC)
    assert codex.report.attempts == sum(one.agent == "codex" for one in ALL)
    here = figures(ALL, [], Choice(places=("/home/ada/registers/north",)), NOW, UTC)
    assert here.report.attempts == sum(one.workspace == "/home/ada/registers" for one in ALL)
    week = figures(ALL, plan_ledger(), Choice(period=PERIODS[1]), NOW, UTC)
    assert week.report.attempts == 6
    assert week.report.waiting.approved == 0
    none = figures(ALL, plan_ledger(), Choice(agent="gemini"), NOW, UTC)
    assert none.report.waiting.approved == 0


def test_a_neighbour_with_the_same_beginning_is_another_place() -> None:
    """Directories, not texts."""
    made = figures([attempt("x", NOW - 60, workspace="/w/shop2")], [], Choice(places=("/w/shop",)), NOW, UTC)
    assert (made.report.attempts, made.known) == (0, 1)


def test_weeks_without_attempts_are_there() -> None:
    """As nothing of nothing."""
    made = figures([attempt("x", NOW - 15 * 86_400)], [], Choice(), NOW, UTC)
    assert [week.redone for week in made.weeks] == [Proportion(0, 1), Proportion(0, 0), Proportion(0, 0)]
    assert figures([], [], Choice(), NOW, UTC).weeks == ()


def test_a_worktree_belongs_to_its_repository() -> None:
    """Both are places of the session."""
    assert places_of(SESSIONS[2]) == ("/home/ada/shop", "/home/ada/shop.trees/login-flake")
    assert places_of(None) == ()
    assert agents_of(ALL) == ["claude", "codex", "gemini"]
