"""What one client has of a screen, and the frame that brings it up to date. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import is_not

from plangate.emulator.api import Emulator
from plangate.model.screen import Cursor, Modes, Row, Style, Tables
from plangate.wire.stream import Frame, HistoryRows

__all__ = ["TableMark", "View"]

_BLANK = Row()


class TableMark:
    """How far the style and cluster tables have been sent on a connection."""

    __slots__ = ("clusters", "epoch", "styles")

    def __init__(self) -> None:
        self.epoch = -1
        self.styles = 0
        self.clusters = 0

    def advance(self, tables: Tables) -> tuple[list[Style], list[str]]:
        """What has to be sent now; all of it in a new epoch."""
        sent = (self.epoch, self.styles, self.clusters)
        if sent == (tables.epoch, len(tables.styles), len(tables.clusters)):
            return [], []
        if tables.epoch != self.epoch:
            self.epoch, self.styles, self.clusters = tables.epoch, 0, 0
        styles = tables.styles[self.styles :] if len(tables.styles) > self.styles else []
        clusters = tables.clusters[self.clusters :] if len(tables.clusters) > self.clusters else []
        self.styles += len(styles)
        self.clusters += len(clusters)
        return styles, clusters

    def rows(self, emulator: Emulator, request: int, first: int, rows: list[Row]) -> HistoryRows:
        """History rows as a message, with what the tables have grown by."""
        styles, clusters = self.advance(emulator.tables)
        return HistoryRows(
            id=request,
            first=first,
            rows=rows,
            epoch=self.epoch,
            history_generation=emulator.history_generation,
            styles=styles,
            clusters=clusters,
        )


class View:
    """The screen as one client has it after the last frame sent."""

    __slots__ = ("_base", "_cursor", "_generation", "_history", "_mark", "_modes", "_rows", "_size", "_top")

    def __init__(self, mark: TableMark) -> None:
        self._mark = mark
        self._generation = -1
        self._size = (0, 0)
        self._rows: Sequence[Row] = ()
        self._top = 0
        self._base = -1
        self._history = -1
        self._cursor: Cursor | None = None
        self._modes: Modes | None = None

    def behind(self, emulator: Emulator) -> bool:
        """Whether something may have changed since the last frame."""
        return emulator.generation != self._generation

    def advance(self, emulator: Emulator, seq: int) -> Frame | None:
        """The frame that brings the client up to date; None when nothing can be seen to have changed."""
        generation = emulator.generation
        rows = emulator.screen()
        top, size, tables = emulator.top, (emulator.columns, emulator.lines), emulator.tables
        full = size != self._size or tables.epoch != self._mark.epoch or top < self._top
        changed = list(enumerate(rows)) if full else self._changes(rows, top - self._top)
        cursor, modes, base = emulator.cursor, emulator.modes, emulator.base
        history = emulator.history_generation
        same_modes = modes is self._modes or modes == self._modes
        self._generation = generation
        if not (full or changed or top != self._top or history != self._history or not same_modes) and (
            cursor == self._cursor and base == self._base
        ):
            return None
        styles, clusters = self._mark.advance(tables)
        self._rows = rows
        self._size, self._top, self._base, self._history = size, top, base, history
        self._cursor, self._modes = cursor, modes
        return Frame(
            seq=seq,
            full=full,
            cols=size[0],
            rows=size[1],
            base=base,
            top=top,
            history_generation=history,
            cursor=cursor,
            modes=None if same_modes and not full else modes,
            changed=changed,
            epoch=tables.epoch,
            styles=styles,
            clusters=clusters,
        )

    def _changes(self, rows: Sequence[Row], scrolled: int) -> list[tuple[int, Row]]:
        """Rows that differ from what the client has after moving its rows up."""
        old = self._rows
        if scrolled:
            old = (*old[scrolled:], *[_BLANK] * min(scrolled, len(rows)))
        return [
            (number, row)
            for number, row in compress(enumerate(rows), map(is_not, rows, old))
            if row != old[number]
        ]
