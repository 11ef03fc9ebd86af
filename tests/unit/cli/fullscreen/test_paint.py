"""Tests of `plangate.cli.fullscreen.paint`: what is painted is what a terminal then shows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

from plangate.cli.fullscreen.paint import Painter, Picture
from plangate.model.screen import WIDE_TAIL, Cursor, Flag, Row, Style, Tables, style_code
from plangate.testing import terminal

STYLES = [Style(), Style(fg=1), Style(bg=(1, 2, 3), flags=Flag.BOLD), Style(underline=1)]
TABLES = Tables(1, STYLES)


def make_row(pieces: list[tuple[str, int]], width: int) -> Row:
    """A row of characters and style numbers; wide characters get their tails."""
    text = styles = ""
    for char, number in pieces:
        taken = 2 if char == "漢" else 1
        if len(text) + taken > width:
            break
        text += char + WIDE_TAIL * (taken - 1)
        styles += style_code(number) * taken
    return Row(text, styles)


def plain_row(text: str) -> Row:
    return make_row([(char, 0) for char in text], 1000)


def picture(*lines: str, columns: int = 20, cursor: Cursor | None = None, notice: str = "") -> Picture:
    return Picture(columns, [plain_row(line) for line in lines], TABLES, cursor or Cursor(), notice)


CELLS = some.lists(some.tuples(some.sampled_from("ab 漢"), some.integers(0, len(STYLES) - 1)), max_size=14)
STEPS = some.lists(
    some.tuples(
        some.lists(CELLS, min_size=6, max_size=6),
        some.integers(0, 4),
        some.integers(0, 5),
        some.integers(0, 11),
        some.sampled_from(["", "note"]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(STEPS, some.sampled_from([(12, 6), (16, 8), (7, 4)]))
def test_the_terminal_shows_the_picture(
    steps: list[tuple[list[list[tuple[str, int]]], int, int, int, str]], size: tuple[int, int]
) -> None:
    """Whatever came before, however it scrolled, and also when the terminal is larger or smaller."""
    glass, reference = terminal(*size), terminal(*size)
    painter = Painter(*size)
    rows = [Row()] * 6
    for cells, scrolled, row, col, notice in steps:
        rows = [*rows[scrolled:], *[make_row(line, 12) for line in cells]][:6]
        shown = Picture(12, rows, TABLES, Cursor(row, col), notice)
        glass.feed(painter.paint(shown, scrolled).encode())
        fresh = Painter(*size)
        fresh.top, fresh.left = painter.top, painter.left
        reference.feed(fresh.paint(shown).encode())
        assert glass.lines() == reference.lines()
        assert [glass.cell(y, x) for y in range(size[1]) for x in range(size[0])] == [
            reference.cell(y, x) for y in range(size[1]) for x in range(size[0])
        ]
        assert glass.cursor() == reference.cursor() or notice


def test_text_and_colours_arrive() -> None:
    """The reference itself is right."""
    glass = terminal(10, 2)
    rows = [make_row([("a", 0), ("b", 1), ("漢", 2)], 10), Row()]
    glass.feed(Painter(10, 2).paint(Picture(10, rows, TABLES, Cursor(1, 3))).encode())
    assert glass.lines()[0].rstrip() == "ab漢"
    assert glass.cell(0, 1)[1] == 1
    assert glass.cell(0, 2)[2:] == ((1, 2, 3), {"bold"})
    assert glass.cursor() == (1, 3)


def test_one_changed_character_costs_a_few_bytes() -> None:
    """At 1 KB/s every byte is a millisecond."""
    painter = Painter(80, 24)
    lines = ["x" * 70] * 24
    painter.paint(picture(*lines, columns=80))
    made = painter.paint(picture(*lines[:5], "x" * 40 + "y" + "x" * 29, *lines[6:], columns=80))
    assert len(made) < 20


def test_a_scrolled_line_costs_a_line() -> None:
    """Not a screen."""
    painter = Painter(80, 24)
    lines = [f"line {number} " + "x" * 60 for number in range(30)]
    painter.paint(picture(*lines[:24], columns=80))
    assert len(painter.paint(picture(*lines[1:25], columns=80), scrolled=1)) < 120


def test_nothing_new_costs_nothing() -> None:
    """Not even a cursor movement."""
    painter = Painter(20, 2)
    painter.paint(picture("a", "b"))
    assert painter.paint(picture("a", "b")) == ""


def test_the_part_around_the_cursor_is_shown() -> None:
    """A session that is larger than the terminal is seen where something happens."""
    glass = terminal(20, 2)
    painter = Painter(20, 2)
    glass.feed(painter.paint(picture("a", "b", "c", cursor=Cursor(2, 0))).encode())
    assert [line.rstrip() for line in glass.lines()] == ["b", "c"]
    glass.feed(painter.paint(picture("a", "b", "c", cursor=Cursor(0, 0))).encode())
    assert [line.rstrip() for line in glass.lines()] == ["a", "b"]


def test_a_notice_goes_without_a_trace() -> None:
    """What it covered is written again."""
    glass = terminal(20, 2)
    painter = Painter(20, 2)
    glass.feed(painter.paint(picture("a", "b", notice="d detach")).encode())
    assert glass.lines()[1].strip() == "d detach"
    glass.feed(painter.paint(picture("a", "b")).encode())
    assert glass.lines()[1].rstrip() == "b"
    assert "inverse" not in glass.cell(1, 10)[3]


def test_a_new_style_table_repaints() -> None:
    """The same codes mean other colours."""
    glass = terminal(20, 1)
    painter = Painter(20, 1)
    row = Row("a", style_code(1))
    glass.feed(painter.paint(Picture(20, [row], TABLES, Cursor())).encode())
    other = Tables(2, [Style(), Style(fg=5)])
    glass.feed(painter.paint(Picture(20, [row], other, Cursor())).encode())
    assert glass.cell(0, 0)[1] == 5
