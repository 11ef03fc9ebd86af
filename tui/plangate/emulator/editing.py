"""Erasing, inserting and deleting."""

from __future__ import annotations

from plangate.emulator.drawing import Drawing
from plangate.emulator.line import Line
from plangate.model.screen import WIDE_TAIL, Flag, style_number

__all__ = ["DEC", "GUARDED", "Editing"]

DEC = 1
"""Cells are protected from selective erasing (DECSCA)."""

GUARDED = 2
"""Cells are protected from all erasing (guarded areas of ECMA-48)."""


class Editing(Drawing):
    """A screen that can be edited."""

    def erase_cells(self, y: int, start: int, end: int, selective: bool = False) -> None:
        """Blank some cells of a row; with `selective` only unprotected ones."""
        line = self.rows[y]
        if selective:
            self._erase_unprotected(line, start, end)
        else:
            line.erase(start, end, self.pen.blank)
        if end >= self.columns:
            line.wrapped = False

    def _erase_unprotected(self, line: Line, start: int, end: int) -> None:
        styles = self.book.tables.styles
        line.pad(end)
        if line.mixed:
            line.split(start)
            line.split(end)
        position = start
        while position < end:
            stop = position + 1
            code = line.codes[position]
            while stop < end and line.codes[stop] == code:
                stop += 1
            if not styles[style_number(code)].flags & Flag.PROTECTED:
                line.erase(position, stop, self.pen.blank)
                line.pad(end)
            position = stop

    def _guarded(self, private: bool) -> bool:
        """Whether erasing now has to spare protected cells."""
        return self.protection == (DEC if private else GUARDED)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """EL, and DECSEL when private."""
        bounds = {0: (self.x, self.columns), 1: (0, self.x + 1), 2: (0, self.columns)}.get(how)
        if bounds is None:
            return
        self.pending = False
        self.erase_cells(self.y, *bounds, self._guarded(private))

    def erase_in_display(self, how: int = 0, private: bool = False) -> None:
        """ED, and DECSED when private; 3 drops the history."""
        if how == 3 and not private:
            self.past.clear()
            self.history_generation += 1
            return
        spans = {0: (self.y + 1, self.lines), 1: (0, self.y), 2: (0, self.lines)}.get(how)
        if spans is None:
            return
        self.pending = False
        if how < 2:
            self.erase_in_line(how, private)
        guarded = self._guarded(private)
        for y in range(*spans):
            if guarded:
                self.erase_cells(y, 0, self.columns, True)
            else:
                self.rows[y] = self.new_line()

    def selective_erase_in_line(self, how: int = 0) -> None:
        """DECSEL."""
        self.erase_in_line(how, private=True)

    def selective_erase_in_display(self, how: int = 0) -> None:
        """DECSED."""
        self.erase_in_display(how, private=True)

    def erase_characters(self, count: int = 1) -> None:
        """ECH."""
        end = min(self.columns, self.x + (count or 1))
        self.pending = False
        self.erase_cells(self.y, self.x, end, self._guarded(False))

    def _side(self) -> int:
        """The column behind the last one that insertions and deletions touch."""
        return self.right + 1 if self.margins_on else self.columns

    def insert_characters(self, count: int = 1) -> None:
        """ICH."""
        if self.between():
            self.pending = False
            self._shift(self.y, self.x, count or 1)

    def delete_characters(self, count: int = 1) -> None:
        """DCH."""
        if self.between():
            self.pending = False
            self._shift(self.y, self.x, -(count or 1))

    def _shift(self, y: int, col: int, count: int) -> None:
        line = self.rows[y]
        edge = self._side()
        if count > 0:
            line.insert(col, count, edge, self.pen.blank)
        else:
            line.delete(col, -count, edge, self.pen.blank)
        line.wrapped = False

    def insert_lines(self, count: int = 1) -> None:
        """IL."""
        self._move_lines(-(count or 1))

    def delete_lines(self, count: int = 1) -> None:
        """DL."""
        self._move_lines(count or 1)

    def _move_lines(self, count: int) -> None:
        if not self.inside():
            return
        if self._narrow():
            self.scroll_box(self.y, count)
        else:
            size = min(abs(count), self.bottom - self.y + 1)
            fresh = [self.new_line() for _ in range(size)]
            rows, y, end = self.rows, self.y, self.bottom + 1
            rows[y:end] = rows[y + size : end] + fresh if count > 0 else fresh + rows[y : end - size]
        self.x = self.left if self.margins_on else 0
        self.pending = False

    def insert_columns(self, count: int = 1) -> None:
        """DECIC."""
        self._shift_region(self.x, count or 1)

    def delete_columns(self, count: int = 1) -> None:
        """DECDC."""
        self._shift_region(self.x, -(count or 1))

    def scroll_left(self, count: int = 1) -> None:
        """SL."""
        self._shift_region(self.left if self.margins_on else 0, -(count or 1))

    def scroll_right(self, count: int = 1) -> None:
        """SR."""
        self._shift_region(self.left if self.margins_on else 0, count or 1)

    def _shift_region(self, col: int, count: int) -> None:
        if self.inside():
            for y in range(self.top, self.bottom + 1):
                self._shift(y, col, count)

    def back_index(self) -> None:
        """DECBI: left one column, scrolling right at the left margin."""
        self.pending = False
        edge = self.left if self.margins_on else 0
        if self.x != edge:
            self.x = max(0, self.x - 1)
        else:
            self._shift_region(edge, 1)

    def forward_index(self) -> None:
        """DECFI: right one column, scrolling left at the right margin."""
        self.pending = False
        if self.x != (self.right if self.margins_on else self.columns - 1):
            self.x = min(self.columns - 1, self.x + 1)
        else:
            self._shift_region(self.left if self.margins_on else 0, -1)

    def alignment_display(self) -> None:
        """DECALN."""
        self.top, self.bottom = 0, self.lines - 1
        self.left, self.right = 0, self.columns - 1
        self.refresh()
        for line in self.rows:
            line.text, line.codes = "E" * self.columns, "\0" * self.columns
            line.wrapped = line.mixed = False
        self.x = self.y = 0
        self.pending = False

    # Protection.

    def protect(self, how: int = 0) -> None:
        """DECSCA."""
        self._protect(how == 1, DEC)

    def guard(self, on: bool) -> None:
        """SPA and EPA."""
        self._protect(on, GUARDED)

    def _protect(self, on: bool, kind: int) -> None:
        style = self.pen.style
        flags = style.flags | Flag.PROTECTED if on else style.flags & ~Flag.PROTECTED
        self.pen = self.book.pens.pen(style._replace(flags=int(flags)))
        self.protection = kind

    def cell(self, y: int, x: int) -> tuple[str, str]:
        """The text and the style code of a cell of the screen; a blank when nothing was written."""
        line = self.rows[y]
        if x >= len(line.text):
            return " ", "\0"
        text = line.text[x]
        return ("" if text == WIDE_TAIL else self.book.clusters.text(text)), line.codes[x]
