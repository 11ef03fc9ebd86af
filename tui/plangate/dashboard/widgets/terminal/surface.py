"""Painting a stream: only rows that changed are drawn, and only once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Self

from rich.style import Style as RichStyle
from textual import events
from textual.filter import ANSIToTruecolor
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from plangate.aio import spawn
from plangate.client.api import Control, Stream
from plangate.dashboard.theme_file import RGB, Palette
from plangate.dashboard.widgets.terminal.colors import StyleBook, mix, rgb_color
from plangate.dashboard.widgets.terminal.feed import Feed, Link
from plangate.dashboard.widgets.terminal.painter import Mark, Painter
from plangate.dashboard.widgets.terminal.viewport import Shape, Viewport
from plangate.errors import PlangateError
from plangate.model.screen import CursorShape, Row
from plangate.model.session import Exit, Focus, SessionId

__all__ = ["Surface"]

_BLANK = Row()
_AHEAD = 2
"""Screens of history that are fetched before and after the one shown."""
_HELD = 20_000
"""Lines of history kept by the pane itself."""


class Surface(Widget):
    """Shows what a stream mirrors, at the place the viewport says."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Surface { width: 1fr; height: 1fr; background: $terminal-background; }
    """

    def __init__(self, control: Control, palette: Palette, *, id: str | None = None) -> None:
        self._ready: dict[int, Strip] = {}
        super().__init__(id=id)
        self.feed = Feed(control, self)
        self.viewport = Viewport()
        self._palette = palette
        self._painter = self._new_painter()
        self._past: dict[int, Row] = {}
        self._stale: set[int] = set()
        self._wanted: tuple[int, int] | None = None
        self._first = 0
        self._cursor_row = -1
        self._used = 0
        self._to_ack = False

    @property
    def stream(self) -> Stream | None:
        """What is shown."""
        return self.feed.stream

    @property
    def shape(self) -> Shape:
        """The sizes at this moment."""
        stream = self.stream
        width, height = self.size
        if stream is None:
            return Shape(width, height)
        return Shape(
            width, height, stream.columns, stream.lines, stream.base, stream.top, stream.cursor, self._used
        )

    @property
    def draws_cursor(self) -> bool:
        """Whether keys land here."""
        return False

    def show(self, session: SessionId | None, *, after: float = 0.0) -> None:
        """Show another session's terminal."""
        if session != self.feed.session:
            self.viewport = Viewport()
            self._past.clear()
            self._wanted = None
        self.feed.show(session, after=after)

    def use_palette(self, palette: Palette) -> None:
        """Draw in these colours from now on."""
        self._palette = palette
        self._renew()

    def row_at(self, line: int) -> Row | None:
        """The row of an absolute line, if it is known."""
        stream = self.stream
        if stream is None:
            return None
        if line >= stream.top:
            place = line - stream.top
            return stream.rows[place] if place < len(stream.rows) else None
        return self._past.get(line)

    def marks(self, line: int) -> list[Mark]:
        """Styles to lay over a line: the selection, what was found."""
        return []

    def look(self, viewport: Viewport) -> None:
        """Look somewhere else."""
        if viewport != self.viewport:
            self.viewport = viewport
            self.refresh()

    def feed_frame(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        """From the feed: the mirror has changed."""
        stream = self.stream
        if stream is None:
            return
        self._to_ack = True
        if full:
            self._past.clear()
            self._stale.clear()
            self._wanted = None
        elif scrolled and not self.viewport.following:
            self._forget(stream.top - min(scrolled, stream.lines), stream.top)
        if stream.modes.reverse_video != self._painter.reverse:
            self._renew()
        self._measure(stream)
        shape = self.shape
        self.viewport = self.viewport.settle(shape)
        if not self.is_mounted or not (shape.width and shape.height):
            return
        self._refresh_changed(stream, shape, changed, full)

    def feed_focus(self, focus: Focus, mine: bool) -> None:
        """From the feed: the right to type has changed hands."""

    def feed_link(self, link: Link, reason: str) -> None:
        """From the feed: the connection is as good as this now."""
        self._renew()

    def feed_ended(self, exit: Exit) -> None:
        """From the feed: the program has ended."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The part of the pane inside `crop`; takes the place of Textual's cache of rendered lines."""
        ready = self._ready
        width, height = self.size
        if len(ready) < height:
            self._prepare()
        strips = [ready[y] for y in range(crop.y, crop.bottom) if y in ready]
        if crop.x or crop.width != width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        if self._to_ack:
            self._to_ack = False
            asyncio.get_running_loop().call_soon(self._ack)
        return strips

    def render_line(self, y: int) -> Strip:
        """One line of the pane."""
        if y not in self._ready:
            self._prepare()
        return self._ready[y]

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw lines anew: those of the regions, or all."""
        if regions:
            for region in regions:
                for y in region.line_range:
                    self._ready.pop(y, None)
        else:
            self._ready.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight."""
        self._ready.clear()
        self.viewport = self.viewport.settle(self.shape)

    def on_unmount(self) -> None:
        """Let go of the stream."""
        self.feed.leave()

    def _new_painter(self) -> Painter:
        stream = self.stream
        reverse = stream is not None and stream.modes.reverse_video
        faded = self.feed.link is Link.LOST
        outside = RichStyle(bgcolor=rgb_color(self.outside_color()))
        return Painter(StyleBook(self._palette, faded=faded, reverse=reverse), outside)

    def outside_color(self) -> RGB:
        """The colour of cells beyond the terminal: its own, a shade towards the text."""
        return mix(self._palette.background, self._palette.foreground, 0.035)

    def _renew(self) -> None:
        self._painter = self._new_painter()
        self.refresh()

    def _measure(self, stream: Stream) -> None:
        rows = stream.rows
        used = len(rows)
        while used and not rows[used - 1].text:
            used -= 1
        self._used = used

    def _refresh_changed(self, stream: Stream, shape: Shape, changed: Sequence[int], full: bool) -> None:
        first = self.viewport.first(shape)
        offset = stream.top - first
        cursor = stream.cursor.row + offset
        if full or first != self._first or self.viewport.column(shape) != self._left_drawn:
            self.refresh()
        else:
            rows = {row + offset for row in changed}
            if self.draws_cursor:
                rows |= {cursor, self._cursor_row}
            regions = [Region(0, row, shape.width, 1) for row in rows if 0 <= row < shape.height]
            if regions:
                self.refresh(*regions)
            else:
                self._to_ack = False
                stream.ack()
        self._first, self._cursor_row = first, cursor
        if self.draws_cursor:  # where an input method opens its window
            self.app.cursor_position = self.region.offset + Offset(
                stream.cursor.col - self._left_drawn, cursor
            )

    _left_drawn = 0

    def _ack(self) -> None:
        if self.stream is not None:
            self.stream.ack()

    def _prepare(self) -> None:
        """Draw the lines that are not ready."""
        stream, shape, painter, ready = self.stream, self.shape, self._painter, self._ready
        missing = [y for y in range(shape.height) if y not in ready]
        if stream is None:
            painter.frame(shape.width, 0, shape.width)
            strips = [painter.draw(_BLANK)] * len(missing)
        else:
            left = self._left_drawn = self.viewport.column(shape)
            painter.frame(shape.width, left, shape.columns)
            painter.use(stream.tables)
            first = self._first = self.viewport.first(shape)
            if first < stream.top:
                self._fetch(stream, first, first + shape.height)
            strips = [self._strip(stream, first + y) for y in missing]
        for line_filter in self.get_line_filters():
            if not isinstance(line_filter, ANSIToTruecolor):  # no other colours than true ones are drawn
                ground = self.background_colors[1]
                strips = [strip.apply_filter(line_filter, ground) for strip in strips]
        ready.update(zip(missing, strips, strict=True))

    def _strip(self, stream: Stream, line: int) -> Strip:
        if line >= stream.top + stream.lines:
            return self._painter.outside()
        row = self.row_at(line) or _BLANK
        if line < stream.top + stream.lines and line >= stream.top and not self.viewport.following:
            self._past[line] = row  # it may be history by the next frame, before that can be fetched
        marks = self.marks(line)
        if self.draws_cursor and stream.cursor.visible and line == stream.top + stream.cursor.row:
            marks = [*marks, self._cursor_mark(stream)]
        return self._painter.marked(row, marks) if marks else self._painter.draw(row)

    def _cursor_mark(self, stream: Stream) -> Mark:
        cursor, palette = stream.cursor, self._palette
        col = min(cursor.col, stream.columns - 1)
        row = stream.rows[cursor.row] if cursor.row < len(stream.rows) else _BLANK
        wide = row.text[col + 1 : col + 2] == "\0"
        if cursor.shape in (CursorShape.UNDERLINE, CursorShape.BLINKING_UNDERLINE):
            style = RichStyle(color=rgb_color(palette.cursor), underline=True, bold=True)
        elif cursor.shape in (CursorShape.BAR, CursorShape.BLINKING_BAR):
            shade = mix(palette.cursor, palette.background, 0.35)
            style = RichStyle(color=rgb_color(palette.background), bgcolor=rgb_color(shade))
        else:
            style = RichStyle(color=rgb_color(palette.background), bgcolor=rgb_color(palette.cursor))
        return col, col + (2 if wide else 1), style

    def _forget(self, first: int, last: int) -> None:
        """Lines left the screen: what was kept of them may be older than their last change."""
        self._stale.update(line for line in range(first, last) if line in self._past)

    def _fetch(self, stream: Stream, first: int, last: int) -> None:
        """Ask for the history in sight, and for some around it."""
        needed = range(max(first, stream.base), min(last, stream.top))
        if self._wanted is not None:
            return
        if all(line in self._past and line not in self._stale for line in needed):
            return
        around = _AHEAD * (last - first)
        self._wanted = (max(stream.base, first - around), min(stream.top, last + around))
        spawn(self._fetched(stream, *self._wanted), name="history of a pane")

    async def _fetched(self, stream: Stream, first: int, last: int) -> None:
        try:
            rows = await stream.history(first, last)
        except PlangateError:
            rows = []  # the host is away; the full frame after it is back asks anew
        if stream is not self.stream or self._wanted != (first, last):
            return
        self._wanted = None
        if len(self._past) > _HELD:
            self._past.clear()
        start = max(first, stream.base)
        for place in range(max(0, last - start)):
            self._past[start + place] = rows[place] if place < len(rows) else _BLANK
            self._stale.discard(start + place)
        self.refresh()
