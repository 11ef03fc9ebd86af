"""Up to nine live terminals side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container, Sequence
from math import ceil

from textual.app import ComposeResult
from textual.containers import Grid

from plangate.dashboard.context import Context
from plangate.dashboard.theme_file import Palette
from plangate.dashboard.widgets.tile import Tile
from plangate.model.session import Session, SessionId

__all__ = ["MOST", "TerminalGrid", "columns_for"]

MOST = 9
_LEAST_WIDTH = 40
"""Cells below which a tile says too little, so that there are fewer columns."""
_QUIET_RATE = 20.0
"""Most frames a second of tiles that are looked at from the corner of the eye."""


def columns_for(count: int, width: int) -> int:
    """How many tiles stand side by side."""
    wanted = 1 if count <= 1 else 2 if count <= 4 else 3
    return max(1, min(wanted, width // _LEAST_WIDTH))


class TerminalGrid(Grid, can_focus=True):
    """Tiles of sessions; one of them is current."""

    DEFAULT_CSS = """
    TerminalGrid { width: 1fr; height: 1fr; grid-gutter: 0 1; background: $background; }
    """

    def __init__(self, context: Context, palette: Callable[[], Palette], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shared, self._palette = context, palette
        self.current = 0
        self._filling = asyncio.Lock()

    def compose(self) -> ComposeResult:
        yield from ()

    @property
    def tiles(self) -> list[Tile]:
        """The tiles in order."""
        return [tile for tile in self.children if isinstance(tile, Tile)]

    @property
    def tile(self) -> Tile | None:
        """The current tile."""
        tiles = self.tiles
        return tiles[min(self.current, len(tiles) - 1)] if tiles else None

    async def fill(self, sessions: Sequence[Session], current: SessionId | None) -> None:
        """Show these sessions, with this one current."""
        wanted = list(sessions[:MOST])
        await self.remove_children()
        tiles = [Tile(self._shared, self._palette, compact=True) for _ in wanted]
        await self.mount_all(tiles)
        for tile, session in zip(tiles, wanted, strict=True):
            tile.show(session)
        ids = [session.id for session in wanted]
        self.arrange_tiles()
        self.go(ids.index(current) if current in ids else 0)

    def lacks(self, wanted: Sequence[Session], listed: Container[SessionId]) -> bool:
        """Whether `take_in` would change anything."""
        shown = [tile.session for tile in self.tiles if tile.session is not None]
        room = len(shown) < MOST or any(session.exit is not None for session in shown)
        return any(session.id not in listed for session in shown) or (room and bool(self._new(wanted)))

    async def take_in(self, wanted: Sequence[Session], listed: Container[SessionId]) -> None:
        """Let tiles of sessions off the list go, and give new ones that run a tile while there is room.

        Tiles stay where they are, with the terminal they show; one whose session has ended makes room
        when there is no other.

        Args:
            wanted: What should be seen, in order.
            listed: All sessions there are.
        """
        async with self._filling:
            for tile in self.tiles:
                if tile.session is not None and tile.session.id not in listed:
                    await tile.remove()
            for session in self._new(wanted):
                free = await self._free_tile()
                if free is not None:
                    free.show(session)
            self.arrange_tiles()
            self.go(self.current)

    def _new(self, wanted: Sequence[Session]) -> list[Session]:
        """Those that run and have no tile."""
        known = {tile.session.id for tile in self.tiles if tile.session is not None}
        return [session for session in wanted if session.exit is None and session.id not in known]

    async def _free_tile(self) -> Tile | None:
        """A new tile, or the one whose session ended first; None when all are needed."""
        if len(self.tiles) < MOST:
            tile = Tile(self._shared, self._palette, compact=True)
            await self.mount(tile)
            return tile
        ended = [tile for tile in self.tiles if tile.session is not None and tile.session.exit is not None]
        return min(ended, key=lambda tile: tile.session.since if tile.session else 0.0, default=None)

    async def clear(self) -> None:
        """Let go of all sessions."""
        await self.remove_children()

    def update(self, session: Session) -> None:
        """A session is not as it was."""
        for tile in self.tiles:
            if tile.session is not None and tile.session.id == session.id:
                tile.show(session)

    def go(self, place: int) -> None:
        """Make this tile the current one."""
        tiles = self.tiles
        if not tiles:
            return
        self.current = max(0, min(place, len(tiles) - 1))
        rate = self._shared.settings.appearance.frame_rate
        for number, tile in enumerate(tiles):
            tile.set_class(number == self.current, "-current")
            tile.pane.feed.set_rate(rate if number == self.current else min(rate, _QUIET_RATE))

    def step(self, right: int, down: int) -> None:
        """Go to a neighbour, if there is one."""
        columns = self._columns()
        row, column = divmod(self.current, columns)
        column, row = column + right, row + down
        place = row * columns + column
        if 0 <= column < columns and row >= 0 and place < len(self.tiles):
            self.go(place)

    def on_resize(self) -> None:
        """More or fewer columns fit."""
        self.arrange_tiles()

    def arrange_tiles(self) -> None:
        """Choose the number of columns and rows; the last row is filled by its tiles."""
        tiles, columns = self.tiles, self._columns()
        if not tiles:
            return
        self.styles.grid_size_columns = columns
        self.styles.grid_size_rows = ceil(len(tiles) / columns)
        rest = len(tiles) % columns
        for tile in tiles:
            tile.styles.column_span = 1
        if rest:
            tiles[-1].styles.column_span = columns - rest + 1

    def _columns(self) -> int:
        return columns_for(len(self.tiles), self.size.width or self.app.size.width)
