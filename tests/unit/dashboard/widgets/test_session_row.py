"""A session as a row."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.support.scenes import SESSIONS

from plangate.dashboard.ink import Ink
from plangate.dashboard.widgets.session_row import RowLook, session_lines
from plangate.width import cells

_INK = Ink({})


def _row(width: int, redone: int) -> str:
    session = replace(SESSIONS[0], redone=redone, unread=False)
    return session_lines(session, 1, session.since + 5, RowLook(width), _INK)[0].text


def test_what_was_begun_again_is_marked() -> None:
    """With how often; nothing is said of what never was."""
    assert "checkout totals ↺2 " in _row(60, 2)
    assert "↺" not in _row(60, 0)


def test_a_narrow_list_has_no_room_for_it() -> None:
    """The name needs it."""
    assert "↺" not in _row(29, 2)


@pytest.mark.parametrize("width", [20, 29, 30, 33, 34, 53, 54, 80])
@pytest.mark.parametrize("redone", [0, 2, 12])
def test_a_row_has_its_width(width: int, redone: int) -> None:
    """Whatever stands in it; nothing at its end is pushed out."""
    row = _row(width, redone)
    assert cells(row) == width
    assert row.endswith(" 5s ")
