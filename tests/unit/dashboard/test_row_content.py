from __future__ import annotations

from textual.color import Color

from plangate.dashboard.row_content import row_content, screen_tail
from plangate.dashboard.themes import FALLBACK, load_themes
from plangate.model.screen import CLUSTER_BASE, WIDE_TAIL, Flag, Row, Style, Tables, style_code

PALETTE = load_themes().palette(FALLBACK)
TABLES = Tables(
    styles=[
        Style(),
        Style(fg=1, flags=Flag.BOLD),
        Style(fg=(1, 2, 3), bg=231, flags=Flag.INVERSE),
        Style(fg=2, flags=Flag.HIDDEN),
    ],
    clusters=["👩‍💻"],
)


def _row(text: str, *styles: int) -> Row:
    return Row(text, "".join(style_code(number) for number in styles))


def test_cells_become_text_in_the_themes_colours() -> None:
    """Clusters are whole, wide tails gone; palette, cube and true colours come out, inverse swaps them."""
    row = _row(f"a{chr(CLUSTER_BASE)}{WIDE_TAIL}bc  ", 0, 1, 1, 2, 3, 0, 0)
    content = row_content(row, TABLES, PALETTE)
    assert content.plain == "a👩‍💻bc"
    spans = [span.style for span in content.spans if not isinstance(span.style, str)]
    assert [style.foreground for style in spans] == [
        Color(*PALETTE.foreground),
        Color(*PALETTE.indexed[1]),
        Color(255, 255, 255),
        Color(*PALETTE.background),
    ]
    assert spans[1].bold
    assert spans[2].background == Color(1, 2, 3)


def test_the_tail_ends_with_what_says_something() -> None:
    """Blank rows at the bottom are not shown; blank ones in between are."""
    rows = [Row(text, "\0" * len(text)) for text in ("one", "", "two", "   ", "")]
    assert [row.text for row in screen_tail(rows, TABLES, 2)] == ["", "two"]
    assert screen_tail([Row()], TABLES, 3) == []
