"""A copy of a session's screen, kept by applying frames; pure, no IO."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from plangate.model.screen import Cursor, Modes, Row, Tables
from plangate.wire.stream import Frame, HistoryRows

__all__ = ["Applied", "Mirror"]

_HISTORY_KEPT = 50_000
"""Rows; a bound against scrolling through a huge history, not a promise."""
_BLANK = Row()


class Applied(msgspec.Struct, frozen=True):
    """What a frame did to the mirror."""

    changed: tuple[int, ...]
    """Rows that were replaced, after moving up by `scrolled`."""
    scrolled: int
    full: bool


class Mirror:
    """The screen as of the last frame, and the history rows that were asked for.

    Attributes may be read at any time; only `apply` and `keep` change them.
    """

    __slots__ = ("_generation", "_history", "base", "cursor", "modes", "rows", "seq", "size", "tables", "top")

    def __init__(self) -> None:
        self.size = (0, 0)
        """Columns and lines; zeros before the first frame."""
        self.base = 0
        self.top = 0
        self.rows: list[Row] = []
        self.tables = Tables(epoch=-1)
        self.cursor = Cursor()
        self.modes = Modes()
        self.seq = 0
        """Of the newest frame; what an acknowledgement names."""
        self._generation = -1
        self._history: dict[int, Row] = {}

    def apply(self, frame: Frame) -> Applied:
        """Take over what a frame brings."""
        self._take_tables(frame)
        if frame.history_generation != self._generation:
            self._generation = frame.history_generation
            self._history.clear()
        full = frame.full or (frame.cols, frame.rows) != self.size
        scrolled = 0 if full else max(0, frame.top - self.top)
        rows = [] if full else self.rows[scrolled:]
        rows.extend([_BLANK] * (frame.rows - len(rows)))
        for number, row in frame.changed:
            if 0 <= number < frame.rows:
                rows[number] = row
        self.rows = rows
        self.size = (frame.cols, frame.rows)
        self.base, self.top, self.seq = frame.base, frame.top, frame.seq
        self.cursor = frame.cursor
        if frame.modes is not None:
            self.modes = frame.modes
        return Applied(tuple(number for number, _ in frame.changed), scrolled, full)

    def keep(self, reply: HistoryRows) -> bool:
        """Keep history rows; False when tables or history have changed since, and they mean nothing now."""
        if reply.epoch != self.tables.epoch:
            return False
        self.tables.styles.extend(reply.styles)
        self.tables.clusters.extend(reply.clusters)
        if reply.history_generation != self._generation:
            return False
        for offset, row in enumerate(reply.rows):
            self._history[reply.first + offset] = row
        while len(self._history) > _HISTORY_KEPT:
            del self._history[next(iter(self._history))]
        return True

    def lines(self, first: int, last: int) -> list[Row] | None:
        """The lines `first` up to `last` that the host can still have; None when some must be asked for.

        Lines on the screen come from the screen.
        """
        first, last = max(first, self.base), min(last, self.top + len(self.rows))
        found: list[Row] = []
        for number in range(first, last):
            row = self.rows[number - self.top] if number >= self.top else self._history.get(number)
            if row is None:
                return None
            found.append(row)
        return found

    def held(self, first: int, last: int) -> list[Row]:
        """As `lines`, without those that nobody holds any more."""
        found = []
        for number in range(max(first, self.base), min(last, self.top + len(self.rows))):
            row = self.rows[number - self.top] if number >= self.top else self._history.get(number)
            if row is not None:
                found.append(row)
        return found

    def missing(self, first: int, last: int) -> tuple[int, int]:
        """The smallest range that holds every line of `lines` that must be asked for; empty when equal."""
        first, last = max(first, self.base), min(last, self.top)
        absent = [number for number in range(first, last) if number not in self._history]
        return (absent[0], absent[-1] + 1) if absent else (first, first)

    def forget(self) -> None:
        """Before a new connection: its tables start anew, and so must everything that refers to them."""
        self.tables = Tables(epoch=-1, styles=self.tables.styles, clusters=self.tables.clusters)
        self._generation = -1
        self._history.clear()

    def text(self) -> Sequence[str]:
        """The screen as plain lines without trailing blanks."""
        return [self.tables.plain(row).rstrip() for row in self.rows]

    def _take_tables(self, frame: Frame) -> None:
        if frame.epoch != self.tables.epoch:
            self.tables = Tables(epoch=frame.epoch, styles=list(frame.styles), clusters=list(frame.clusters))
            self._history.clear()
            return
        self.tables.styles.extend(frame.styles)
        self.tables.clusters.extend(frame.clusters)
