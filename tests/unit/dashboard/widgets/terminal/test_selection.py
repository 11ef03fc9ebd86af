"""What is selected, and the text of it."""

from __future__ import annotations

from plangate.dashboard.widgets.terminal.selection import (
    Point,
    Selection,
    Unit,
    selected_text,
    word_at,
)
from plangate.model.screen import CLUSTER_BASE, Row, Tables


def row(text: str, *, wrapped: bool = False) -> Row:
    """A row in the default style."""
    return Row(text, "\0" * len(text), wrapped)


ROWS = {
    10: row("first line of output"),
    11: row("a long path /usr/local/li", wrapped=True),
    12: row("b/python3.11 and more   "),
    13: row(""),
    14: row("日\0本\0語\0 end"),
}


def text(first: tuple[int, int], last: tuple[int, int], unit: Unit = Unit.CELL) -> str:
    """The text selected from one cell to another."""
    return selected_text(Selection(Point(*first), Point(*last), unit), ROWS.get, Tables())


def test_lines_are_joined_where_the_terminal_wrapped_them() -> None:
    """A path that was cut by the edge is copied in one piece, and blanks at the end are not."""
    assert text((11, 12), (12, 23)) == "/usr/local/lib/python3.11 and more"


def test_line_breaks_are_kept() -> None:
    """Lines that the program ended stay lines, blank ones too."""
    assert text((12, 17), (14, 0)) == "more\n\n日"


def test_the_direction_does_not_matter() -> None:
    """Dragging upwards selects the same."""
    assert text((12, 3), (10, 6)) == text((10, 6), (12, 3))


def test_a_double_click_selects_a_path() -> None:
    """A word is what stands between blanks, brackets and quotes."""
    assert text((11, 14), (11, 14), Unit.WORD) == "/usr/local/li"
    assert text((10, 6), (10, 7), Unit.WORD) == "line"
    assert word_at(ROWS[10], 5) == (5, 6)


def test_a_triple_click_selects_the_line() -> None:
    """The whole line, and while dragging whole lines."""
    assert text((10, 4), (10, 4), Unit.LINE) == "first line of output"
    assert text((10, 4), (11, 0), Unit.LINE).startswith("first line of output\na long path")


def test_wide_characters_and_clusters_are_copied_whole() -> None:
    """Cells are not characters."""
    tables = Tables(clusters=["👩‍👩‍👧"])
    rows = {0: row(f"x{chr(CLUSTER_BASE)}\0y")}
    assert selected_text(Selection(Point(0, 0), Point(0, 3)), rows.get, tables) == "x👩‍👩‍👧y"
    assert text((14, 0), (14, 5)) == "日本語"


def test_the_span_of_a_line_is_what_is_painted() -> None:
    """Lines in between are selected to their end."""
    selection = Selection(Point(10, 6), Point(12, 3))
    first, middle, none = (selection.span(line, ROWS.get) for line in (10, 11, 13))
    assert first is not None
    assert first[0] == 6
    assert middle is not None
    assert middle[0] == 0
    assert none is None
    assert selection.span(12, ROWS.get) == (0, 4)
