"""Tests of `plangate.dashboard.redo_words`."""

from __future__ import annotations

from datetime import UTC

import pytest
from tests.support.fake_control import NOW
from tests.support.redo_scene import PRESENT, attempt, plan_ledger, summer

from plangate.dashboard.redo_figures import Choice, figures
from plangate.dashboard.redo_words import (
    choice_words,
    empty_words,
    lost_content,
    notes_words,
    plans_content,
    rates_content,
    weeks_content,
)
from plangate.width import cells

MADE = figures([*summer(), *PRESENT], plan_ledger(), Choice(), NOW, UTC)


@pytest.mark.parametrize("width", [44, 60, 70, 75, 112, 155])
def test_rates_fit_their_room(width: int) -> None:
    """On a phone as on a wall; every arm with its n."""
    lines = rates_content(MADE.report, width).plain.split("\n")
    assert max(cells(line.rstrip()) for line in lines) <= width
    assert sum("8/21 38 %" in line or "8 of 21, 38 % (21 to 59)" in line for line in lines) == 1
    assert sum("few" in line for line in lines) == 4


def test_the_weeks_end_now() -> None:
    """With the last one in words."""
    lines = weeks_content(MADE.weeks, 40).plain.split("\n")
    assert lines[-1] == "W02: 1 of 5, 20 % (4 to 62)"
    assert lines[-2].split() == ["W30", "W02"]


def test_what_was_lost_and_what_waited() -> None:
    """And what to say of nothing."""
    assert "702,000 tokens" in lost_content(MADE.report).plain
    assert "waited 9 min in the middle" in plans_content(MADE.report).plain
    none = figures([attempt("x", NOW - 60)], [], Choice(), NOW, UTC).report
    assert "nothing was taken back" in lost_content(none).plain
    assert "none was approved yet" in plans_content(none).plain
    assert "few" in notes_words(none).lower()


def test_emptiness_says_why() -> None:
    """Nothing yet, or nothing that was asked for."""
    nothing = figures([], [], Choice(), NOW, UTC)
    assert "No attempt has ended yet." in empty_words(nothing, Choice(), "").plain
    asked = Choice(agent="aider")
    narrowed = figures(summer(), [], asked, NOW, UTC)
    assert "aider · all repositories" in empty_words(narrowed, asked, "shop").plain
    going = figures([PRESENT[1]], [], Choice(), NOW, UTC)
    assert "1 is still going on" in empty_words(going, Choice(), "").plain
    assert choice_words(Choice(places=("/x",)), "shop") == "all agents · shop · all time"
