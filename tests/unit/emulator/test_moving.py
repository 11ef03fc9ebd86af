"""Moving: cursor, scrolling, margins, tab stops, saving, character sets."""

from __future__ import annotations

import pytest
from tests.unit.emulator.screens import answers, column, place, shows, terminal

LINES = "1\r\n2\r\n3\r\n4"


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("\x1b[2;3H", (1, 2)),
        ("\x1b[99;99H", (3, 9)),
        ("\x1b[0;0H", (0, 0)),
        ("\x1b[3;5H\x1b[A", (1, 4)),
        ("\x1b[3;5H\x1b[9A", (0, 4)),
        ("\x1b[9B", (3, 0)),
        ("\x1b[3;5H\x1b[2D", (2, 2)),
        ("\x1b[9C", (0, 9)),
        ("\x1b[3;5H\x1b[E", (3, 0)),
        ("\x1b[3;5H\x1b[F", (1, 0)),
        ("\x1b[3;5H\x1b[2d", (1, 4)),
        ("\x1b[3;5H\x1b[2G", (2, 1)),
        ("\x1b[3;5H\x1b[2`", (2, 1)),
        ("\x1b[3;5H\x1b[2a", (2, 6)),
        ("\x1b[2;5H\x1b[e", (2, 4)),
        ("\x1b[2;5f", (1, 4)),
        ("\x1b[1;2 A", (0, 0)),
        ("\x1b[1;2A", (0, 0)),
    ],
)
def test_cursor_movement(output: str, expected: tuple[int, int]) -> None:
    """Movements stop at the edges."""
    assert place(output) == expected


def test_vertical_movement_stops_at_margins() -> None:
    """From inside the region, but not from outside of it."""
    assert place("\x1b[2;3r\x1b[3;1H\x1b[9A") == (1, 0)
    assert place("\x1b[2;3r\x1b[4;1H\x1b[9A") == (1, 0)
    assert place("\x1b[2;3r\x1b[1;1H\x1b[9A") == (0, 0)
    assert place("\x1b[2;3r\x1b[4;1H\x1b[9B") == (3, 0)


def test_side_margins_hold_the_cursor() -> None:
    """CUF, CUB and CR stop at them when they start inside."""
    margins = "\x1b[?69h\x1b[3;6s"
    assert place(margins + "\x1b[1;4H\x1b[9C") == (0, 5)
    assert place(margins + "\x1b[1;8H\x1b[9C") == (0, 9)
    assert place(margins + "\x1b[1;4H\x1b[9D") == (0, 2)
    assert place(margins + "\x1b[1;2H\x1b[9D") == (0, 0)
    assert place(margins + "\x1b[1;4H\r") == (0, 2)
    assert place(margins + "\x1b[1;2H\r") == (0, 0)


def test_origin_mode_counts_from_the_margins() -> None:
    """Positions and reports are relative, and stay inside."""
    output = "\x1b[?69h\x1b[3;6s\x1b[2;3r\x1b[?6h"
    assert place(output) == (1, 2)
    assert place(output + "\x1b[9;9H") == (2, 5)
    assert answers(output + "\x1b[2;2H\x1b[6n") == "^[2;2R"


def test_scrolling_keeps_to_the_region() -> None:
    """LF, RI, SU, SD, IL and DL move only lines between the margins."""
    assert shows(LINES + "\x1b[2;3r\x1b[3;1H\n") == ["1", "3", "", "4"]
    assert shows(LINES + "\x1b[2;3r\x1b[2;1H\x1bM") == ["1", "", "2", "4"]
    assert shows(LINES + "\x1b[2;3r\x1b[S") == ["1", "3", "", "4"]
    assert shows(LINES + "\x1b[2;3r\x1b[T") == ["1", "", "2", "4"]
    assert shows(LINES + "\x1b[2;3r\x1b[2;1H\x1b[L") == ["1", "", "2", "4"]
    assert shows(LINES + "\x1b[2;3r\x1b[2;1H\x1b[M") == ["1", "3", "", "4"]
    assert shows(LINES + "\x1b[2;3r\x1b[4;1H\x1b[L") == ["1", "2", "3", "4"]


def test_scrolling_keeps_to_the_columns() -> None:
    """With side margins only the box between all margins moves."""
    output = "abcde\r\nfghij\r\nklmno\x1b[?69h\x1b[2;4s"
    assert shows(output + "\x1b[S") == ["aghie", "flmnj", "k   o"]
    assert shows(output + "\x1b[T") == ["a   e", "fbcdj", "kghio", " lmn"]


def test_only_what_leaves_the_main_screen_at_the_top_becomes_history() -> None:
    """Lines scrolled inside a lower region or on the alternate screen are lost."""
    assert terminal(LINES + "\n\n").top == 2
    assert terminal(LINES + "\x1b[2;4r\x1b[4;1H\n\n").top == 0
    assert terminal(LINES + "\x1b[1;3r\x1b[3;1H\n\n").top == 2
    assert terminal("\x1b[?1049h" + LINES + "\n\n").top == 0


def test_tab_stops() -> None:
    """Every eight columns, set and cleared, forwards and backwards."""
    assert column("\t") == 8
    assert column("\x1b[3I") == 24
    assert column("\x1b[20G\x1b[2Z") == 8
    assert column("\x1b[5G\x1bH\r\t") == 4
    assert column("\x1b[9G\x1b[g\r\t") == 16
    assert column("\x1b[3g\t") == 39
    assert column("\x1b[3g\x1b[?5W\t") == 8


def test_tabs_leave_a_pending_wrap_alone() -> None:
    """Forwards and backwards, as in xterm; without wraparound there is none."""
    assert shows("0123456789\tab") == ["0123456789", "ab"]
    assert shows("0123456789\x1b[Iab") == ["0123456789", "ab"]
    assert shows("0123456789\x1b[Zab") == ["0123456789", "ab"]
    assert shows("\x1b[?7l0123456789\x1b[Zab") == ["01234567ab"]


def test_tabs_and_margins() -> None:
    """Forwards the right margin holds, backwards the left one only with origin mode."""
    margins = "\x1b[?69h\x1b[5;12s"
    assert column(margins + "\x1b[10G\t\t") == 11
    assert column(margins + "\x1b[8G\x1b[2Z") == 0
    assert column(margins + "\x1b[?6h\x1b[4G\x1b[2Z") == 4


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("\x1b[?45h\x1b[2;1H\b", (1, 0)),
        ("\x1b[?45h0123456789ab\b\b\b", (0, 9)),
        ("\x1b[?1045h\x1b[2;1H\b", (0, 9)),
        ("\x1b[?1045h\b", (3, 9)),
        ("\x1b[?1045h\x1b[?7l\x1b[2;1H\b", (1, 0)),
    ],
)
def test_reverse_wrap(output: str, expected: tuple[int, int]) -> None:
    """45 goes back only over lines that were wrapped, 1045 over any."""
    assert place(output) == expected


def test_the_cursor_is_saved_with_all_that_belongs_to_it() -> None:
    """Position, style, origin and character set come back; without saving, home."""
    term = terminal("\x1b[2;3H\x1b[1m\x1b(0\x1b7\x1b[m\x1b(B\x1b[4;4H\x1b8q")
    assert term.tables.plain(term.screen()[1]) == "  ─"
    assert place("\x1b[2;3H\x1b8") == (0, 0)
    assert place("\x1b[2;3H\x1b[s\x1b[H\x1b[u") == (1, 2)


def test_restoring_brings_the_origin_back_but_not_wraparound() -> None:
    """DECSC saves that a wrap is pending (DEC STD 070), not whether text wraps."""
    output = "\x1b7\x1b[?7l\x1b[?6h\x1b8"
    assert shows(output + "0123456789ab") == ["012345678b"]
    assert answers(output + "\x1b[?7$p\x1b[?6$p") == "^[?7;2$y^[?6;2$y"
    assert shows("0123456789\x1b7\x1b[3;3H\x1b8ab") == ["0123456789", "ab"]


def test_character_sets() -> None:
    """Designation, locking and single shifts, and national sets."""
    assert shows("\x1b(0lqk\x1b(Blqk") == ["┌─┐lqk"]
    assert shows("\x1b)0a\x0eq\x0fq") == ["a─q"]
    assert shows("\x1b*0a\x1bNqq") == ["a─q"]
    assert shows("\x1b+0\x1bOq\x1boq\x0fq") == ["──q"]
    assert shows("\x1b(A#\x1b(K[\x1b(B#") == ["£Ä#"]
    assert shows("\x1b-Aa\x0e)\x0f") == ["a©"]


def test_a_set_does_not_change_renditions() -> None:
    """Letters inside of control sequences are not text."""
    assert shows("\x1b(0\x1b[31mq\x1b[0mq") == ["──"]
