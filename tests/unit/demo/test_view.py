"""Tests of `plangate_demo.view`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate_demo.view import Live, cells, live_rows, markdown, paint, wrapped

_PLAN = "# Plan 1\n\n1. `shop/cart.py`: takes **percent** off, and says so.\n2. Run `python -m unittest`.\n\nScope: `a`"


@pytest.mark.parametrize("cols", [30, 49, 80, 120, 200])
def test_markdown_fits_and_keeps_every_word(cols: int) -> None:
    """At every width that people use; the markers are gone."""
    lines = markdown(_PLAN, cols)
    assert all(cells(line) < cols for line in lines)
    text = " ".join(" ".join(lines).split())
    assert "*" not in text
    assert "`" not in text
    assert paint("python -m unittest", "cyan") in text


def test_lists_hang() -> None:
    """The second line of an item stands below its first word."""
    assert wrapped("one two three", 11, "1. ", "   ") == ["1. one two", "   three"]


@given(st.text(st.sampled_from("ab \n"), max_size=80), st.integers(12, 60))
def test_wrapping_loses_nothing(text: str, cols: int) -> None:
    """But blanks."""
    assert "".join(wrapped(text, cols)).replace(" ", "") == text.replace(" ", "").replace("\n", "")


@given(
    st.integers(20, 220),
    st.integers(5, 60),
    st.text(st.sampled_from("ab\n"), max_size=400),
    st.booleans(),
    st.booleans(),
)
def test_the_live_area_fits_and_holds_the_cursor(
    cols: int, rows: int, typed: str, busy: bool, asks: bool
) -> None:
    """Whatever is typed and whatever the size: it must not scroll, else it could not be taken away."""
    live = Live(
        activity="Reading a file with a long name…" if busy else "",
        spinner="◐",
        jobs=("import job: 10 %",) if busy else (),
        question=("", "May I?", "1. Yes") if asks else (),
        typed=typed,
        mode="plan first",
        hint="/help",
    )
    lines, row, column = live_rows(live, cols, rows)
    assert len(lines) <= max(4, rows - 1)
    assert all(cells(line) < cols or cols < 24 for line in lines)
    assert 0 <= row < len(lines)
    assert column <= cols
