"""The screen: floods take the same course as single lines, pyte agrees where it is right, sizes change."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.emulator.sequences import OUTPUT, consistent, shown

from plangate.emulator.screen import PlangateScreen
from plangate.emulator.terminal import Terminal


def text(terminal: Terminal) -> list[str]:
    """The screen's rows without trailing blanks."""
    return [terminal.tables.plain(row).rstrip() for row in terminal.screen()]


def past(terminal: Terminal) -> list[str]:
    """The history's lines."""
    return [terminal.tables.plain(row) for row in terminal.history(terminal.base, terminal.top)]


def _slowly(self: PlangateScreen, lines: list[str], plain: bool = False) -> None:
    for line in lines:
        for number, part in enumerate(line.split("\t")):
            if number:
                self.tab()
            if part:
                self._draw_by_pieces(part)
        self.carriage_return()
        self.linefeed()


@settings(max_examples=150, deadline=None)
@given(OUTPUT)
def test_fast_paths_equal_the_slow_one(data: bytes) -> None:
    """Drawing by pieces, line by line and cell by cell, gives what the fast paths give."""
    fast, slow = Terminal(20, 6, 100), Terminal(20, 6, 100)
    fast.feed(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlangateScreen, "draw_lines", _slowly)
        patch.setattr(PlangateScreen, "draw", PlangateScreen._draw_by_pieces)
        slow.feed(data)
    assert shown(fast) == shown(slow)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(
        ["", "abc", "\x1b[2;5r", "\x1b[31m", "\x1b[44m", "\x1b[6;3H", "\x1b[?1049h", "\x1b[?7l", "\x1b[20h"]
    ),
    st.lists(
        st.lists(st.sampled_from(["", "a", "two", "é", "x" * 20, "y" * 21, "z" * 45]), max_size=12),
        max_size=6,
    ),
    st.sampled_from([1, 40]),
    st.sampled_from([30, 1000]),
)
def test_floods_equal_single_lines(before: str, blocks: list[list[str]], times: int, limit: int) -> None:
    """Blocks of plain lines read at once do what the same lines do one by one."""
    fast, slow = Terminal(20, 6, limit), Terminal(20, 6, limit)
    for term in (fast, slow):
        term.feed(before.encode())
    for block in [lines * times for lines in blocks]:
        fast.feed("".join(line + "\r\n" for line in block).encode())
        for line in block:
            slow.feed(line.encode())
            slow.feed(b"\r")
            slow.feed(b"\n")
    assert shown(fast) == shown(slow)


_PYTE_KNOWS = st.lists(
    st.one_of(
        st.text("abcdefgh XYZ", min_size=1, max_size=12),
        st.builds("\x1b[{}{}".format, st.integers(1, 9), st.sampled_from("CDEFG")),
        st.builds("\x1b[{}G\x1b[{}{}".format, st.integers(1, 20), st.integers(1, 9), st.sampled_from("X@P")),
        st.builds("\r\x1b[{}{}".format, st.integers(1, 9), st.sampled_from("ABd")),
        st.builds("\x1b[{};{}H".format, st.integers(1, 6), st.integers(1, 20)),
        st.builds("\x1b[{}G\x1b[{}{}".format, st.integers(1, 20), st.integers(0, 2), st.sampled_from("JK")),
        st.builds("\x1b[{}m".format, st.sampled_from(["0", "1", "3", "7", "31", "32;1", "44", "39;49"])),
        st.sampled_from(["\r\n", "\r", "\r\n", "\r\b", "\r\x1bM", "\r\x1bD", "\x1b[4h", "\x1b[4l"]),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(_PYTE_KNOWS)
def test_pyte_sees_the_same(data: str) -> None:
    """Where pyte is right, which it is not while a wrap is pending, its screen and cursor are equal."""
    ours, theirs = Terminal(20, 6, 100), pyte.Screen(20, 6)
    ours.feed(data.encode())
    pyte.ByteStream(theirs).feed(data.encode())
    assert text(ours) == [line.rstrip() for line in theirs.display]
    assert ours.cursor.row == theirs.cursor.y


def test_pytes_names_can_be_read() -> None:
    """Display, cursor, title, modes, margins and buffer read as those of pyte."""
    terminal = Terminal(10, 3, 0)
    terminal.feed("\x1b]2;t\x07\x1b[1;31mab\x1b[m漢\x1b[2;3r\x1b[?25l".encode())
    screen = terminal._screen
    assert screen.display[0] == "ab漢      "
    assert (screen.cursor.x, screen.cursor.y, screen.cursor.hidden) == (0, 0, True)
    assert screen.title == "t"
    assert tuple(screen.margins) == (1, 2)
    assert screen.buffer[0][0].data == "a"
    assert screen.buffer[0][0].fg == "red"
    assert screen.buffer[0][1].bold
    assert screen.buffer[0][3].data == ""
    assert pyte.modes.DECTCEM not in screen.mode
    assert isinstance(screen, pyte.Screen)


def test_lines_that_leave_the_screen_are_numbered_for_ever() -> None:
    """Numbers grow, old lines are dropped, and the newest stay readable."""
    terminal = Terminal(20, 4, 1000)
    terminal.feed(b"".join(b"line %d\r\n" % number for number in range(20_000)))
    assert terminal.top == 20_000 - 3
    assert terminal.base == terminal.top - 1000
    assert past(terminal)[0] == f"line {terminal.base}"
    assert [row.text for row in terminal.history(terminal.top - 2, terminal.top)] == [
        "line 19995",
        "line 19996",
    ]
    assert terminal.history(0, 10) == []


def test_unchanged_rows_are_the_same_objects() -> None:
    """A row that did not change is handed out again, also when the same text was drawn over it."""
    terminal = Terminal(20, 3, 0)
    terminal.feed(b"one\r\ntwo\r\nthree")
    first = terminal.screen()
    terminal.feed(b"\x1b[2;1Htwo\x1b[K\x1b[3;1Hfour")
    second = terminal.screen()
    assert first[0] is second[0]
    assert first[1] is second[1]
    assert second[2].text == "foure"


def test_narrowing_and_widening_brings_the_text_back() -> None:
    """Wrapped lines are joined and cut anew, and the cursor stays at its character."""
    terminal = Terminal(10, 4, 100)
    terminal.feed("0123456789abcdef\r\nshort\r\n漢字漢字漢字\r\nend".encode())
    before = text(terminal), past(terminal), terminal.cursor
    terminal.resize(5, 4)
    assert past(terminal) + text(terminal) == [
        "01234",
        "56789",
        "abcde",
        "f",
        "short",
        "漢字",
        "漢字",
        "漢字",
        "end",
    ]
    terminal.resize(10, 4)
    assert (text(terminal), past(terminal), terminal.cursor) == before


def test_rows_go_to_the_history_and_come_back() -> None:
    """A lower screen keeps the cursor's line, a higher one brings history back under its old numbers."""
    terminal = Terminal(10, 5, 100)
    terminal.feed(b"a\r\nb\r\nc\r\nd\r\ne")
    terminal.resize(10, 2)
    assert (text(terminal), past(terminal), terminal.top) == (["d", "e"], ["a", "b", "c"], 3)
    terminal.resize(10, 4)
    assert (text(terminal), past(terminal), terminal.top) == (["b", "c", "d", "e"], ["a"], 1)
    assert terminal.cursor.row == 3


def test_blank_rows_below_the_cursor_go_first() -> None:
    """Making the screen lower does not push text out while there are blanks to give."""
    terminal = Terminal(10, 5, 100)
    terminal.feed(b"a\r\nb")
    terminal.resize(10, 3)
    assert (text(terminal), past(terminal)) == (["a", "b", ""], [])


def test_numbers_never_fall_when_the_width_changes() -> None:
    """After a reflow the first row's number is not smaller, and the history says it changed."""
    terminal = Terminal(20, 3, 500)
    terminal.feed(b"".join(b"%d" % number * 7 + b"\r\n" for number in range(300)))
    for cols in (7, 31, 5, 20):
        top, generation = terminal.top, terminal.history_generation
        terminal.resize(cols, 3)
        assert terminal.top >= top
        assert terminal.history_generation > generation


@settings(max_examples=80, deadline=None)
@given(OUTPUT, st.integers(1, 30), st.integers(1, 9), OUTPUT)
def test_any_size_after_any_output(before: bytes, cols: int, rows: int, after: bytes) -> None:
    """Changing the size leaves a terminal that goes on well-formed."""
    terminal = Terminal(20, 6, 100)
    terminal.feed(before)
    terminal.resize(cols, rows)
    consistent(terminal)
    terminal.feed(after)
    consistent(terminal)


def test_random_true_colour_does_not_fill_the_tables() -> None:
    """The style table is renewed when it grows large, and the history keeps its colours."""
    terminal = Terminal(40, 5, 2000)
    for number in range(20_000):
        colour = (number >> 16, number >> 8 & 255, number & 255)
        terminal.feed(b"\x1b[38;2;%d;%d;%dmx%d\x1b[m\r\n" % (*colour, number))
        assert len(terminal.tables.styles) < 9000
    assert terminal.tables.epoch > 0
    rows = terminal.history(terminal.base, terminal.top)
    for row in (rows[0], rows[-1]):
        run = next(iter(terminal.tables.runs(row)))
        number = int(run.text[1:])
        assert run.style.fg == (number >> 16, number >> 8 & 255, number & 255)


def test_random_clusters_do_not_fill_the_tables() -> None:
    """The cluster table is renewed too."""
    terminal = Terminal(40, 5, 200)
    for number in range(9000):
        terminal.feed(f"a{chr(0x300 + number % 100)}{chr(0x300 + number // 100)}{number}\r\n".encode())
    assert len(terminal.tables.clusters) < 5000
    newest = past(terminal)[-1]
    assert newest.endswith("8995")
    assert newest.startswith("a\u035f\u0359")


_LITTLE = st.one_of(
    st.text("ab", min_size=1, max_size=12),
    st.text("ab \b\r", min_size=1, max_size=12),
    st.sampled_from(
        ["\x1b[H", "\x1b[2;3H", "\x1b[K", "\x1b[1K", "\x1b[A", "\x1b[9C", "\x1b[31mx", "\x1b[3d"]
    ),
    st.sampled_from(
        ["\x1b[?45h", "\x1b[4h", "\x1b[?69h\x1b[2;5s", "\x1b(0q\x1b(B", "\n", "\x1b[", "\x1b[?1049h"]
    ),
    st.sampled_from(
        ["\x1b[?1049l", "\x1b[2;3r", "\x1bM", "\x1b[J", "\x1b[L", "\x1b[?7l", "é", "\x1b]0;t", "\x07"]
    ),
)


@given(st.lists(st.tuples(_LITTLE, st.booleans()), max_size=40))
def test_the_rows_handed_out_are_those_of_the_screen(pieces: list[tuple[str, bool]]) -> None:
    """However little came since the last time they were asked for, and whatever it was."""
    terminal = Terminal(8, 4, scrollback=5)
    whole = Terminal(8, 4, scrollback=5)
    for piece, look in pieces:
        terminal.feed(piece.encode())
        whole.feed(piece.encode())
        whole.resize(8, 4)  # forgets what it knows of unchanged rows
        if look:
            assert list(terminal.screen()) == list(whole.screen())
    assert list(terminal.screen()) == list(whole.screen())
