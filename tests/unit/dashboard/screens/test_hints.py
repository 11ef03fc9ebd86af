"""Tests of `plangate.dashboard.screens.hints`."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content
from textual.style import Style

from plangate.dashboard.screens.hints import TAP, buttons, hints
from plangate.width import cells

INBOX = [
    ("Enter", "open"),
    ("a", "review"),
    ("Space", "read and answer"),
    ("w Tab", "next"),
    ("Esc", "close"),
]


def _tap(line: Content, place: int) -> object:
    styles = [span.style for span in line.spans if span.start <= place < span.end]
    return next((style.meta[TAP] for style in styles if isinstance(style, Style) and TAP in style.meta), None)


def test_hints_are_keys_and_meanings() -> None:
    """Keys that an action does not have are left out."""
    assert hints([("Enter", "start"), ("", "nothing"), ("Esc", "cancel")]).plain == "Enter start   Esc cancel"
    assert hints([]).plain == ""


def test_buttons_are_two_lines_high_and_fill_the_width() -> None:
    """What does not fit beside the others goes into another row."""
    lines = buttons(INBOX, 45).plain.splitlines()
    assert len(lines) == 4
    assert all(len(line) == 45 for line in lines)
    assert "read and answer" in lines[0]
    assert "Space" in lines[1]
    assert "close" in lines[2]


def test_all_of_a_button_can_be_tapped() -> None:
    """Its blanks, too, in both lines."""
    row = buttons([("Enter", "open"), ("Esc", "close")], 30)
    for line in row.split("\n"):
        assert [_tap(line, place) for place in (0, 14, 15, 29)] == ["enter", "enter", "escape", "escape"]


def test_without_keys_there_are_no_buttons() -> None:
    """Nothing is drawn."""
    assert buttons([("", "nothing")], 45).plain == ""


@given(
    st.lists(st.tuples(st.sampled_from(["a", "Enter", "Esc"]), st.text("abc ü長", min_size=1, max_size=30))),
    st.integers(20, 64),
)
def test_no_line_is_wider_than_the_screen(pairs: list[tuple[str, str]], width: int) -> None:
    """However long the words are: they are cut."""
    assert all(cells(line) <= width for line in buttons(pairs, width).plain.split("\n"))
