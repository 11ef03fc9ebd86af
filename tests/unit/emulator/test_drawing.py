"""Writing: wrapping, margins, insertion, wide characters and clusters."""

from __future__ import annotations

import pytest
from tests.unit.emulator.screens import place, shows, style, terminal


def test_the_last_column_leaves_the_wrap_pending() -> None:
    """A full line wraps only when one more character comes."""
    assert place("0123456789") == (0, 9)
    assert terminal("0123456789").cursor.pending_wrap
    assert shows("0123456789x") == ["0123456789", "x"]
    assert terminal("0123456789x").screen()[0].wrapped


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("\x1b[C", "012345678x"),
        ("\x1b[D", "01234567x9"),
        ("\b", "01234567x9"),
        ("\x1b[A", "012345678x"),
        ("\x1b[K", "012345678x"),
        ("\x1b[P", "012345678x"),
        ("\x1b[@", "012345678x"),
        ("\x1b[X", "012345678x"),
        ("\x1b[10G", "012345678x"),
        ("\r", "x123456789"),
    ],
)
def test_moving_and_editing_end_a_pending_wrap(control: str, expected: str) -> None:
    """After these the next character goes into the same line."""
    assert shows(f"0123456789{control}x") == [expected]


@pytest.mark.parametrize("control", ["\x1b[m", "\x1b7", "\x1b[?25l", "\t", "\x1b[6n", "\x07"])
def test_other_controls_keep_a_pending_wrap(control: str) -> None:
    """After these the next character still wraps."""
    assert shows(f"0123456789{control}x") == ["0123456789", "x"]


def test_without_autowrap_the_last_column_is_overwritten() -> None:
    """Text beyond the edge replaces the last cell."""
    assert shows("\x1b[?7l0123456789abc") == ["012345678c"]


def test_a_pending_wrap_is_saved_and_restored() -> None:
    """DECSC and DECRC keep it."""
    assert shows("0123456789\x1b7\x1b[H\x1b8x") == ["0123456789", "x"]


def test_insertion_pushes_text_out() -> None:
    """In insert mode what is right of the cursor moves, and is lost at the edge."""
    assert shows("0123456789\r\x1b[4hab\x1b[4l-") == ["ab-1234567"]


def test_text_keeps_between_side_margins() -> None:
    """With margins text wraps from the right one to the left one."""
    assert shows("\x1b[?69h\x1b[3;6s\x1b[1;3Habcdef") == ["  abcd", "  ef"]


def test_a_wide_character_does_not_fit_into_one_column() -> None:
    """It wraps and leaves a blank."""
    assert shows("012345678漢") == ["012345678", "漢"]
    assert terminal("012345678漢").screen()[0].wrapped


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("漢字\x1b[1;2Hx", " x字"),
        ("漢字\x1b[1;1Hx", "x 字"),
        ("漢字\x1b[1;2H\x1b[P", " 字"),
        ("漢字\x1b[1;2H\x1b[K", ""),
        ("漢字\x1b[1;3H\x1b[1K", "    "),
        ("漢字\x1b[1;2H\x1b[@", "   字"),
        ("漢字\x1b[1;2H\x1b[X", "  字"),
        ("ab漢\x1b[1;2H\x1b[4hx漢", "ax漢b漢"),
    ],
)
def test_half_a_wide_character_never_stays(output: str, expected: str) -> None:
    """What cuts a wide character blanks its other half."""
    assert "".join(shows(output)) == expected.rstrip()


@pytest.mark.parametrize(
    ("cluster", "width"),
    [
        ("é", 1),
        ("e\u0301", 1),
        ("👍🏻", 2),
        ("👩\u200d💻", 2),
        ("⚠\ufe0f", 2),
        ("⚠", 1),
        ("🇩🇪", 2),
        ("1\ufe0f\u20e3", 2),
        ("한", 2),
        ("\u1112\u1161\u11ab", 2),
        ("❤\ufe0f\u200d🔥", 2),
    ],
)
def test_clusters_take_their_cells(cluster: str, width: int) -> None:
    """A cluster is one character of the row, whole or cut by reads."""
    whole = terminal(cluster + "|", 20)
    assert whole.cursor.col == width + 1
    assert len(whole.screen()[0].text) == width + 1
    assert whole.tables.plain(whole.screen()[0]) == cluster + "|"
    pieces = terminal("", 20)
    for byte in (cluster + "|").encode():
        pieces.feed(bytes([byte]))
    assert pieces.tables.plain(pieces.screen()[0]) == cluster + "|"
    assert pieces.cursor == whole.cursor


def test_a_joiner_glues_only_pictographs() -> None:
    """Between letters it is dropped, so that no painter swallows the second one."""
    assert shows("a\u200db") == ["ab"]


def test_a_cluster_that_widens_in_the_last_column_wraps() -> None:
    """The narrow beginning is taken back."""
    assert shows("012345678⚠\ufe0f|") == ["012345678", "⚠\ufe0f|"]


def test_a_cluster_that_widens_leaves_a_blank_of_its_own_style() -> None:
    """Also when the style changed in the middle of the cluster."""
    term = terminal("0123456789\x1b[42m\ufe0f")
    assert style(term, 0, 9).bg is None
    assert style(term, 1, 0).bg is None


def test_a_private_character_of_plane_16_is_kept() -> None:
    """Real input from the range that names clusters is interned as a cluster."""
    assert shows("a\U00100000b") == ["a\U00100000b"]


def test_repeating() -> None:
    """REP writes the last character again, also over the end of the line."""
    assert shows("ab\x1b[3b") == ["abbbb"]
    assert shows("x\x1b[12b") == ["x" * 10, "xxx"]


def test_a_cell_takes_the_style_it_was_written_in() -> None:
    """Styles of one piece of output end where the next begins."""
    term = terminal("a\x1b[1;31mb\x1b[mc")
    assert [style(term, 0, col).fg for col in range(3)] == [None, 1, None]


def test_a_line_scrolled_in_by_wrapping_has_the_background_of_then() -> None:
    """Not the one that the same piece of output ends with."""
    term = terminal("\x1b[44mx\x1b[m", 5, 1)
    term = terminal("\x1b[44m" + "x" * 6 + "\x1b[m", 5, 1)
    assert style(term, 0, 3).bg == 4


def test_repeating_behind_a_control() -> None:
    """ECMA-48 leaves it open; once the cursor has moved, nothing is repeated."""
    assert shows("abc\x1b[2D\x1b[3b!") == ["a!c"]
    assert shows("ab\r\n\x1b[3b!") == ["ab", "!"]
    assert shows("\x1b[3b!") == ["!"]
    assert shows("a \x1b[2b!") == ["a   !"]


def test_repeating_clusters_and_wide_characters() -> None:
    """The whole character, accents included."""
    assert shows("e\u0301\x1b[2b") == ["e\u0301" * 3]
    assert shows("漢\x1b[2b") == ["漢漢漢"]
    assert shows("👩\u200d💻\x1b[b") == ["👩\u200d💻" * 2]
