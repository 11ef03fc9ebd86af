"""The window around the screen: sizes, titles and what a program may change about them."""

from __future__ import annotations

from plangate.emulator.reports import Reports
from plangate.model.terminal import TerminalEventKind

__all__ = ["OMITTED", "Windows"]

OMITTED = -1
"""A parameter of XTWINOPS that was left out, which there is something else than 0."""

TITLES = 10
"""Titles kept on the stack."""

MOST_COLUMNS = 1000
MOST_LINES = 500
"""The largest screen a program may ask for."""

HEX_SET, HEX_QUERY, UTF8_SET, UTF8_QUERY = range(4)
"""Title modes: titles come in and go out in hexadecimal, or as UTF-8."""


class Windows(Reports):
    """A screen with a window, or what a program takes for one.

    Nothing moves and nothing becomes an icon, but programs are told what they asked for. The size,
    the titles and the clipboard belong to the user: only with `window_control` may a program change
    the size, or read back the titles and the clipboard it has set itself.
    """

    def window(self, *parameters: int) -> None:
        """XTWINOPS."""
        what, first, second = (*parameters, *[OMITTED] * 3)[:3]
        if what in (1, 2):
            self.iconified = what == 2
        elif what == 3:
            self.place = (max(0, first), max(0, second))
        elif 11 <= what <= 19:
            self._tell_window(what)
        elif what in (20, 21):
            self._tell_title(what)
        elif what in (22, 23) and first in (OMITTED, 0, 1, 2):
            (self._push_title if what == 22 else self._pop_title)(max(0, first))
        elif self.window_control:
            self._change_window(what, first, second)

    def _tell_window(self, what: int) -> None:
        height, width = self.CELL_HEIGHT, self.CELL_WIDTH
        columns, lines = self.area
        answers = {
            11: f"{2 if self.iconified else 1}t",
            13: "3;{};{}t".format(*self.place),
            14: f"4;{self.lines * height};{self.columns * width}t",
            15: f"5;{lines * height};{columns * width}t",
            16: f"6;{height};{width}t",
            18: f"8;{self.lines};{self.columns}t",
            19: f"9;{lines};{columns}t",
        }
        if what in answers:
            self.csi_reply(answers[what])

    # Size.

    def _change_window(self, what: int, first: int, second: int) -> None:
        if what == 4:
            self._ask_for(
                second if second <= 0 else max(1, second // self.CELL_WIDTH),
                first if first <= 0 else max(1, first // self.CELL_HEIGHT),
            )
        elif what == 8:
            self._ask_for(second, first)
        elif what == 9 and first in (OMITTED, 0, 1, 2, 3):
            self._maximize(wide=first in (1, 3), high=first in (1, 2))
        elif what == 10 and first in (OMITTED, 0, 1, 2):
            full = first == 1 or (first == 2 and self.unmaximized is None)
            self._maximize(wide=full, high=full)
        elif what >= 24:
            self._ask_for(OMITTED, what)

    def _ask_for(self, columns: int, lines: int) -> None:
        """Change the size; what is omitted stays, and 0 is as much as there is room for."""
        columns = self.columns if columns == OMITTED else columns or self.area[0]
        lines = self.lines if lines == OMITTED else lines or self.area[1]
        self.resize(min(lines, MOST_LINES), min(columns, MOST_COLUMNS))

    def _maximize(self, wide: bool, high: bool) -> None:
        before = self.unmaximized or (self.columns, self.lines)
        self.unmaximized = before if wide or high else None
        self._ask_for(0 if wide else before[0], 0 if high else before[1])

    def lines_per_screen(self, count: int = 0) -> None:
        """DECSNLS."""
        if self.window_control and count:
            self._ask_for(OMITTED, count)

    def columns_per_page(self, count: int = 0) -> None:
        """DECSCPP: 80 or 132 columns."""
        if self.window_control and count in (0, 80, 132):
            self._ask_for(count or 80, OMITTED)

    # Titles.

    def _tell_title(self, what: int) -> None:
        """The title or the icon name; an empty one where programs may not read back what they set.

        Whoever sets a title would otherwise type what they like into the program that asks for it.
        """
        title = (self.icon_name if what == 20 else self.title) if self.window_control else ""
        if HEX_QUERY in self.title_modes:
            title = title.encode().hex().upper()
        elif UTF8_QUERY in self.title_modes:
            title = title.encode().decode("latin-1")
        self.osc_reply(f"{'L' if what == 20 else 'l'}{title}")

    def _push_title(self, _which: int) -> None:
        self.titles.append((self.title, self.icon_name))
        del self.titles[: max(0, len(self.titles) - TITLES)]

    def _pop_title(self, which: int) -> None:
        if self.titles:
            title, icon = self.titles.pop()
            if which in (0, 2):
                self.set_title(title)
            if which in (0, 1):
                self.set_icon_name(icon)

    def set_title(self, title: str) -> None:
        """Change the window title."""
        if title != self.title:
            self.title = title
            self.tell(TerminalEventKind.TITLE, title)

    def set_icon_name(self, name: str) -> None:
        """Change the icon name."""
        if name != self.icon_name:
            self.icon_name = name
            self.tell(TerminalEventKind.ICON_NAME, name)

    def set_title_modes(self, *modes: int) -> None:
        """XTSMTITLE."""
        self.title_modes |= {mode for mode in modes or (0,) if mode <= UTF8_QUERY}

    def reset_title_modes(self, *modes: int) -> None:
        """XTRMTITLE."""
        self.title_modes -= set(modes or (HEX_SET, HEX_QUERY))
