"""Painting a session's rows on a terminal with as few bytes as possible. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plangate.cli.ansi import Pen
from plangate.cli.text import cut, plain
from plangate.model.screen import DEFAULT_STYLE, WIDE_TAIL, Cursor, Flag, Row, Style, Tables
from plangate.width import cells

__all__ = ["Painter", "Picture"]

_NOTICE = Style(flags=Flag.INVERSE)
_BLANK = Row()


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be seen."""

    columns: int
    rows: Sequence[Row]
    tables: Tables
    cursor: Cursor
    notice: str = ""
    """One line of ours over the last row; empty for none."""


class Painter:
    """Keeps what the terminal shows, and writes only what differs.

    The session stands at the top left. When it is larger than the terminal, the part at the
    cursor and below it is shown. Nothing outside the session is written to.

    Args:
        columns: Width of the terminal.
        lines: Height of the terminal.
    """

    def __init__(self, columns: int, lines: int) -> None:
        self.size = (columns, lines)
        self.left = 0
        """First column of the session that is shown."""
        self.top = -1
        """First row of the session that is shown; -1 before the first picture."""
        self._shown: list[Row | None] = []
        """None: unknown, to be written whatever it will be."""
        self._pen = Pen(Tables())
        self._place_known: tuple[int, int] | None = None
        self._visible: bool | None = None
        self._shape: int | None = None
        self._epoch: int | None = None

    def resize(self, columns: int, lines: int) -> None:
        """The terminal has a new size, and nobody knows what it shows."""
        self.size = (columns, lines)
        self.forget()

    def forget(self) -> None:
        """Write everything anew next time."""
        self._shown = []
        self._epoch = self._place_known = self._visible = self._shape = None

    def paint(self, picture: Picture, scrolled: int = 0) -> str:
        """What to write so that the terminal shows the picture.

        Args:
            picture: What is to be seen.
            scrolled: Rows by which the session has moved up since the last picture, as far as known.
        """
        width, height = min(self.size[0], picture.columns), min(self.size[1], len(picture.rows))
        out = self._begin(picture.tables, height)
        if self._follow(picture, width, height):
            scrolled = 0
        if 0 < scrolled < height and self.top == 0 and len(picture.rows) <= self.size[1]:
            out.append(self._scroll(scrolled, height))
        for number in range(height - 1 if picture.notice else height):
            out.append(self._row(number, _crop(picture.rows[self.top + number], self.left, width)))
        if picture.notice and height:
            out.append(self._notice(picture.notice, height - 1))
        return "".join(out) + self._place(picture.cursor, height, hidden=bool(picture.notice))

    def _begin(self, tables: Tables, height: int) -> list[str]:
        """Find out what the terminal shows: nothing, unless the last picture had this height."""
        self._pen.tables = tables
        before, self._epoch = self._epoch, tables.epoch
        if before is not None and len(self._shown) == height:
            if before != tables.epoch:
                self._shown = [None] * height  # the same codes stand for something else now
            return []
        self._shown = [_BLANK] * height
        self._pen.style = DEFAULT_STYLE
        self._place_known = None
        return ["\x1b[m\x1b]8;;\x1b\\\x1b[2J"]

    def _follow(self, picture: Picture, width: int, height: int) -> bool:
        """Move the window to the last row that says something, unless the cursor is above; whether it moved."""
        before = (self.top, self.left)
        cursor, rows = picture.cursor, picture.rows
        last = next((number for number in range(len(rows) - 1, 0, -1) if rows[number].text), 0)
        top = max(last, cursor.row) - height + 1
        self.top = max(0, min(top, cursor.row if cursor.visible else top))
        self.left = 0 if cursor.col < width else min(max(self.left, cursor.col - width + 1), cursor.col)
        return before != (self.top, self.left)

    def _scroll(self, count: int, height: int) -> str:
        """Move what is shown up, which costs a few bytes instead of a whole screen."""
        self._shown = [*self._shown[count:], *[_BLANK] * count]
        self._place_known = None
        return f"{self._pen.turn(DEFAULT_STYLE)}\x1b[1;{height}r\x1b[{height};1H" + "\n" * count + "\x1b[r"

    def _row(self, number: int, row: Row) -> str:
        old = self._shown[number]
        if old is row or old == row:
            return ""
        self._shown[number] = row
        start, stop = _difference(old, row) if old is not None else (0, len(row.text))
        made = [f"\x1b[{number + 1};{start + 1}H" if start else f"\x1b[{number + 1}H"]
        if stop > start:
            made.append(self._pen.write(Row(row.text[start:stop], row.styles[start:stop])))
        # what is unknown may reach beyond the session: a notice of ours did
        reaches = self.size[0] if old is None else len(old.text)
        if stop == len(row.text) < reaches:
            made.append(self._pen.turn(DEFAULT_STYLE) + "\x1b[K")
        self._place_known = None
        return "".join(made)

    def _notice(self, text: str, number: int) -> str:
        self._shown[number] = None
        self._place_known = None
        shown = cut(plain(f" {text} "), self.size[0])
        blank = " " * (self.size[0] - cells(shown))
        return f"\x1b[{number + 1}H{self._pen.turn(_NOTICE)}{shown}{blank}{self._pen.turn(DEFAULT_STYLE)}"

    def _place(self, cursor: Cursor, height: int, *, hidden: bool) -> str:
        row, col = cursor.row - self.top, min(cursor.col - self.left, self.size[0] - 1)
        visible = cursor.visible and not hidden and 0 <= row < height
        made = ""
        if visible and self._place_known != (row, col):
            made = f"\x1b[{row + 1};{col + 1}H"
            self._place_known = (row, col)
        if self._visible != visible:
            made += "\x1b[?25h" if visible else "\x1b[?25l"
        if self._shape != cursor.shape:
            made += f"\x1b[{int(cursor.shape)} q"
        self._visible, self._shape = visible, cursor.shape
        return made


def _crop(row: Row, left: int, width: int) -> Row:
    """The part of a row that is shown; halves of wide characters become blanks."""
    if left == 0 and len(row.text) <= width:
        return row
    text, styles = row.text[left : left + width], row.styles[left : left + width]
    if text.startswith(WIDE_TAIL):
        text = " " + text[1:]
    if row.text[left + width : left + width + 1] == WIDE_TAIL:
        text = text[:-1] + " "
    return Row(text, styles)


def _difference(old: Row, new: Row) -> tuple[int, int]:
    """The columns from and up to which the new row must be written."""
    start = 0
    least = min(len(old.text), len(new.text))
    while start < least and old.text[start] == new.text[start] and old.styles[start] == new.styles[start]:
        start += 1
    stop = len(new.text)
    if len(old.text) == len(new.text):
        while (
            stop > start
            and old.text[stop - 1] == new.text[stop - 1]
            and old.styles[stop - 1] == new.styles[stop - 1]
        ):
            stop -= 1
    while start > 0 and (
        new.text[start : start + 1] == WIDE_TAIL or old.text[start : start + 1] == WIDE_TAIL
    ):
        start -= 1
    while stop < len(new.text) and WIDE_TAIL in (new.text[stop], old.text[stop : stop + 1]):
        stop += 1
    return start, stop
