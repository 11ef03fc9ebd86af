"""A terminal that knows printable ASCII, CR, LF and one query: enough to test what surrounds an emulator."""

from __future__ import annotations

import json
from collections.abc import Sequence

from plangate.emulator.api import Palette
from plangate.model.screen import Cursor, Modes, Row, Tables
from plangate.model.terminal import TerminalEvent, TerminalEventKind

__all__ = ["PlainEmulator"]

QUERY = b"\x05"
ANSWER = b"\x06"


class PlainEmulator:
    """Implements `Emulator` for tests; BEL is an event, ENQ a query answered with ACK."""

    def __init__(self, cols: int = 20, rows: int = 4, scrollback: int = 1000) -> None:
        self.columns, self.lines = cols, rows
        self.base = 0
        self.top = 0
        self.generation = 0
        self.history_generation = 0
        self.modes = Modes()
        self.title = ""
        self.tables = Tables()
        self._scrollback = scrollback
        self._rows: list[Row] = [Row()]
        self._column = 0
        self._replies = b""
        self._events: list[TerminalEvent] = []

    @property
    def cursor(self) -> Cursor:
        """After the last character."""
        return Cursor(self.base + len(self._rows) - 1 - self.top, self._column)

    def feed(self, data: bytes) -> None:
        """Take output."""
        self.generation += 1
        for byte in data:
            if byte == 7:
                self._events.append(TerminalEvent(TerminalEventKind.BELL, line=self.top))
            elif byte == 5:
                self._replies += ANSWER
            elif byte == 10:
                self._rows.append(Row())
            elif byte == 13:
                self._column = 0
            elif byte >= 32:
                text = self._rows[-1].text[: self._column].ljust(self._column) + chr(byte)
                self._rows[-1] = Row(text, "\0" * len(text))
                self._column += 1
        self._settle()

    def resize(self, cols: int, rows: int) -> None:
        """Change the size; nothing is reflowed."""
        self.columns, self.lines = cols, rows
        self.generation += 1
        self._settle()

    def screen(self) -> Sequence[Row]:
        """The rows on the screen."""
        shown = self._rows[self.top - self.base :]
        return shown + [Row()] * (self.lines - len(shown))

    def history(self, first: int, last: int) -> list[Row]:
        """Lines above the screen."""
        first, last = max(first, self.base), min(last, self.top)
        return self._rows[first - self.base : last - self.base] if first < last else []

    def compact(self) -> None:
        """Nothing can be made smaller."""

    def take_replies(self) -> bytes:
        """Answers since the last call."""
        replies, self._replies = self._replies, b""
        return replies

    def take_events(self) -> list[TerminalEvent]:
        """Events since the last call."""
        events, self._events = self._events, []
        return events

    def set_palette(self, palette: Palette) -> None:
        """Colours mean nothing here."""

    def snapshot(self) -> bytes:
        """The whole state."""
        state = [self.columns, self.lines, self.base, self._column, [row.text for row in self._rows]]
        return json.dumps(state).encode()

    def restore(self, state: bytes) -> None:
        """Take over a snapshot."""
        self.columns, self.lines, self.base, self._column, texts = json.loads(state)
        self._rows = [Row(text, "\0" * len(text)) for text in texts]
        self.generation += 1
        self._settle()

    def _settle(self) -> None:
        self.top = max(self.top, self.base + len(self._rows) - self.lines)
        surplus = self.top - self.base - self._scrollback
        if surplus > 0:
            del self._rows[:surplus]
            self.base += surplus
