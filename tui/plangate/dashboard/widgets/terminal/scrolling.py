"""Looking back: by wheel, by page, by line; the place stays put while output arrives."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message

from plangate.dashboard.widgets.terminal.surface import Surface
from plangate.dashboard.widgets.terminal.viewport import Viewport

__all__ = ["ScrollingSurface"]

_WHEEL_LINES = 3


class ScrollingSurface(Surface):
    """A surface that can show history, and parts of a terminal wider than itself."""

    @dataclass
    class Scrolled(Message):
        """The pane shows another place."""

        pane: ScrollingSurface

        @property
        def control(self) -> ScrollingSurface:
            """The pane, for `on` with a selector."""
            return self.pane

    def look(self, viewport: Viewport) -> None:
        """Look somewhere else, and say so."""
        if viewport != self.viewport:
            super().look(viewport)
            self.post_message(self.Scrolled(self))

    def scroll_lines(self, lines: int) -> None:
        """Move down by `lines`, or up."""
        self.look(self.viewport.scroll(lines, self.shape))

    def scroll_pages(self, pages: int) -> None:
        """Move down by a page less one line, or up."""
        self.scroll_lines(pages * max(1, self.size.height - 1))

    def scroll_to_oldest(self) -> None:
        """Show the oldest line there is."""
        self.look(self.viewport.show(self.shape.base, self.shape))

    def follow(self) -> None:
        """Show the newest lines and the cursor."""
        self.look(self.viewport.follow())

    def pan(self, cells: int) -> None:
        """Move right by `cells`, or left."""
        self.look(self.viewport.pan(cells, self.shape))

    def wheel(self, event: events.MouseEvent, lines: int, cells: int) -> None:
        """A step of the wheel."""
        if lines:
            self.scroll_lines(lines)
        elif cells:
            self.pan(cells)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -_WHEEL_LINES, 0)

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, _WHEEL_LINES, 0)

    def _on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        self._wheel(event, 0, -_WHEEL_LINES)

    def _on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        self._wheel(event, 0, _WHEEL_LINES)

    def _wheel(self, event: events.MouseEvent, lines: int, cells: int) -> None:
        event.stop()
        event.prevent_default()
        if event.shift and lines:
            lines, cells = 0, lines
        self.wheel(event, lines, cells)
