"""Margins, the saved cursor, and the character sets in use."""

from __future__ import annotations

from plangate.emulator.charsets import table
from plangate.emulator.moving import Moving
from plangate.emulator.state import Saved

__all__ = ["Keeping"]


class Keeping(Moving):
    """A screen that keeps margins, a cursor and character sets."""

    # Margins.

    def set_margins(self, top: int = 0, bottom: int = 0) -> None:
        """DECSTBM."""
        first = (top or 1) - 1
        last = min(bottom or self.lines, self.lines) - 1
        if first < last:
            self.top, self.bottom = first, last
            self.refresh()
            self.home()

    def set_side_margins(self, left: int = 0, right: int = 0) -> None:
        """DECSLRM, or saving the cursor when there are no side margins."""
        if not self.margins_on:
            self.save_cursor()
            return
        first = (left or 1) - 1
        last = min(right or self.columns, self.columns) - 1
        if first < last:
            self.left, self.right = first, last
            self.refresh()
            self.home()

    def inside(self) -> bool:
        """Whether the cursor is within all margins."""
        return self.top <= self.y <= self.bottom and self.between()

    def between(self) -> bool:
        """Whether the cursor is within the side margins."""
        return not self.margins_on or self.left <= self.x <= self.right

    # Saving the cursor.

    def save_cursor(self) -> None:
        """DECSC."""
        sets = self.charsets.sets
        self.saved[self.alternate_on] = Saved(
            self.x,
            self.y,
            self.pending,
            self.pen.style,
            self.origin_on,
            self.protection,
            (sets[0], sets[1], sets[2], sets[3]),
            self.charsets.left,
        )

    def restore_cursor(self) -> None:
        """DECRC; whether text wraps is no part of it, only that the next character was to wrap."""
        saved = self.saved[self.alternate_on]
        self.origin_on = saved.origin
        low, high = (self.top, self.bottom) if saved.origin else (0, self.lines - 1)
        self.y = min(max(saved.y, low), high)
        self.x = min(saved.x, self.columns - 1)
        self.pending = saved.pending and self.x == saved.x
        self.pen = self.book.pens.pen(saved.style)
        self.protection = saved.protection
        (self.private_modes.add if saved.origin else self.private_modes.discard)(6)
        self.charsets.sets[:] = saved.charsets
        self.charsets.left = saved.left
        self.charsets.single = 0
        self.remap()

    # Character sets.

    def remap(self) -> None:
        """Put the character set in use into force."""
        self.mapping = table(self.charsets.sets[self.charsets.left])
        self.refresh()

    def designate(self, place: int, name: str) -> None:
        """SCS: put a set into G0 to G3."""
        self.charsets.sets[place] = name
        self.remap()

    def define_charset(self, code: str, mode: str) -> None:
        """SCS in pyte's words."""
        if mode in "()*+":
            self.designate("()*+".index(mode), code)

    def lock_shift(self, place: int) -> None:
        """SI, SO, LS2, LS3."""
        self.charsets.left = place
        self.remap()

    def shift_in(self) -> None:
        """SI."""
        self.lock_shift(0)

    def shift_out(self) -> None:
        """SO."""
        self.lock_shift(1)

    def single_shift(self, place: int) -> None:
        """SS2, SS3."""
        self.charsets.single = place
        self.refresh()
