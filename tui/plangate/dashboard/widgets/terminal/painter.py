"""Rows as strips of a fixed width; each distinct row is drawn once and kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.strip import Strip

from plangate.dashboard.widgets.terminal.colors import StyleBook
from plangate.model.screen import CLUSTER_BASE, WIDE_TAIL, Row, Tables, style_code, style_number

__all__ = ["Mark", "Painter"]

_RUNS = re.compile(r"(.)\1*", re.DOTALL)
_DEFAULT = style_code(0)
_KEPT = 4096
"""Strips kept at most; several screens of history besides the screen itself."""

Mark = tuple[int, int, RichStyle]
"""First cell, cell after the last, and the style laid over them."""


class Painter:
    """Draws rows of one terminal for a window of `width` cells whose left edge is at cell `left`."""

    __slots__ = ("_blank", "_book", "_codes", "_epoch", "_ground", "_left", "_outside", "_size", "_strips", "_tables", "_width")  # fmt: skip

    def __init__(self, book: StyleBook, outside: RichStyle) -> None:
        """`outside` is the style of cells that do not belong to the terminal."""
        self._book = book
        self._outside = outside
        self._ground = book.ground()
        self._tables = Tables()
        self._epoch = -1
        self._codes: dict[str, RichStyle] = {}
        self._strips: dict[Row, Strip] = {}
        self._width = self._left = self._size = 0
        self._blank = Strip([])

    @property
    def reverse(self) -> bool:
        """Whether foreground and background are exchanged."""
        return self._book.reverse

    @property
    def ground(self) -> RichStyle:
        """The style of empty cells."""
        return self._ground

    def frame(self, width: int, left: int, columns: int) -> None:
        """Set window and terminal width in cells; a change draws all rows anew."""
        if (width, left, columns) == (self._width, self._left, self._size):
            return
        self._width, self._left, self._size = width, left, columns
        self._strips.clear()
        self._blank = Strip([Segment(" " * width, self._outside)] if width else [], width)

    def use(self, tables: Tables) -> None:
        """The tables that rows refer to from now on; a new epoch draws all rows anew."""
        if tables is not self._tables or tables.epoch != self._epoch:
            self._tables, self._epoch = tables, tables.epoch
            self._codes.clear()
            self._strips.clear()

    def outside(self) -> Strip:
        """A line beyond the terminal."""
        return self._blank

    def draw(self, row: Row) -> Strip:
        """The row's part in the window, as wide as the window."""
        strip = self._strips.get(row)
        if strip is None:
            if len(self._strips) >= _KEPT:
                self._strips.clear()
            strip = self._strips[row] = self._draw(row)
        return strip

    def marked(self, row: Row, marks: Iterable[Mark]) -> Strip:
        """The row with styles laid over some of its cells; not kept."""
        text, codes, visible = self._cells(row)
        codes = codes.ljust(visible, _DEFAULT)
        text = text.ljust(visible)
        over = [
            (start, stop, style)
            for first, last, style in marks
            if (start := max(0, first - self._left)) < (stop := min(visible, last - self._left))
        ]
        over = [(_before(text, start), _behind(text, stop), style) for start, stop, style in over]
        cuts = {cut for start, stop, _ in over for cut in (start, stop)}
        segments = []
        for run in _RUNS.finditer(codes):
            points = sorted({*run.span(), *(cut for cut in cuts if run.start() < cut < run.end())})
            for start, stop in pairwise(points):
                style = self._style(run[1])
                for first, last, mark in over:
                    if first <= start and stop <= last:
                        style += mark
                segments.append(Segment(self._plain(text[start:stop]), style))
        if (beyond := self._width - visible) > 0:
            segments.append(Segment(" " * beyond, self._outside))
        return Strip(segments, self._width)

    def _draw(self, row: Row) -> Strip:
        text, codes, visible = self._cells(row)
        plain = text.isascii() and WIDE_TAIL not in text
        segments = []
        for run in _RUNS.finditer(codes):
            start, stop = run.span()
            piece = text[start:stop]
            segments.append(Segment(piece if plain else self._plain(piece), self._style(run[1])))
        if (rest := visible - len(codes)) > 0:
            segments.append(Segment(" " * rest, self._ground))
        if (beyond := self._width - visible) > 0:
            segments.append(Segment(" " * beyond, self._outside))
        return Strip(segments, self._width)

    def _cells(self, row: Row) -> tuple[str, str, int]:
        """Text and styles of the cells in the window, and how many cells of the terminal it shows."""
        visible = max(0, min(self._size - self._left, self._width))
        return _window(row.text, self._left, visible), row.styles[self._left : self._left + visible], visible

    def _style(self, code: str) -> RichStyle:
        style = self._codes.get(code)
        if style is None:
            number = style_number(code)
            known = self._tables.styles
            style = self._book.resolve(known[number]) if number < len(known) else self._ground
            self._codes[code] = style
        return style

    def _plain(self, text: str) -> str:
        clusters = self._tables.clusters
        return "".join(
            char if ord(char) < CLUSTER_BASE else clusters[ord(char) - CLUSTER_BASE]
            for char in text
            if char != WIDE_TAIL
        )


def _window(text: str, left: int, visible: int) -> str:
    """The cells that can be seen; of a wide character that is cut in two, only a blank."""
    part = text[left : left + visible]
    if part.startswith(WIDE_TAIL):
        part = " " + part[1:]
    if text[left + visible : left + visible + 1] == WIDE_TAIL and part:
        part = part[:-1] + " "
    return part


def _before(text: str, cell: int) -> int:
    """The cell itself, or the first half of the wide character it is in."""
    return cell - 1 if text[cell : cell + 1] == WIDE_TAIL else cell


def _behind(text: str, cell: int) -> int:
    """The cell itself, or the one behind the wide character it is in."""
    return cell + 1 if text[cell : cell + 1] == WIDE_TAIL else cell
