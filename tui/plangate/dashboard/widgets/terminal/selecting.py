"""Selecting with the mouse: drag, double click for words, triple click for lines, beyond the edge scrolls."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style as RichStyle
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.timer import Timer

from plangate.dashboard.widgets.terminal.colors import mix, rgb_color
from plangate.dashboard.widgets.terminal.painter import Mark
from plangate.dashboard.widgets.terminal.scrolling import ScrollingSurface
from plangate.dashboard.widgets.terminal.selection import Point, Selection, Unit, selected_text
from plangate.model.screen import Style, style_number

__all__ = ["SelectingSurface"]

_AGAIN = 0.4
"""Seconds within which a further click makes it a double or triple click."""
_SCROLL_EVERY = 0.05
_UNITS = (Unit.CELL, Unit.WORD, Unit.LINE)


class SelectingSurface(ScrollingSurface):
    """A surface on which text can be selected; what is selected is copied when the button goes up."""

    @dataclass
    class Copied(Message):
        """Selected text was put into the clipboard."""

        text: str

    @dataclass
    class Clicked(Message):
        """The pane was clicked, and nothing was selected by it."""

        pane: SelectingSurface

        @property
        def control(self) -> SelectingSurface:
            """The pane, for `on` with a selector."""
            return self.pane

    @dataclass
    class LinkOpened(Message):
        """A link in the terminal was clicked with Ctrl held."""

        target: str

    selection: Selection | None = None
    _dragging = False
    _pointer = Offset(0, 0)
    _clicks = 0
    _clicked_at = 0.0
    _edge: Timer | None = None

    def select(self, selection: Selection | None) -> None:
        """Select this, or nothing."""
        if selection != self.selection:
            self.selection = selection
            self.refresh()

    def selected(self) -> str:
        """The selected text."""
        stream = self.stream
        if self.selection is None or stream is None:
            return ""
        return selected_text(self.selection, self.row_at, stream.tables)

    def copy_selection(self) -> bool:
        """Put the selected text into the clipboard; False when there is none."""
        text = self.selected()
        if text:
            self.app.copy_to_clipboard(text)
            self.post_message(self.Copied(text))
        return bool(text)

    def point_at(self, offset: Offset) -> Point:
        """The cell of the terminal under a place of the pane, the nearest one outside of it."""
        shape = self.shape
        line = self.viewport.first(shape) + max(0, min(offset.y, shape.height - 1))
        col = self.viewport.column(shape) + max(0, min(offset.x, shape.width - 1))
        return Point(min(line, shape.end - 1), max(0, min(col, shape.columns - 1)))

    def link_at(self, point: Point) -> str | None:
        """The target of the link at a cell."""
        stream, row = self.stream, self.row_at(point.line)
        if stream is None or row is None or point.col >= len(row.styles):
            return None
        number = style_number(row.styles[point.col])
        style = stream.tables.styles[number] if number < len(stream.tables.styles) else Style()
        return style.link

    def marks(self, line: int) -> list[Mark]:
        """The selection."""
        found = super().marks(line)
        span = self.selection.span(line, self.row_at) if self.selection is not None else None
        return found if span is None else [*found, (*span, self.selection_style)]

    @property
    def selection_style(self) -> RichStyle:
        """What is laid over selected cells."""
        palette = self._palette
        return RichStyle(bgcolor=rgb_color(mix(palette.background, palette.cursor, 0.4)), dim=False)

    def focus_on_click(self) -> bool:
        """A click is told to the screen, which decides what it means."""
        return False

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to select, or what a subclass makes of it."""
        self.pressed(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select up to here, or what a subclass makes of it."""
        self.moved(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Copy what is selected, or what a subclass makes of it."""
        self.released(event)

    def pressed(self, event: events.MouseDown) -> None:
        """A button went down."""
        if event.button != 1 or self.stream is None:
            return
        event.stop()
        where = event.offset
        near = where == self._pointer and event.time - self._clicked_at < _AGAIN
        self._clicks = self._clicks % len(_UNITS) + 1 if near else 1
        self._clicked_at, self._pointer = event.time, where
        point = self.point_at(where)
        unit = _UNITS[self._clicks - 1]
        self._dragging = True
        self.capture_mouse()
        self.select(None if unit is Unit.CELL else Selection(point, point, unit))

    def moved(self, event: events.MouseMove) -> None:
        """The mouse moved."""
        if not self._dragging:
            return
        event.stop()
        self._extend(event.offset)

    def released(self, event: events.MouseUp) -> None:
        """A button went up."""
        if not self._dragging:
            return
        event.stop()
        self._dragging = False
        self.release_mouse()
        self._stop_edge()
        if self.selection is not None:
            self.copy_selection()
        elif event.ctrl and (target := self.link_at(self.point_at(event.offset))) is not None:
            self.post_message(self.LinkOpened(target))
        else:
            self.post_message(self.Clicked(self))

    def _extend(self, where: Offset) -> None:
        point = self.point_at(where)
        if self.selection is None:
            start = self.point_at(self._pointer)
            if where == self._pointer:
                return
            self.select(Selection(start, point))
        else:
            self.select(Selection(self.selection.anchor, point, self.selection.unit))
        outside = where.y < 0 or where.y >= self.size.height
        if outside and self._edge is None:
            self._beyond = where
            self._edge = self.set_interval(_SCROLL_EVERY, self._scroll_edge)
        elif not outside:
            self._stop_edge()
        self._beyond = where

    _beyond = Offset(0, 0)

    def _scroll_edge(self) -> None:
        distance = self._beyond.y if self._beyond.y < 0 else self._beyond.y - self.size.height + 1
        self.scroll_lines(max(-5, min(5, distance)))
        if self.selection is not None:
            self.select(Selection(self.selection.anchor, self.point_at(self._beyond), self.selection.unit))

    def _stop_edge(self) -> None:
        if self._edge is not None:
            self._edge.stop()
            self._edge = None
