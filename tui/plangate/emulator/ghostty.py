"""The optional backend on libghostty-vt, by way of pyghostty (`pip install plangate[ghostty]`).

What the library keeps to itself this backend cannot offer: protected cells in rows, prompt marks,
a steady block cursor apart from the default one, modifyOtherKeys level 1, and the history while the
alternate screen is on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plangate.emulator.api import Palette
from plangate.emulator.ghostty_calls import Library
from plangate.emulator.ghostty_rows import RowReader
from plangate.model.screen import Cursor, Modes, MouseEncoding, MouseMode, Row, Tables, style_code
from plangate.model.terminal import TerminalEvent

__all__ = ["GhosttyEmulator"]

_PIECE = 1 << 12  # bytes fed at once; far fewer lines than the history holds, so that none is missed
_MAGIC = b"plangate-ghostty-1\n"

_MOUSE_MODES = (MouseMode.MOTION, MouseMode.DRAG, MouseMode.BUTTONS, MouseMode.X10)
_MOUSE_ENCODINGS = (
    MouseEncoding.SGR_PIXELS,
    MouseEncoding.URXVT,
    MouseEncoding.SGR,
    MouseEncoding.UTF8,
)


class GhosttyEmulator:
    """A terminal on libghostty-vt; raises `PlangateError` when the package is not installed."""

    def __init__(self, cols: int, rows: int, history: int = 10_000, palette: Palette | None = None) -> None:
        self._library = Library()
        self._reader = RowReader()
        self._terminal: Any = self._library.terminal(cols, rows, history)
        self._palette = palette or Palette()
        self._library.colour(self._terminal, self._palette)
        self._top = self._base = 0
        self._anchor: Any = None
        self._reflowed = False
        self._generation = 0
        self._history_generation = 0
        self._drawn: tuple[int, list[Row]] | None = None

    @property
    def columns(self) -> int:
        """Width in cells."""
        return int(self._terminal.get("cols"))

    @property
    def lines(self) -> int:
        """Height in rows."""
        return int(self._terminal.get("rows"))

    @property
    def base(self) -> int:
        """Absolute number of the oldest line held."""
        return self._base

    @property
    def top(self) -> int:
        """Absolute number of the line in the screen's first row."""
        return self._top

    @property
    def generation(self) -> int:
        """Grows whenever anything that can be seen may have changed."""
        return self._generation

    @property
    def history_generation(self) -> int:
        """Grows whenever lines already in the history changed: reflow, clearing."""
        return self._history_generation

    @property
    def cursor(self) -> Cursor:
        """Where the cursor is and how it looks."""
        get = self._terminal.get
        return Cursor(
            get("cursor_y"),
            get("cursor_x"),
            bool(get("cursor_visible", "bool")),
            self._library.cursor_shape(self._terminal),
            bool(get("cursor_pending_wrap", "bool")),
        )

    @property
    def modes(self) -> Modes:
        """The modes that matter for input and for painting."""
        mode = self._terminal.mode
        return Modes(
            alternate=self._alternate,
            app_cursor=mode(1),
            app_keypad=mode(66),
            backarrow_sends_bs=mode(67),
            newline=mode(20, ansi=True),
            bracketed_paste=mode(2004),
            focus_events=mode(1004),
            synchronized=mode(2026),
            reverse_video=mode(5),
            alternate_scroll=mode(1007),
            theme_reports=mode(2031),
            size_reports=mode(2048),
            mouse=next((int(number) for number in _MOUSE_MODES if mode(number)), 0),
            mouse_encoding=next((int(number) for number in _MOUSE_ENCODINGS if mode(number)), 0),
            kitty_flags=self._terminal.get("kitty_keyboard_flags", "GhosttyKittyKeyFlags"),
            modify_other_keys=self._library.modify_other_keys(self._terminal),
        )

    @property
    def title(self) -> str:
        """The window title."""
        return self._library.title(self._terminal)

    @property
    def tables(self) -> Tables:
        """The style and cluster tables that all rows refer to."""
        return self._reader.tables

    def feed(self, data: bytes) -> None:
        """Take output of the program; never raises, and any chunking gives the same screen."""
        for start in range(0, len(data), _PIECE):
            self._anchor_history()
            self._terminal.feed(data[start : start + _PIECE])
            self._follow_history()
        self._generation += 1

    def resize(self, cols: int, rows: int) -> None:
        """Change the size (at least 1 by 1); the main screen and its history are reflowed."""
        self._anchor_history()
        self._terminal.resize(max(1, cols), max(1, rows))
        self._anchor, self._reflowed = None, True
        self._follow_history()
        self._generation += 1
        self._history_generation += 1

    def screen(self) -> Sequence[Row]:
        """The rows on the screen now, first to last."""
        if self._drawn is None or self._drawn[0] != self._generation:
            self._drawn = self._generation, self._read("active", 0, self.lines)
        return self._drawn[1]

    def history(self, first: int, last: int) -> list[Row]:
        """The lines `first` up to but not including `last`, as far as they are held."""
        first, last = max(first, self._base), min(last, self._top)
        if self._alternate:
            return []  # the library shows only the history of the screen that is on
        return [] if last <= first else self._read("screen", first - self._base, last - first)

    def compact(self) -> None:
        """The library packs its history by itself."""

    def take_replies(self) -> bytes:
        """Answers to the program's queries since the last call, in the order of the queries."""
        return self._library.take_replies()

    def take_events(self) -> list[TerminalEvent]:
        """What the program told its terminal since the last call."""
        return self._library.take_events(self._top + self._terminal.get("cursor_y"))

    def set_palette(self, palette: Palette) -> None:
        """Change the colours that queries are answered with; reports the theme if asked to."""
        changed = palette.dark != self._palette.dark
        self._palette = palette
        self._library.colour(self._terminal, palette)
        if changed and self._terminal.mode(2031):
            self._library.reply(b"\x1b[?997;1n" if palette.dark else b"\x1b[?997;2n")

    def snapshot(self) -> bytes:
        """The whole state, history included, for `restore` in this or a later version."""
        return _MAGIC + b"%d\n" % self._top + self._library.snapshot(self._terminal)

    def restore(self, state: bytes) -> None:
        """Take over a snapshot; raises ValueError and stays as it was when it cannot be read."""
        head, _, rest = state.removeprefix(_MAGIC).partition(b"\n")
        if not state.startswith(_MAGIC) or not head.isdigit():
            raise ValueError("not a snapshot of the ghostty backend")
        self._library.restore(self._terminal, rest)
        self._library.colour(self._terminal, self._palette)
        self._top, self._anchor, self._reflowed = int(head), None, False
        self._base = self._top - (0 if self._alternate else self._held)
        self._generation += 1
        self._history_generation += 1

    @property
    def _alternate(self) -> bool:
        return bool(self._terminal.get("active_screen", "GhosttyTerminalScreen"))

    @property
    def _held(self) -> int:
        return int(self._terminal.get("scrollback_rows", "size_t"))

    def _read(self, area: str, first: int, count: int) -> list[Row]:
        rows = self._reader.rows(self._library.format(self._terminal, area, first, count), count)
        wraps = self._library.wraps(self._terminal, area, first, count)
        return [
            self._settled(row, wrap, area, line)
            for line, (row, wrap) in enumerate(zip(rows, wraps, strict=True), first)
        ]

    def _settled(self, row: Row, wrap: bool, area: str, line: int) -> Row:
        """The row with the style of blank cells looked up where the formatter may have told a wrong one.

        It writes cells that nothing was ever put in as blanks of the style before them.
        """
        doubtful = self._reader.doubtful(row)
        if doubtful:
            styles = list(row.styles)
            for col in doubtful:
                if not self._library.shows(self._terminal, area, line, col):
                    styles[col] = style_code(0)
            row = row._replace(styles="".join(styles))
        return row._replace(wrapped=True) if wrap else row

    def _anchor_history(self) -> None:
        """Mark the newest line of the history, by which the lines to come are counted."""
        if self._anchor is None and not self._alternate and self._held:
            self._anchor = self._library.track(self._terminal, self._held - 1)

    def _follow_history(self) -> None:
        if self._alternate:
            return
        held = self._held
        if self._reflowed:  # the lines are other lines now; only the oldest number can be kept
            self._top, self._reflowed = self._base + held, False
        else:
            self._count(held)
        self._base, self._anchor = self._top - held, None

    def _count(self, held: int) -> None:
        place = -1 if self._anchor is None else self._library.place(self._anchor)
        if self._anchor is not None and not 0 <= place < held:
            self._history_generation += 1  # the history was cleared; numbers go on from where they were
            place = -1
        self._top += max(0, held - (place + 1))
