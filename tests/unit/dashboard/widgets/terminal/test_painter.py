"""Rows as strips."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style as RichStyle

from plangate.dashboard.theme_file import Palette
from plangate.dashboard.widgets.terminal.colors import StyleBook
from plangate.dashboard.widgets.terminal.painter import Painter
from plangate.model.screen import CLUSTER_BASE, Flag, Row, Style, Tables, style_code

PALETTE = Palette((200, 200, 200), (0, 0, 0), (80, 120, 255), tuple((number, 10, 10) for number in range(16)))
OUTSIDE = RichStyle(bgcolor="rgb(9,9,9)")


def painter(width: int = 20, left: int = 0, columns: int = 20, tables: Tables | None = None) -> Painter:
    """A painter for a window of a terminal."""
    made = Painter(StyleBook(PALETTE), OUTSIDE)
    made.frame(width, left, columns)
    made.use(tables or Tables())
    return made


def test_a_row_is_filled_up_to_the_terminal_and_beyond() -> None:
    """Blank cells of the terminal and cells outside of it look different."""
    strip = painter(width=10, columns=6).draw(Row("ab", "\0\0"))
    assert [segment.text for segment in strip] == ["ab", "    ", "    "]
    assert list(strip)[2].style == OUTSIDE


def test_the_same_row_is_drawn_once() -> None:
    """Equal rows share a strip, so scrolling draws nothing anew."""
    made = painter()
    assert made.draw(Row("abc", "\0\0\0")) is made.draw(Row("abc", "\0\0\0"))


def test_styles_are_resolved_by_the_table() -> None:
    """Colours come from the theme, true colours as they are, inverse exchanged."""
    tables = Tables(styles=[Style(), Style(fg=3), Style(fg=(1, 2, 3), flags=Flag.INVERSE | Flag.BOLD)])
    strip = painter(tables=tables).draw(Row("ab", style_code(1) + style_code(2)))
    first, second = (segment.style for segment in list(strip)[:2])
    assert first is not None
    assert second is not None
    assert first.color is not None
    assert first.color.triplet == (3, 10, 10)
    assert second.bgcolor is not None
    assert second.bgcolor.triplet == (1, 2, 3)
    assert second.bold


def test_a_new_epoch_draws_anew() -> None:
    """Codes mean something else after the tables were replaced."""
    made = painter()
    row = Row("a", style_code(0))
    before = made.draw(row)
    made.use(Tables(epoch=1, styles=[Style(fg=5)]))
    assert made.draw(row) is not before


def test_wide_characters_cut_by_the_edge_leave_a_blank() -> None:
    """Half a character is not drawn, and the width stays right."""
    row = Row("日\0本\0x", "\0" * 5)
    assert painter(width=3, columns=5).draw(row).text == "日 "
    assert painter(width=3, left=1, columns=5).draw(row).text == " 本"


def test_marks_are_laid_over_the_cells_in_sight() -> None:
    """A selection that begins outside of the window is painted where it can be seen."""
    strip = painter(width=4, left=2, columns=20).marked(
        Row("abcdefgh", "\0" * 8), [(0, 4, RichStyle(bold=True))]
    )
    assert [(segment.text, bool(segment.style and segment.style.bold)) for segment in strip] == [
        ("cd", True),
        ("ef", False),
    ]


@given(
    st.text(alphabet=["a", " ", "é", "日", chr(CLUSTER_BASE)], max_size=30),
    st.integers(0, 25),
    st.integers(1, 40),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_a_strip_is_as_wide_as_its_window(text: str, left: int, width: int, start: int, more: int) -> None:
    """Whatever is in the row and wherever it is cut or marked."""
    cells = text.replace("日", "日\0").replace(chr(CLUSTER_BASE), chr(CLUSTER_BASE) + "\0")[:30]
    if cells[-1:] in ("日", chr(CLUSTER_BASE)):
        cells = cells[:-1]  # no terminal has half of a character at its edge
    made = painter(width, left, 30, Tables(clusters=["👩‍👩‍👧"]))
    row = Row(cells, "\0" * len(cells))
    strip = made.draw(row)
    assert sum(segment.cell_length for segment in strip) == width
    marked = made.marked(row, [(start, start + more, RichStyle(bold=True))])
    assert sum(segment.cell_length for segment in marked) == width
