"""Where a pane looks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plangate.dashboard.widgets.terminal.viewport import Shape, Viewport
from plangate.model.screen import Cursor


def shape(**fields: object) -> Shape:
    """A terminal of 120x40 with 200 lines of history, in a pane of 80x20."""
    values: dict[str, object] = {
        "width": 80, "height": 20, "columns": 120, "lines": 40, "base": 0, "top": 200,
        "cursor": Cursor(39, 0), "used": 40,
    }  # fmt: skip
    return Shape(**{**values, **fields})  # type: ignore[arg-type]


def test_following_shows_the_newest_lines() -> None:
    """A full screen higher than the pane is shown from below."""
    assert Viewport().first(shape()) == 220


def test_a_screen_that_is_hardly_used_is_shown_from_above() -> None:
    """A fresh shell's prompt is not pushed out by blank rows below it."""
    assert Viewport().first(shape(used=3, cursor=Cursor(2, 0))) == 200


def test_the_cursor_stays_in_sight() -> None:
    """A program that writes near the top is watched there."""
    assert Viewport().first(shape(cursor=Cursor(5, 0))) == 205


def test_a_place_stays_put_while_output_arrives() -> None:
    """Lines keep their absolute numbers, and so does the view."""
    view = Viewport().scroll(-50, shape())
    assert view.first(shape()) == 170
    assert view.first(shape(top=300)) == 170
    assert view.behind(shape(top=300)) == 150


def test_scrolling_down_to_the_end_follows_again() -> None:
    """Nobody has to press another key to see new output."""
    view = Viewport().scroll(-5, shape())
    assert not view.following
    assert view.scroll(5, shape()).following


def test_lines_that_the_host_has_dropped_are_not_shown() -> None:
    """The view moves on when the history it shows goes away."""
    view = Viewport().show(10, shape())
    assert view.first(shape(base=50)) == 50


def test_a_hit_far_away_comes_to_the_middle() -> None:
    """What was found is shown with what is around it; a hit in sight moves nothing."""
    assert Viewport().reveal(100, shape()).first(shape()) == 90
    assert Viewport().reveal(225, shape()).following


def test_the_cursor_is_followed_sideways() -> None:
    """Typing at the right end of a wide terminal shows that end."""
    wide = shape(cursor=Cursor(39, 110))
    assert Viewport().settle(wide).column(wide) == 35
    back = shape(cursor=Cursor(39, 2))
    assert Viewport().settle(wide).settle(back).column(back) == 0


@given(
    st.integers(0, 130), st.integers(1, 140), st.integers(0, 60), st.integers(1, 50), st.integers(-300, 300)
)
def test_the_view_is_never_outside(col: int, width: int, row: int, height: int, by: int) -> None:
    """Whatever the sizes, what is shown exists."""
    now = shape(width=width, height=height, cursor=Cursor(min(row, 39), min(col, 119)), used=40)
    view = Viewport().settle(now)
    assert 0 <= view.column(now) <= max(0, 120 - width)
    assert view.column(now) <= min(col, 119) < view.column(now) + width
    moved = view.scroll(by, now)
    assert 0 <= moved.first(now) <= now.bottom
