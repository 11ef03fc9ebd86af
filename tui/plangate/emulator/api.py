"""The interface every terminal backend offers; everything above sees only this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from plangate.model.screen import Cursor, Modes, Row, Tables
from plangate.model.terminal import TerminalEvent

__all__ = ["Emulator", "Palette"]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours a terminal reports and resets to, as 8-bit red, green and blue."""

    foreground: tuple[int, int, int] = (229, 229, 229)
    background: tuple[int, int, int] = (0, 0, 0)
    cursor: tuple[int, int, int] = (229, 229, 229)
    indexed: tuple[tuple[int, int, int], ...] = ()
    """Entries 0 to 255, or fewer; the rest are xterm's."""
    dark: bool = True


class Emulator(Protocol):
    """A terminal without a window.

    Lines are numbered absolutely: 0 is the first line ever, numbers only grow, also when old
    history is dropped. `base` is the oldest line still held, `top` the line in the screen's first
    row; history is `base` up to `top`, the screen `top` up to `top + lines`. On the alternate
    screen the history is that of the main screen, and `top` does not move.
    """

    @property
    def columns(self) -> int:
        """Width in cells."""

    @property
    def lines(self) -> int:
        """Height in rows."""

    @property
    def base(self) -> int:
        """Absolute number of the oldest line held."""

    @property
    def top(self) -> int:
        """Absolute number of the line in the screen's first row."""

    @property
    def generation(self) -> int:
        """Grows whenever anything that can be seen may have changed."""

    @property
    def history_generation(self) -> int:
        """Grows whenever lines already in the history changed: reflow, clearing."""

    @property
    def cursor(self) -> Cursor:
        """Where the cursor is and how it looks."""

    @property
    def modes(self) -> Modes:
        """The modes that matter for input and for painting."""

    @property
    def title(self) -> str:
        """The window title."""

    @property
    def tables(self) -> Tables:
        """The style and cluster tables that all rows refer to."""

    def feed(self, data: bytes) -> None:
        """Take output of the program; never raises, and any chunking gives the same screen."""

    def resize(self, cols: int, rows: int) -> None:
        """Change the size (at least 1 by 1); the main screen and its history are reflowed."""

    def screen(self) -> Sequence[Row]:
        """The rows on the screen now, first to last; a later call never changes what this one gave.

        Rows that did not change since the last call compare equal quickly (mostly by identity).
        """

    def history(self, first: int, last: int) -> list[Row]:
        """The lines `first` up to but not including `last`, as far as they are held."""

    def compact(self) -> None:
        """Take as little memory as possible, for nothing happens at the moment; nobody can see a change."""

    def take_replies(self) -> bytes:
        """Answers to the program's queries since the last call, in the order of the queries."""

    def take_events(self) -> list[TerminalEvent]:
        """What the program told its terminal since the last call."""

    def set_palette(self, palette: Palette) -> None:
        """Change the colours that queries are answered with; reports the theme if asked to."""

    def snapshot(self) -> bytes:
        """The whole state, history included, for `restore` in this or a later version."""

    def restore(self, state: bytes) -> None:
        """Take over a snapshot; raises ValueError and stays as it was when it cannot be read."""
