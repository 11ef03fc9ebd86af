"""What is selected in a terminal, in absolute lines and cells; pure."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

import msgspec

from plangate.model.screen import WIDE_TAIL, Row, Tables

__all__ = ["Point", "Selection", "Unit", "selected_text", "word_at"]

_IN_WORDS = frozenset("-_./~:@%+=&?#$,")
"""Besides letters and digits: what paths, addresses and options are made of."""


class Point(NamedTuple):
    """A cell: absolute line, and column from 0."""

    line: int
    col: int


class Unit(Enum):
    """What a selection grows by."""

    CELL = auto()
    WORD = auto()
    LINE = auto()


class Selection(msgspec.Struct, frozen=True):
    """From where a selection began to where it is now, both ends included."""

    anchor: Point
    head: Point
    unit: Unit = Unit.CELL

    def bounds(self, row_at: Callable[[int], Row | None]) -> tuple[Point, Point]:
        """First cell and last cell in reading order, grown to whole words or lines."""
        first, last = sorted((self.anchor, self.head))
        if self.unit is Unit.LINE:
            return Point(first.line, 0), Point(last.line, _LINE_END)
        if self.unit is Unit.WORD:
            first = Point(first.line, word_at(row_at(first.line), first.col)[0])
            last = Point(last.line, word_at(row_at(last.line), last.col)[1] - 1)
        return first, last

    def span(self, line: int, row_at: Callable[[int], Row | None]) -> tuple[int, int] | None:
        """The selected cells of a line: the first, and the one after the last."""
        first, last = self.bounds(row_at)
        if not first.line <= line <= last.line:
            return None
        start = first.col if line == first.line else 0
        return start, last.col + 1 if line == last.line else _LINE_END


_LINE_END = 1 << 20


def word_at(row: Row | None, col: int) -> tuple[int, int]:
    """First cell of the word at a cell, and the cell after it; a cell that is in no word stands alone."""
    text = row.text if row is not None else ""
    if not 0 <= col < len(text) or not _in_word(text[col]):
        return col, col + 1
    start = stop = col
    while start > 0 and _in_word(text[start - 1]):
        start -= 1
    while stop < len(text) and _in_word(text[stop]):
        stop += 1
    return start, stop


def selected_text(selection: Selection, row_at: Callable[[int], Row | None], tables: Tables) -> str:
    """The selected text: wrapped lines joined, blanks at the ends of lines dropped."""
    first, last = selection.bounds(row_at)
    parts: list[str] = []
    for line in range(first.line, last.line + 1):
        row = row_at(line) or Row()
        span = selection.span(line, row_at)
        if span is None:
            continue
        start, stop = span
        cut = Row(row.text[start:stop], row.styles[start:stop])
        goes_on = row.wrapped and stop >= len(row.text)
        text = tables.plain(cut)
        parts.append(text if goes_on else text.rstrip())
        if line < last.line and not goes_on:
            parts.append("\n")
    return "".join(parts)


def _in_word(char: str) -> bool:
    return char == WIDE_TAIL or char.isalnum() or char in _IN_WORDS or ord(char) >= 0x100000
