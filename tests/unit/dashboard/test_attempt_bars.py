"""Tests of `plangate.dashboard.attempt_bars`."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.support.fake_control import NOW
from tests.support.redo_scene import PRESENT, attempt

from plangate.dashboard.attempt_bars import Span, attempt_words, bar, by_session, span_of
from plangate.model.attempts import AttemptEnd


def text(pieces: object) -> str:
    """The cells without their colours."""
    assert isinstance(pieces, list)
    return "".join(piece.text for piece in pieces)


def test_attempts_lie_along_the_time() -> None:
    """A letter for the end, a line for how long; broken where the work is gone."""
    made = [
        attempt("a", 0.0, minutes=2, end=AttemptEnd.RESTARTED, undone=True, by="b"),
        attempt("b", 300.0, minutes=1),
        attempt("c", 480.0, end=AttemptEnd.OPEN),
    ]
    assert text(bar(made, Span(0.0, 600.0), 20)) == "R╌╌╌╌     D━━   O━━━"
    assert {piece.variable for piece in bar(made, Span(0.0, 600.0), 20)} == {
        "warning",
        "success",
        "primary",
        "",
    }


def test_many_attempts_stand_side_by_side() -> None:
    """Each has its letter as long as there are cells; then the newest have."""
    made = [attempt(str(number), 590.0 + number, minutes=0.01) for number in range(9)]
    assert text(bar(made, Span(0.0, 600.0), 12)) == "   DDDDDDDDD"
    assert text(bar(made, Span(0.0, 600.0), 4)) == "DDDD"
    assert text(bar([], Span(0.0, 600.0), 4)) == "    "


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 100)), max_size=40), st.integers(1, 60))
def test_a_bar_fills_its_width(times: list[tuple[float, float]], width: int) -> None:
    """Whatever happened when."""
    made = [
        attempt(str(place), began, minutes=minutes) for place, (began, minutes) in enumerate(sorted(times))
    ]
    cells = text(bar(made, span_of(made, 1000.0), width))
    assert len(cells) == width
    assert cells.count("D") == min(width, len(made))


def test_the_session_that_was_busy_last_comes_first() -> None:
    """With its attempts in the order of time."""
    found = by_session(PRESENT)
    assert list(found)[:2] == ["k3m7q2xa", "a8d2f5hb"]
    assert [one.id for one in found["k3m7q2xa"]] == ["c01", "c02"]


def test_the_present_attempt_in_a_few_words() -> None:
    """What is not known is left out."""
    assert attempt_words(PRESENT[1]) == "attempt 2 · 3 files · plan"
    assert attempt_words(PRESENT[0]) == "attempt 1 · 3 files · begun again"
    assert attempt_words(replace(PRESENT[1], files=0, plan="")) == "attempt 2"
    assert attempt_words(replace(PRESENT[0], end=AttemptEnd.OPEN)) == "attempt 1 · 3 files · all undone"
    assert attempt_words(None) == ""
    assert NOW
