"""Erasing, inserting, deleting, protecting."""

from __future__ import annotations

import pytest
from tests.unit.emulator.screens import shows, style, terminal

FULL = "abcd\r\nefgh\r\nijkl\x1b[2;2H"


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("\x1b[K", ["abcd", "e", "ijkl"]),
        ("\x1b[1K", ["abcd", "  gh", "ijkl"]),
        ("\x1b[2K", ["abcd", "", "ijkl"]),
        ("\x1b[J", ["abcd", "e"]),
        ("\x1b[1J", ["", "  gh", "ijkl"]),
        ("\x1b[2J", []),
        ("\x1b[9J", ["abcd", "efgh", "ijkl"]),
        ("\x1b[2X", ["abcd", "e  h", "ijkl"]),
        ("\x1b[2P", ["abcd", "eh", "ijkl"]),
        ("\x1b[2@", ["abcd", "e  fgh", "ijkl"]),
        ("\x1b[L", ["abcd", "", "efgh", "ijkl"]),
        ("\x1b[M", ["abcd", "ijkl"]),
        ("\x1b['}", ["a bcd", "e fgh", "i jkl"]),
        ("\x1b['~", ["acd", "egh", "ikl"]),
        ("\x1b[2 @", ["cd", "gh", "kl"]),
        ("\x1b[2 A", ["  abcd", "  efgh", "  ijkl"]),
        ("\x1b[1;1H\x1b6", [" abcd", " efgh", " ijkl"]),
        ("\x1b[1;10H\x1b9", ["bcd", "fgh", "jkl"]),
    ],
)
def test_editing(control: str, expected: list[str]) -> None:
    """Each control does what its name says."""
    assert shows(FULL + control) == expected


def test_erased_cells_take_the_background_only() -> None:
    """Colour yes, underline and inverse no."""
    term = terminal("abc\x1b[44;4;7m\x1b[2K")
    assert style(term, 0, 5) == (None, 4, 0, 0, None, None)


def test_scrolled_in_lines_take_the_background() -> None:
    """Also those that come in at the bottom."""
    assert style(terminal("\x1b[44m\x1b[4;1H\n"), 3, 9).bg == 4


def test_erasing_the_history_leaves_the_screen() -> None:
    """ED 3; numbers go on."""
    term = terminal("1\r\n2\r\n3\r\n4\r\n5\x1b[3J")
    assert (term.base, term.top) == (1, 1)
    assert term.screen()[0].text == "2"


def test_protected_cells_stay() -> None:
    """Selective erasing spares what DECSCA protects, ordinary erasing does not."""
    output = 'a\x1b[1"qb\x1b[0"qc'
    assert shows(output + "\x1b[?2K") == [" b"]
    assert shows(output + "\x1b[?2J") == [" b"]
    assert shows(output + "\x1b[2K") == []
    assert shows(output + "\x1b[m\x1b[?2K") == [" b"]


def test_guarded_areas_stay() -> None:
    """ECMA-48's guarded areas are spared by ordinary erasing."""
    output = "a\x1bVb\x1bWc"
    assert shows(output + "\x1b[2K") == [" b"]
    assert shows(output + "\r\x1b[3X") == [" b"]
    assert shows(output + "\x1b[2J") == [" b"]


def test_the_alignment_pattern() -> None:
    """DECALN fills the screen, takes the margins away and goes home."""
    term = terminal("\x1b[2;3r\x1b#8", 3, 3)
    assert [row.text for row in term.screen()] == ["EEE"] * 3
    assert term.cursor[:2] == (0, 0)
