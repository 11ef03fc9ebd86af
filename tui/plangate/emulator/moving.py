"""Moving the cursor, scrolling, and tab stops."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort

from plangate.emulator.state import TAB_STOPS, State

__all__ = ["Moving"]


class Moving(State):
    """A screen whose cursor moves.

    Parameters are as received: 0 stands for one that was left out.
    """

    # Lines.

    def index(self) -> None:
        """IND: down one line, scrolling at the bottom margin."""
        self.pending = False
        if self.y == self.bottom:
            if not self.margins_on or self.left <= self.x <= self.right:
                self.scroll_region_up(1)
        elif self.y < self.lines - 1:
            self.y += 1

    def linefeed(self) -> None:
        """LF, VT, FF."""
        self.index()
        if self.newline_on:
            self.carriage_return()

    def newline(self) -> None:
        """CR and LF, the usual end of a line."""
        if self.margins_on or self.y != self.bottom or not self.full or self.alternate_on:
            self.carriage_return()
            self.index()
            return
        self.pending = False
        self.x = 0
        rows = self.rows
        self.past.push(rows.pop(0))
        rows.append(self.new_line())

    def next_line(self) -> None:
        """NEL."""
        self.index()
        self.carriage_return()

    def reverse_index(self) -> None:
        """RI: up one line, scrolling at the top margin."""
        self.pending = False
        if self.y == self.top:
            if not self.margins_on or self.left <= self.x <= self.right:
                self.scroll_region_down(1)
        elif self.y > 0:
            self.y -= 1

    def scroll_region_up(self, count: int) -> None:
        """Scroll inside the margins; what leaves the main screen at its top becomes history."""
        if self._narrow():
            self.scroll_box(self.top, count)
            return
        rows = self.rows
        top, bottom = self.top, self.bottom
        count = min(count, bottom - top + 1)
        if top == 0 and not self.alternate_on:
            for line in rows[:count]:
                self.past.push(line)
        rows[top : bottom + 1] = rows[top + count : bottom + 1] + [self.new_line() for _ in range(count)]

    def scroll_region_down(self, count: int) -> None:
        """Scroll inside the margins the other way."""
        if self._narrow():
            self.scroll_box(self.top, -count)
            return
        top, bottom = self.top, self.bottom
        count = min(count, bottom - top + 1)
        fresh = [self.new_line() for _ in range(count)]
        self.rows[top : bottom + 1] = fresh + self.rows[top : bottom + 1 - count]

    def _narrow(self) -> bool:
        """Whether left and right margins leave out some columns."""
        return self.margins_on and (self.left > 0 or self.right < self.columns - 1)

    def scroll_box(self, top: int, count: int) -> None:
        """Scroll the cells between all four margins from row `top` on; up when count is positive."""
        left, end = self.left, self.right + 1
        pieces = []
        for line in self.rows[top : self.bottom + 1]:
            line.pad(end)
            if line.mixed:
                line.split(left)
                line.split(end)
            pieces.append((line.text[left:end], line.codes[left:end], line.mixed))
        size = min(abs(count), len(pieces))
        fresh = [(" " * (end - left), self.pen.blank * (end - left), False)] * size
        pieces = pieces[size:] + fresh if count > 0 else fresh + pieces[: len(pieces) - size]
        for line, (text, codes, mixed) in zip(self.rows[top : self.bottom + 1], pieces, strict=True):
            line.text = line.text[:left] + text + line.text[end:]
            line.codes = line.codes[:left] + codes + line.codes[end:]
            line.mixed = line.mixed or mixed

    def scroll_up(self, count: int = 1) -> None:
        """SU."""
        self.scroll_region_up(count or 1)

    def scroll_down(self, count: int = 1, *more: int) -> None:
        """SD; with more parameters it is highlight tracking, which is not supported."""
        if not more:
            self.scroll_region_down(count or 1)

    # Columns.

    def carriage_return(self) -> None:
        """CR."""
        self.x = self.left if self.margins_on and (self.origin_on or self.x >= self.left) else 0
        self.pending = False

    def backspace(self) -> None:
        """BS."""
        self.cursor_back(1)

    def cursor_back(self, count: int = 1) -> None:
        """CUB; with reverse wrap on it goes on in the line above."""
        count = count or 1
        left = self.left if self.margins_on and self.x >= self.left else 0
        if self.reverse_wrap and self.autowrap:
            self._back_wrapping(min(count, self.columns * self.lines), left)
            return
        self.pending = False
        self.x = max(left, self.x - count)

    def _back_wrapping(self, count: int, left: int) -> None:
        if self.pending:
            self.pending = False
            count -= 1
        right = self.right if self.margins_on else self.columns - 1
        inside = self.top <= self.y <= self.bottom
        top, bottom = (self.top, self.bottom) if inside else (0, self.lines - 1)
        while count > 0:
            step = min(count, self.x - left)
            self.x -= step
            count -= step
            if count <= 0:
                return
            if self.reverse_wrap == 45 and (self.y == top or not self.rows[self.y - 1].wrapped):
                return
            self.y = bottom if self.y == top else self.y - 1
            self.x = right
            count -= 1

    def cursor_forward(self, count: int = 1) -> None:
        """CUF."""
        right = self.right if self.margins_on and self.x <= self.right else self.columns - 1
        self.x = min(right, self.x + (count or 1))
        self.pending = False

    def cursor_up(self, count: int = 1) -> None:
        """CUU."""
        top = self.top if self.y >= self.top else 0
        self.y = max(top, self.y - (count or 1))
        self.pending = False

    def cursor_down(self, count: int = 1) -> None:
        """CUD."""
        bottom = self.bottom if self.y <= self.bottom else self.lines - 1
        self.y = min(bottom, self.y + (count or 1))
        self.pending = False

    def cursor_up1(self, count: int = 1) -> None:
        """CPL."""
        self.cursor_up(count)
        self.carriage_return()

    def cursor_down1(self, count: int = 1) -> None:
        """CNL."""
        self.cursor_down(count)
        self.carriage_return()

    def cursor_position(self, line: int = 1, column: int = 1) -> None:
        """CUP, HVP."""
        y, x = (line or 1) - 1, (column or 1) - 1
        if self.origin_on:
            y = min(y + self.top, self.bottom)
            if self.margins_on:
                x = min(x + self.left, self.right)
        self.y = y if y < self.lines else self.lines - 1
        self.x = x if x < self.columns else self.columns - 1
        self.pending = False

    def home(self) -> None:
        """To the first cell, of the region when the origin is there."""
        self.cursor_position()

    def cursor_to_column(self, column: int = 1) -> None:
        """CHA, HPA."""
        x = (column or 1) - 1
        if self.origin_on and self.margins_on:
            x = min(x + self.left, self.right)
        self.x = min(x, self.columns - 1)
        self.pending = False

    def cursor_to_line(self, line: int = 1) -> None:
        """VPA."""
        y = (line or 1) - 1
        if self.origin_on:
            y = min(y + self.top, self.bottom)
        self.y = min(y, self.lines - 1)
        self.pending = False

    def column_relative(self, count: int = 1) -> None:
        """HPR, which knows no margins unless the origin is there."""
        right = self.right if self.origin_on and self.margins_on else self.columns - 1
        self.x = max(self.x, min(right, self.x + (count or 1)))
        self.pending = False

    def line_relative(self, count: int = 1) -> None:
        """VPR."""
        bottom = self.bottom if self.origin_on else self.lines - 1
        self.y = max(self.y, min(bottom, self.y + (count or 1)))
        self.pending = False

    # Tab stops.

    def tab(self, count: int = 1) -> None:
        """HT, CHT; a pending wrap stays pending, or is carried out first with mode 41."""
        if self.pending and 41 in self.private_modes and self.autowrap:
            self.rows[self.y].wrapped = True
            self.index()
            self.x = self.left if self.margins_on else 0
        right = self.right if self.margins_on and self.x <= self.right else self.columns - 1
        for _ in range(min(count or 1, self.columns)):
            if self.x >= right:
                return
            index = bisect_right(self.tabs, self.x)
            self.x = min(self.tabs[index], right) if index < len(self.tabs) else right

    def tab_back(self, count: int = 1) -> None:
        """CBT; it knows no margin unless the origin is there. As in xterm, a pending wrap stays pending."""
        self.pending = self.pending and self.autowrap
        left = self.left if self.origin_on and self.margins_on else 0
        for _ in range(min(count or 1, self.columns)):
            index = bisect_left(self.tabs, self.x)
            self.x = max(min(left, self.x), self.tabs[index - 1] if index else 0)

    def set_tab_stop(self) -> None:
        """HTS."""
        if self.x not in self.tabs:
            insort(self.tabs, self.x)

    def clear_tab_stop(self, how: int = 0) -> None:
        """TBC."""
        if how == 0:
            self.tabs = [stop for stop in self.tabs if stop != self.x]
        elif how == 3:
            self.tabs.clear()

    def tab_control(self, how: int = 0) -> None:
        """CTC."""
        if how == 0:
            self.set_tab_stop()
        elif how == 2:
            self.clear_tab_stop(0)
        elif how == 5:
            self.clear_tab_stop(3)

    def reset_tabs(self, how: int = 0) -> None:
        """DECST8C."""
        if how == 5:
            self.tabs = list(TAB_STOPS)
