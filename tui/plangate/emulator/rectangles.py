"""DEC rectangular areas: copying, filling, erasing, changing attributes, checksums."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from plangate.emulator import sgr
from plangate.emulator.editing import Editing
from plangate.model.screen import WIDE_TAIL, Flag, Style, style_number

__all__ = ["Rectangles"]


class Box(NamedTuple):
    """Rows and columns from 0; `bottom` and `right` are the first ones outside."""

    top: int
    left: int
    bottom: int
    right: int


_CHANGES = {
    1: int(Flag.BOLD),
    5: int(Flag.BLINK),
    7: int(Flag.INVERSE),
    8: int(Flag.HIDDEN),
}
_CHANGEABLE = int(Flag.BOLD | Flag.BLINK | Flag.INVERSE | Flag.HIDDEN)


class Rectangles(Editing):
    """A screen whose rectangles can be worked on."""

    def box(self, top: int = 0, left: int = 0, bottom: int = 0, right: int = 0) -> Box | None:
        """The rectangle that parameters name, or None when it is empty."""
        y, x = (top or 1) - 1, (left or 1) - 1
        end_y, end_x = bottom or self.lines, right or self.columns
        low_y, low_x, high_y, high_x = 0, 0, self.lines, self.columns
        if self.origin_on:
            low_y, high_y = self.top, self.bottom + 1
            if self.margins_on:
                low_x, high_x = self.left, self.right + 1
            y, x = y + low_y, x + low_x
            end_y = end_y + low_y if bottom else high_y
            end_x = end_x + low_x if right else high_x
        end_y, end_x = min(end_y, high_y), min(end_x, high_x)
        return Box(y, x, end_y, end_x) if y < end_y and x < end_x else None

    def copy_rectangle(self, *parameters: int) -> None:
        """DECCRA; there is one page only."""
        top, left, bottom, right, _page, to_top, to_left = (*parameters, *[0] * 7)[:7]
        source = self.box(top, left, bottom, right)
        if source is None:
            return
        target = self.box(to_top, to_left, 0, 0)
        if target is None:
            return
        height = min(source.bottom - source.top, target.bottom - target.top)
        width = min(source.right - source.left, target.right - target.left)
        lines = self.rows[source.top : source.top + height]
        pieces = [(line.cut(source.left, source.left + width), line.mixed) for line in lines]
        for offset, ((text, codes), mixed) in enumerate(pieces):
            line = self.rows[target.top + offset]
            line.put(target.left, text, codes)
            line.mixed = line.mixed or mixed

    def fill_rectangle(self, *parameters: int) -> None:
        """DECFRA."""
        point = parameters[0] if parameters else 0
        box = self.box(*parameters[1:5])
        if box is None or not (32 <= point <= 126 or 160 <= point <= 255):
            return
        text = chr(point)
        if self.mapping:
            text = text.translate(self.mapping)
        width = box.right - box.left
        for line in self.rows[box.top : box.bottom]:
            line.put(box.left, text * width, self.pen.code * width)

    def erase_rectangle(self, *parameters: int) -> None:
        """DECERA."""
        self._erase_box(parameters, False)

    def selective_erase_rectangle(self, *parameters: int) -> None:
        """DECSERA."""
        self._erase_box(parameters, self._guarded(True))

    def _erase_box(self, parameters: tuple[int, ...], selective: bool) -> None:
        box = self.box(*parameters[:4])
        if box is not None:
            for y in range(box.top, box.bottom):
                self.erase_cells(y, box.left, box.right, selective)

    def change_attributes(self, *parameters: int) -> None:
        """DECCARA."""
        self._attributes(parameters, reverse=False)

    def reverse_attributes(self, *parameters: int) -> None:
        """DECRARA."""
        self._attributes(parameters, reverse=True)

    def attribute_extent(self, how: int = 0) -> None:
        """DECSACE."""
        if how in (0, 1, 2):
            self.rectangular = how

    def _attributes(self, parameters: tuple[int, ...], reverse: bool) -> None:
        box = self.box(*parameters[:4])
        changes = parameters[4:] or (0,)
        if box is None:
            return
        pens = self.book.pens
        for y, start, end in self._extent(box):
            line = self.rows[y]
            line.pad(end)
            codes = line.codes
            places = {}
            for code in set(codes[start:end]):
                style = self.book.tables.styles[style_number(code)]
                changed = _reversed(style, changes) if reverse else _changed(style, changes)
                places[ord(code)] = pens.code(changed)
            line.codes = codes[:start] + codes[start:end].translate(places) + codes[end:]

    def _extent(self, box: Box) -> Iterator[tuple[int, int, int]]:
        """Row, first and last column of what DECCARA and DECRARA work on."""
        for y in range(box.top, box.bottom):
            if self.rectangular == 2:
                yield y, box.left, box.right
            else:
                start = box.left if y == box.top else 0
                end = box.right if y == box.bottom - 1 else self.columns
                if start < end:
                    yield y, start, end

    def request_checksum(self, *parameters: int) -> None:
        """DECRQCRA: the negated sum of a rectangle's characters; XTCHECKSUM changes how it is counted.

        Renditions are left out, as with bit 1 of xterm's extension, so that programs can read cells.
        """
        name, _page, *area = (*parameters, *[0] * 6)[:6]
        box = self.box(*area)
        total = self._checksum(box) if box is not None else 0
        self.dcs_reply(f"{name}!~{(total if self.checksum & 1 else -total) & 0xFFFF:04X}")

    def _checksum(self, box: Box) -> int:
        """The sum; blanks at the end of a row count only with bit 2 or where nothing else is."""
        total = 0
        for line in self.rows[box.top : box.bottom]:
            text, codes = line.cut(box.left, box.right)
            if not self.checksum & 4:
                length = max(len(text.rstrip(" ")), len(codes.rstrip("\0")), 1)
                text = text[:length]
            for char in text:
                total += 32 if char == WIDE_TAIL else sum(map(ord, self.book.clusters.text(char)))
        return total

    def select_checksum(self, how: int = 0) -> None:
        """XTCHECKSUM."""
        self.checksum = how & 63

    # Renditions kept for later.

    def push_rendition(self, *which: int) -> None:
        """XTPUSHSGR; the stack holds ten."""
        if len(self.pens_kept) < 10:
            mask = 0
            for item in which or (0,):
                mask |= 1 << item if 0 < item < 64 else 0
            self.pens_kept.append((self.pen.style, mask))

    def pop_rendition(self) -> None:
        """XTPOPSGR."""
        if self.pens_kept:
            style, mask = self.pens_kept.pop()
            self.pen = self.book.pens.pen(_merged(self.pen.style, style, mask) if mask else style)

    def report_rendition(self, *parameters: int) -> None:
        """XTREPORTSGR: the renditions that all cells of a rectangle share."""
        box = self.box(*parameters[:4])
        if box is None:
            return
        shared: Style | None = None
        for y in range(box.top, box.bottom):
            for x in range(box.left, box.right):
                style = self.book.tables.styles[style_number(self.cell(y, x)[1])]
                shared = style if shared is None else _shared(shared, style)
        self.csi_reply(f"{sgr.describe(shared or Style())}m")


def _changed(style: Style, changes: tuple[int, ...]) -> Style:
    flags, underline = style.flags, style.underline
    for change in changes:
        if change == 0:
            flags &= ~_CHANGEABLE
            underline = 0
        elif change in _CHANGES:
            flags |= _CHANGES[change]
        elif change == 4:
            underline = underline or 1
        elif change == 24:
            underline = 0
        elif change - 20 in _CHANGES or change == 22:
            flags &= ~_CHANGES[1 if change == 22 else change - 20]
    return style._replace(flags=int(flags), underline=underline)


def _reversed(style: Style, changes: tuple[int, ...]) -> Style:
    flags, underline = style.flags, style.underline
    for change in changes:
        if change == 0:
            flags ^= _CHANGEABLE & ~Flag.HIDDEN
            underline = 0 if underline else 1
        elif change in _CHANGES:
            flags ^= _CHANGES[change]
        elif change == 4:
            underline = 0 if underline else 1
    return style._replace(flags=int(flags), underline=underline)


def _shared(one: Style, other: Style) -> Style:
    return Style(
        one.fg if one.fg == other.fg else None,
        one.bg if one.bg == other.bg else None,
        one.flags & other.flags,
        one.underline if one.underline == other.underline else 0,
    )


_STACKED = (
    (1, Flag.BOLD),
    (2, Flag.DIM),
    (3, Flag.ITALIC),
    (5, Flag.BLINK),
    (7, Flag.INVERSE),
    (8, Flag.HIDDEN),
    (9, Flag.STRIKE),
)


def _merged(now: Style, kept: Style, mask: int) -> Style:
    """The present style with what the mask names taken from the kept one."""
    flags = now.flags
    for bit, flag in _STACKED:
        if mask & 1 << bit:
            flags = flags & ~flag | kept.flags & flag
    underline = kept.underline if mask & (1 << 4 | 1 << 21) else now.underline
    return now._replace(
        fg=kept.fg if mask & 1 << 30 else now.fg,
        bg=kept.bg if mask & 1 << 31 else now.bg,
        flags=int(flags),
        underline=underline,
    )
