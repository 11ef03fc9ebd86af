"""What a terminal's screen remembers, and the names under which pyte's users read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pyte
from pyte.screens import Char, Cursor

from plangate.emulator.api import Palette
from plangate.emulator.history import History
from plangate.emulator.line import Line
from plangate.emulator.pens import Codebook, Pen
from plangate.model.screen import Color, Flag, Style, Tables, style_number
from plangate.model.terminal import TerminalEvent, TerminalEventKind

__all__ = ["TAB_STOPS", "Charsets", "Saved", "State"]

TAB_STOPS = range(8, 1024, 8)
"""Columns of the tab stops until a program sets others."""

MAX_STYLES = 4096
"""Styles in the table before it is renewed with only those in use; twice those in use if that is more."""

MAX_CLUSTERS = 4096
"""The same for clusters."""

MAX_EVENTS = 4096
"""Events kept until somebody takes them."""

MAX_REPLIES = 1 << 20
"""Characters of replies kept until somebody takes them."""


@dataclass(slots=True)
class Charsets:
    """Designated character sets and which of them is in use."""

    sets: list[str] = field(default_factory=lambda: ["B", "B", "B", "B"])
    """G0 to G3, each as the end of the sequence that designates it."""
    left: int = 0
    single: int = 0
    """2 or 3 when the next character comes from that set."""

    def copy(self) -> Charsets:
        """The same, to be changed on its own."""
        return replace(self, sets=list(self.sets))


class Saved(NamedTuple):
    """What DECSC saves and DECRC brings back."""

    x: int = 0
    y: int = 0
    pending: bool = False
    style: Style = Style()
    origin: bool = False
    protection: int = 0
    charsets: tuple[str, str, str, str] = ("B", "B", "B", "B")
    left: int = 0


class _Names:
    """Colours by pyte's names."""

    NAMES = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")

    @classmethod
    def of(cls, color: Color) -> str:
        if color is None:
            return "default"
        if isinstance(color, tuple):
            return "{:02x}{:02x}{:02x}".format(*color)
        if color < 8:
            return cls.NAMES[color]
        return f"bright{cls.NAMES[color - 8]}" if color < 16 else str(color)


class _BufferLine(Mapping[int, Char]):
    """A row as pyte shows it: columns to characters, made on demand."""

    def __init__(self, state: State, line: Line) -> None:
        self._state = state
        self._line = line

    def __getitem__(self, column: int) -> Char:
        state, line = self._state, self._line
        if column >= len(line.text):
            return Char(" ")
        style = state.book.tables.styles[style_number(line.codes[column])]
        text = line.text[column]
        flags = style.flags
        return Char(
            "" if text == "\0" else state.book.clusters.text(text),
            _Names.of(style.fg),
            _Names.of(style.bg),
            bool(flags & Flag.BOLD),
            bool(flags & Flag.ITALIC),
            style.underline > 0,
            bool(flags & Flag.STRIKE),
            bool(flags & Flag.INVERSE),
            bool(flags & Flag.BLINK),
        )

    def __iter__(self) -> Iterator[int]:
        return iter(range(self._state.columns))

    def __len__(self) -> int:
        return self._state.columns


class State(pyte.Screen):
    """The state of a terminal. pyte's own initialisation, which makes an object per cell, is not run."""

    def __init__(self, columns: int, lines: int, scrollback: int, window_control: bool = False) -> None:
        self.columns = columns
        self.lines = lines
        self.area = (columns, lines)
        """The size that the terminal's owner gave, which a program may be allowed to leave."""
        self.window_control = window_control
        """Whether a program may change the size and read back what it has set."""
        self.book = Codebook()
        self.style_limit = MAX_STYLES
        self.cluster_limit = MAX_CLUSTERS
        self.past = History(scrollback)
        self.palette = Palette()
        self.replies: list[str] = []
        self._reply_size = 0
        self.events_out: list[TerminalEvent] = []
        self.history_generation = 0
        self.title = ""
        self.icon_name = ""
        self.titles: list[tuple[str, str]] = []
        self.clean()

    def clean(self) -> None:
        """Take on the state of a terminal just switched on, apart from sizes, title and history."""
        self.main = [Line() for _ in range(self.lines)]
        self.alternate = [Line() for _ in range(self.lines)]
        self.rows = self.main
        self.alternate_on = False
        self.x = 0
        self.y = 0
        self.pending = False
        """The last column is filled and the next character wraps first."""
        self.pen: Pen = self.book.pens.default
        self.top = 0
        self.bottom = self.lines - 1
        self.left = 0
        self.right = self.columns - 1
        self.margins_on = False
        """DECLRMM: left and right margins are in force."""
        self.autowrap = True
        self.origin_on = False
        self.insert_on = False
        self.newline_on = False
        self.reverse_wrap = 0
        """0 off, 45 within wrapped lines, 1045 anywhere."""
        self.protection = 0
        """0 none, 1 by DECSCA, 2 by ISO 6429's guarded areas."""
        self.charsets = Charsets()
        self.mapping: dict[int, str] | None = None
        self.joining: tuple[int, int, bool] | None = None
        """Where the cursor was when a joiner came that waits for its second half."""
        self.saved: list[Saved] = [Saved(), Saved()]
        """What DECSC saved on the main and on the alternate screen."""
        self.tabs = list(TAB_STOPS)
        """Tab stops in order."""
        self.drawn = ""
        """The text drawn last, whose last character REP repeats."""
        self._clean_modes()
        self.refresh()

    def _clean_modes(self) -> None:
        self.private_modes: set[int] = {7, 8, 25, 1007, 1035, 1036}
        self.ansi_modes: set[int] = {12}
        self.kept_modes: dict[int, bool] = {}
        self.mouse = 0
        self.mouse_encoding = 0
        self.kitty: list[list[int]] = [[0], [0]]
        self.modify_other_keys = 0
        self.keypad_application = False
        self.shape = 0
        self.level = 4
        self.eight_bit = False
        self.rectangular = 0
        """DECSACE: 2 when DECCARA and DECRARA work on rectangles."""
        self.checksum = 0
        """XTCHECKSUM: how DECRQCRA counts."""
        self.title_modes: set[int] = {2, 3}
        self.pens_kept: list[tuple[Style, int]] = []
        self.colors: dict[int, tuple[int, int, int]] = {}
        """Palette entries that the program changed; from 256 on the special and dynamic colours."""
        self.notes: dict[str, tuple[str, str]] = {}
        """Notifications of OSC 99 that are not complete: title and body by identifier."""
        self.iconified = False
        self.place = (0, 0)
        """Where the program wants its window: there is none, but it is told what it asked for."""
        self.unmaximized: tuple[int, int] | None = None
        """Columns and lines before the program maximized its window."""
        self.selection = ""
        """What the program put into the clipboard last, as it came."""
        self.palettes: list[dict[int, tuple[int, int, int]]] = []
        """Colours put aside by XTPUSHCOLORS."""
        self.palette_entry = 0
        """How many of them are in use."""

    def refresh(self) -> None:
        """Work out anew what the fast paths ask for."""
        self.direct = not (
            self.insert_on or self.margins_on or self.joining or self.mapping or self.charsets.single
        )
        """A run of text that fits into the line can be written there as it is."""
        self.full = (
            self.top == 0
            and self.bottom == self.lines - 1
            and (not self.margins_on or (self.left == 0 and self.right == self.columns - 1))
        )
        """The whole screen scrolls."""

    def reply(self, text: str) -> None:
        """Answer the program."""
        if self._reply_size + len(text) <= MAX_REPLIES:
            self._reply_size += len(text)
            self.replies.append(text)

    def take_replies(self) -> list[str]:
        """Answers since the last call."""
        taken, self.replies, self._reply_size = self.replies, [], 0
        return taken

    def csi_reply(self, text: str) -> None:
        """Answer with a control sequence."""
        self.reply(("\x9b" if self.eight_bit else "\x1b[") + text)

    def dcs_reply(self, text: str) -> None:
        """Answer with a device control string."""
        self.reply(f"\x90{text}\x9c" if self.eight_bit else f"\x1bP{text}\x1b\\")

    def tell(self, kind: TerminalEventKind, text: str = "", detail: str = "") -> None:
        """Note what the program told its terminal."""
        if len(self.events_out) < MAX_EVENTS:
            self.events_out.append(TerminalEvent(kind, text, detail, self.past.end + self.y))

    def new_line(self) -> Line:
        """A blank line in the present background colour."""
        blank = self.pen.blank
        if blank == "\0":
            return Line()
        return Line(" " * self.columns, blank * self.columns)

    def renew_tables(self) -> None:
        """Begin a new epoch of the tables with only what the screens need."""
        old = self.book.tables
        self.past.settle(self.book)
        self.book.renew()
        codes = {0: "\0"}
        for line in {id(line): line for line in (*self.main, *self.alternate)}.values():
            self._recode(line, old, codes)
        self.pen = self.book.pens.pen(self.pen.style)
        self.style_limit = max(MAX_STYLES, 2 * len(self.book.tables.styles))
        self.cluster_limit = max(MAX_CLUSTERS, 2 * len(self.book.tables.clusters))

    def crowded(self) -> bool:
        """Whether the tables should be renewed before anything else goes into them."""
        tables = self.book.tables
        return len(tables.styles) > self.style_limit or len(tables.clusters) > self.cluster_limit

    def _recode(self, line: Line, old: Tables, codes: dict[int, str]) -> None:
        """Give a line its codes in the new tables; `codes` is what has been translated so far."""
        copy, styles = self.book.pens.copy, old.styles
        for point in set(map(ord, line.codes)).difference(codes):
            codes[point] = copy(styles[style_number(chr(point))])
        line.codes = line.codes.translate(codes)
        if line.mixed:
            chars = {
                ord(char): self.book.clusters.code(old.clusters[ord(char) - 0x100000])
                for char in set(line.text)
                if ord(char) >= 0x100000
            }
            line.text = line.text.translate(chars)
        line.seen = None

    # What pyte's users read.

    @property
    def display(self) -> list[str]:
        """The screen as text, one string per row."""
        plain = self.book.tables.plain
        return [plain(line.row()) + " " * (self.columns - len(line.text)) for line in self.rows]

    @property
    def cursor(self) -> Cursor:
        """The cursor as pyte describes it."""
        cursor = Cursor(self.x, self.y)
        cursor.hidden = 25 not in self.private_modes
        return cursor

    @property
    def buffer(self) -> Mapping[int, Mapping[int, Char]]:
        """The screen as pyte's rows of characters, made on demand."""
        return {number: _BufferLine(self, line) for number, line in enumerate(self.rows)}

    @property
    def mode(self) -> set[int]:
        """The modes that are set, in pyte's numbering: private ones are shifted by five bits."""
        return {number << 5 for number in self.private_modes} | self.ansi_modes

    @property
    def margins(self) -> Any:
        """The scrolling region as pyte describes it: None when it is the whole screen."""
        if self.top == 0 and self.bottom == self.lines - 1:
            return None
        return pyte.screens.Margins(self.top, self.bottom)
