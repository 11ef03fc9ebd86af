"""Tests of `plangate.dashboard.redo_plots`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.attempts.statistics import Proportion
from plangate.dashboard.redo_plots import axis, course, heights, interval_bar


@pytest.mark.parametrize(
    ("hits", "n", "bar"),
    [
        (0, 15, "●───┤                "),
        (6, 15, "████├───●────┤       "),
        (15, 15, "                ├───●".replace(" ", "█")),
        (0, 0, "·····················"),
    ],
)
def test_a_rate_is_a_bar_with_its_interval(hits: int, n: int, bar: str) -> None:
    """Filled as far as it is for sure."""
    assert interval_bar(Proportion(hits, n), 21) == bar


@given(st.integers(0, 500), st.integers(0, 500), st.integers(2, 90))
def test_a_bar_has_its_width_and_one_dot(one: int, other: int, width: int) -> None:
    """Whatever the rate and the room."""
    bar = interval_bar(Proportion(min(one, other), max(one, other)), width)
    assert len(bar) == width
    assert bar.count("●") == bool(max(one, other))


@pytest.mark.parametrize(
    ("width", "marks"),
    [(8, ["0", "100", "%"]), (20, ["0", "50", "100", "%"]), (41, ["0", "25", "50", "75", "100", "%"])],
)
def test_the_scale_has_the_bars_width(width: int, marks: list[str]) -> None:
    """With as many marks as there is room for."""
    assert len(axis(width)) == width
    assert axis(width).split() == marks


def test_courses() -> None:
    """No attempt is not the same as a rate of nought."""
    assert course([None, 0.0, 0.01, 0.5, 1.0]) == "·▁▂▅█"
    assert heights([0, 1, 4, 8]) == "·▁▄█"
    assert heights([]) == ""
