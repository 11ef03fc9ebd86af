"""Widths: the emulator's view of a text is the painter's."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from plangate.emulator import make
from plangate.width import cells, width

_PIECES = list(
    "ab1#*é─漢ｱ\u1100\u1161\u11a8\u0301\u0903\u093f\u094d\u200d\u200c\ufe0f\ufe0e⚠❤☎🚀👩💻🔥👍🏻🏿🇩🇪🏴\U000e0067\U000e007f\u20e3 "
)


_DENSE = [range(0xA0, 0x3500), range(0xA000, 0x10000), range(0x1F000, 0x1FC00), range(0xE0000, 0xE0200)]


def test_code_points_take_what_rich_says() -> None:
    """No printable code point of the blocks with odd widths differs, and none of many elsewhere."""
    points = [point for block in _DENSE for point in block] + list(range(0x10000, 0x110000, 61))
    for point in points:
        if not 0xD800 <= point < 0xE000:
            assert width(chr(point)) == cell_len(chr(point)), hex(point)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_texts_take_what_rich_says(text: str) -> None:
    """Clusters of all kinds, and broken ones, measure the same."""
    assert cells(text) == cell_len(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_a_row_is_as_wide_as_rich_paints_it(text: str) -> None:
    """What the emulator puts into so many cells, Rich paints so wide."""
    terminal = make(80, 2)
    terminal.feed(text.encode())
    row = terminal.screen()[0]
    assert cell_len(terminal.tables.plain(row)) == len(row.text)
    for run in terminal.tables.runs(row):
        assert cell_len(run.text) == run.cells
