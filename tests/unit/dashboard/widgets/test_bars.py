"""Rows, header, footer and details as text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.fake_control import NOW
from tests.support.scenes import SESSIONS
from textual.content import Content

from plangate.dashboard.actions import Scope
from plangate.dashboard.ink import Ink
from plangate.dashboard.keymap import DEFAULT_KEYMAP
from plangate.dashboard.widgets.details import details_content
from plangate.dashboard.widgets.footer import buttons_for, hints_for
from plangate.dashboard.widgets.grid import columns_for
from plangate.dashboard.widgets.header import header_content
from plangate.dashboard.widgets.session_row import RowLook, fit, session_lines
from plangate.model.session import Session
from plangate.width import cells


@given(st.text(alphabet=st.sampled_from(["a", "é", "日", " ", "-"]), max_size=20), st.integers(0, 30))
def test_text_is_fitted_to_exactly_its_cells(text: str, width: int) -> None:
    """Columns stay aligned whatever the alphabet."""
    assert cells(fit(text, width)) == width


@given(st.integers(12, 120), st.booleans(), st.sampled_from(SESSIONS))
def test_a_row_is_as_wide_as_the_list(width: int, tall: bool, session: Session) -> None:
    """From a phone to a wide screen."""
    look = RowLook(width=width, tall=tall, selected=True, keyboard=True)
    lines = session_lines(session, 3, NOW, look, Ink({}))
    assert len(lines) == 1 + tall
    assert all(line.cell_length == width for line in lines)


def test_a_row_says_what_it_waits_for_and_how_long() -> None:
    """State, age and the unread mark are in every row, whatever its colours."""
    line = session_lines(SESSIONS[0], 2, NOW, RowLook(width=60), Ink({}))[0].text
    assert line.split() == ["2", "◐", "checkout", "totals", "•", "claude", "▯k", "permission", "12m"]


def test_the_header_counts_what_waits_first() -> None:
    """With words where there is room, with signs alone where there is none."""
    wide = header_content(SESSIONS, 120, Content("right")).plain
    assert wide.split()[:4] == ["Plangate", "◐", "3", "blocked"]
    assert wide.endswith("right")
    assert "blocked" not in header_content(SESSIONS, 60, Content("")).plain


def test_the_footer_shows_only_what_makes_sense_and_always_help() -> None:
    """An ended session cannot be stopped; a narrow screen still says where help is."""
    ended = next(session for session in SESSIONS if session.name == "migrate to uv")
    names = [hint.action for hint in hints_for((Scope.LIST, Scope.EVERYWHERE), DEFAULT_KEYMAP, ended, 200)]
    assert "session.stop" not in names
    narrow = hints_for((Scope.LIST, Scope.EVERYWHERE), DEFAULT_KEYMAP, SESSIONS[0], 24)
    assert narrow[-1].action == "app.help"
    assert sum(hint.width for hint in narrow) <= 24


def test_a_footer_of_80_columns_says_how_to_begin_something() -> None:
    """Opening, peeking, a new session and the grid stay, in the order of a wide screen."""
    scopes = (Scope.LIST, Scope.EVERYWHERE)
    wide = [hint.action for hint in hints_for(scopes, DEFAULT_KEYMAP, SESSIONS[0], 300)]
    narrow = [hint.action for hint in hints_for(scopes, DEFAULT_KEYMAP, SESSIONS[0], 70)]
    assert {"session.open", "session.peek", "session.new", "grid.toggle", "app.help"} <= set(narrow)
    assert narrow == [name for name in wide if name in narrow]
    assert [hint.action for hint in buttons_for(Scope.TERMINAL, DEFAULT_KEYMAP, SESSIONS[0])] == [
        "terminal.leave"
    ]


def test_what_a_session_asks_for_comes_first() -> None:
    """A plan that waits: reviewing it is the first key, on a phone the first button."""
    waiting = next(session for session in SESSIONS if session.name == "dependency bump")
    for width in (300, 40):
        hints = hints_for((Scope.LIST, Scope.EVERYWHERE), DEFAULT_KEYMAP, waiting, width)
        assert hints[0].action == "plan.review"
    assert buttons_for(Scope.LIST, DEFAULT_KEYMAP, waiting)[0].action == "plan.review"


def test_details_leave_out_what_is_not_known() -> None:
    """No empty labels."""
    bare = replace(SESSIONS[6], branch="", task="", last_output=0.0)
    text = details_content(bare, NOW).plain
    assert "branch" not in text
    assert "task" not in text
    assert "own worktree" in details_content(SESSIONS[2], NOW).plain
    assert details_content(None, NOW).plain == ""


def test_tiles_are_wide_enough_to_read() -> None:
    """Fewer columns where the screen is narrow."""
    assert [columns_for(count, 200) for count in (1, 2, 4, 5, 9)] == [1, 2, 2, 3, 3]
    assert columns_for(9, 80) == 2
    assert columns_for(9, 49) == 1
