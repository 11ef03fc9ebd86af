"""What a terminal's screen is made of, as values that are cheap to compare and to send.

A row is two strings of equal length: `text` holds one code point per cell, `styles` one style
code per cell. Trailing default blanks are not stored, so a row may be shorter than the screen is
wide. In `text`

- `WIDE_TAIL` (NUL) fills the right half of a two-cell character;
- a code point from `CLUSTER_BASE` upwards stands for a grapheme cluster of several code points
  and is looked up in the emulator's cluster table.

In `styles` each code point is `style_code(number)` of an entry in the emulator's style table;
number 0 is always the default style. Tables only grow within one `epoch`; a new epoch makes all
earlier codes void.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import NamedTuple

import msgspec

__all__ = [
    "CLUSTER_BASE",
    "DEFAULT_STYLE",
    "WIDE_TAIL",
    "Color",
    "Cursor",
    "CursorShape",
    "Flag",
    "Modes",
    "MouseEncoding",
    "MouseMode",
    "Row",
    "Run",
    "Style",
    "Tables",
    "Underline",
    "style_code",
    "style_number",
]

WIDE_TAIL = "\0"
CLUSTER_BASE = 0x100000
"""First code point of supplementary private use area B; real input from there is interned as a cluster."""

_SURROGATES = 0xD800
_SURROGATE_COUNT = 0x800

Color = int | tuple[int, int, int] | None
"""None is the terminal's default, an int one of 256 palette entries, a tuple 8-bit red, green, blue."""


class Flag(IntFlag):
    """Rendition attributes of a cell."""

    BOLD = 1
    DIM = 2
    ITALIC = 4
    BLINK = 8
    INVERSE = 16
    HIDDEN = 32
    STRIKE = 64
    OVERLINE = 128
    PROTECTED = 256
    """Kept by selective erase (DECSCA); never drawn."""


class Underline(IntEnum):
    """Underline styles in the numbering of SGR 4:n."""

    NONE = 0
    SINGLE = 1
    DOUBLE = 2
    CURLY = 3
    DOTTED = 4
    DASHED = 5


class Style(NamedTuple):
    """Everything about a cell but its character."""

    fg: Color = None
    bg: Color = None
    flags: int = 0
    """A sum of `Flag` members."""
    underline: int = 0
    """An `Underline` member."""
    underline_color: Color = None
    link: str | None = None
    """Target of an OSC 8 hyperlink."""


DEFAULT_STYLE = Style()


class Row(NamedTuple):
    """One line of a terminal; see the module's docstring for the encoding."""

    text: str = ""
    styles: str = ""
    wrapped: bool = False
    """Whether the text goes on in the next row without a line break in between."""


class Run(NamedTuple):
    """Neighbouring cells of one style, with clusters resolved and wide tails dropped."""

    text: str
    style: Style
    cells: int
    """Width on the screen; a wide character counts two."""


def style_code(number: int) -> str:
    """The code point that stands for a style's number in `Row.styles`; surrogates are skipped."""
    return chr(number if number < _SURROGATES else number + _SURROGATE_COUNT)


def style_number(code: str) -> int:
    """The inverse of `style_code`."""
    point = ord(code)
    return point if point < _SURROGATES else point - _SURROGATE_COUNT


@dataclass(slots=True)
class Tables:
    """The style and cluster tables that rows refer to; appended to within an epoch, never changed."""

    epoch: int = 0
    styles: list[Style] = field(default_factory=lambda: [DEFAULT_STYLE])
    clusters: list[str] = field(default_factory=list)

    def plain(self, row: Row) -> str:
        """The row as ordinary text: clusters resolved, wide tails dropped, trailing blanks kept."""
        text = row.text
        if text.isascii() and WIDE_TAIL not in text:
            return text
        return "".join(self._resolve(char) for char in text if char != WIDE_TAIL)

    def runs(self, row: Row) -> Iterator[Run]:
        """The row cut where the style changes, ready to be painted."""
        text, codes = row.text, row.styles
        start, end = 0, len(text)
        while start < end:
            code = codes[start]
            stop = start + 1
            while stop < end and codes[stop] == code:
                stop += 1
            piece = self.plain(Row(text[start:stop]))
            yield Run(piece, self.styles[style_number(code)], stop - start)
            start = stop

    def _resolve(self, char: str) -> str:
        point = ord(char)
        return self.clusters[point - CLUSTER_BASE] if point >= CLUSTER_BASE else char


class CursorShape(IntEnum):
    """Cursor shapes in the numbering of DECSCUSR; odd numbers blink."""

    DEFAULT = 0
    BLINKING_BLOCK = 1
    BLOCK = 2
    BLINKING_UNDERLINE = 3
    UNDERLINE = 4
    BLINKING_BAR = 5
    BAR = 6


class Cursor(NamedTuple):
    """Where the next character goes; row and column count from 0 at the top left of the screen."""

    row: int = 0
    col: int = 0
    visible: bool = True
    shape: int = 0
    """A `CursorShape` member."""
    pending_wrap: bool = False
    """The last column is filled and the next character wraps first."""


class MouseMode(IntEnum):
    """Which mouse events the program asked for, by DEC private mode number."""

    OFF = 0
    X10 = 9
    BUTTONS = 1000
    DRAG = 1002
    MOTION = 1003


class MouseEncoding(IntEnum):
    """How mouse events are written, by DEC private mode number; 0 is the X10 form."""

    X10 = 0
    UTF8 = 1005
    SGR = 1006
    URXVT = 1015
    SGR_PIXELS = 1016


class Modes(msgspec.Struct, frozen=True, kw_only=True):
    """The modes of a terminal that decide how input is encoded and how output is shown."""

    alternate: bool = False
    app_cursor: bool = False
    app_keypad: bool = False
    backarrow_sends_bs: bool = False
    newline: bool = False
    bracketed_paste: bool = False
    focus_events: bool = False
    synchronized: bool = False
    """Output is between the two halves of DEC mode 2026 and must not be painted yet."""
    reverse_video: bool = False
    alternate_scroll: bool = False
    """DEC mode 1007: the wheel sends arrow keys while the alternate screen is on."""
    theme_reports: bool = False
    size_reports: bool = False
    mouse: int = 0
    """A `MouseMode` member."""
    mouse_encoding: int = 0
    """A `MouseEncoding` member."""
    kitty_flags: int = 0
    """Progressive enhancement flags of the kitty keyboard protocol now in force."""
    modify_other_keys: int = 0
    """Level of xterm's modifyOtherKeys: 0, 1 or 2."""
