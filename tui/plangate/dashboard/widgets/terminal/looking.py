"""Looking around with the keyboard: search, a caret of one's own, selecting and copying without a mouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style as RichStyle
from textual import work
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive

from plangate.dashboard.actions import Scope
from plangate.dashboard.keymap import bindings
from plangate.dashboard.widgets.terminal.colors import mix, rgb_color
from plangate.dashboard.widgets.terminal.finding import Found
from plangate.dashboard.widgets.terminal.painter import Mark
from plangate.dashboard.widgets.terminal.selecting import SelectingSurface
from plangate.dashboard.widgets.terminal.selection import Point, Selection, Unit, word_at
from plangate.errors import PlangateError

__all__ = ["LookingSurface"]


class LookingSurface(SelectingSurface):
    """A surface with a caret for reading; while it looks, keys move the caret and none goes to the agent."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.LOOK)]

    looking: reactive[bool] = reactive(False)
    """Whether keys move the caret instead of being typed."""
    found: reactive[Found] = reactive(Found())
    """The search that is shown."""

    @dataclass
    class LookingEnded(Message):
        """The person has looked enough."""

        pane: LookingSurface

        @property
        def control(self) -> LookingSurface:
            """The pane, for `on` with a selector."""
            return self.pane

    @dataclass
    class SearchWanted(Message):
        """The person wants to type what to search for."""

        pane: LookingSurface

        @property
        def control(self) -> LookingSurface:
            """The pane, for `on` with a selector."""
            return self.pane

    caret = Point(0, 0)

    def look_around(self) -> None:
        """Begin: the caret is where the cursor is, or in the last line shown."""
        shape = self.shape
        first = self.viewport.first(shape)
        line = shape.top + shape.cursor.row
        if not first <= line < first + shape.height:
            line = min(shape.end - 1, first + shape.height - 1)
        self.caret = Point(line, min(shape.cursor.col, max(0, shape.columns - 1)))
        self.looking = True
        self.focus(scroll_visible=False)

    def watch_looking(self) -> None:
        """Show or hide the caret."""
        if not self.looking:
            self.select(None)
            self.found = Found()
            self.follow()
        self.refresh()

    def watch_found(self, found: Found) -> None:
        """Show what was found."""
        if found.current is not None:
            line, col, _ = found.current
            self.caret = Point(line, col)
            self.look(self.viewport.reveal(line, self.shape))
            self._show_column(col)
        self.refresh()

    @work(exclusive=True, group="search")
    async def search(self, pattern: str) -> None:
        """Find a text in history and screen, the nearest one above what is shown first."""
        stream = self.stream
        if stream is None or not pattern:
            self.found = Found()
            return
        try:
            hits = await stream.search(pattern)
        except PlangateError as error:
            self.found = Found(pattern, error=error.message)
            return
        shape = self.shape
        last = self.viewport.first(shape) + shape.height - 1
        found = Found(pattern, tuple(hits.hits), hits.more, error=hits.error)
        self.found = found.nearest(max(last, self.caret.line) if self.looking else last)

    def marks(self, line: int) -> list[Mark]:
        """The selection, the hits of the search, the caret."""
        found = super().marks(line)
        palette = self._palette
        for start, stop, current in self.found.on_line(line) if self.found.hits else ():
            share = 1.0 if current else 0.45
            ground = mix(
                palette.background, palette.indexed[3] if palette.indexed else (242, 198, 109), share
            )
            front = palette.background if current else palette.foreground
            found.append((start, stop, RichStyle(color=rgb_color(front), bgcolor=rgb_color(ground))))
        if self.looking and line == self.caret.line:
            caret = RichStyle(color=rgb_color(palette.background), bgcolor=rgb_color(palette.foreground))
            found.append((self.caret.col, self.caret.col + 1, caret))
        return found

    def move_caret(self, line: int, col: int) -> None:
        """Put the caret somewhere; a selection that was begun goes along."""
        shape = self.shape
        line = max(shape.base, min(line, shape.end - 1))
        self.caret = Point(line, max(0, min(col, shape.columns - 1)))
        if self.selection is not None:
            self.selection = Selection(self.selection.anchor, self.caret, self.selection.unit)
        self.look(self.viewport.reveal(line, shape))
        self._show_column(self.caret.col)
        self.refresh()

    def action_look_up(self) -> None:
        self.move_caret(self.caret.line - 1, self.caret.col)

    def action_look_down(self) -> None:
        self.move_caret(self.caret.line + 1, self.caret.col)

    def action_look_left(self) -> None:
        self.move_caret(self.caret.line, self.caret.col - 1)

    def action_look_right(self) -> None:
        self.move_caret(self.caret.line, self.caret.col + 1)

    def action_look_page_up(self) -> None:
        self.move_caret(self.caret.line - max(1, self.size.height - 1), self.caret.col)

    def action_look_page_down(self) -> None:
        self.move_caret(self.caret.line + max(1, self.size.height - 1), self.caret.col)

    def action_look_top(self) -> None:
        self.move_caret(self.shape.base, 0)

    def action_look_bottom(self) -> None:
        self.move_caret(self.shape.top + max(0, self._used - 1), self.caret.col)

    def action_look_line_start(self) -> None:
        self.move_caret(self.caret.line, 0)

    def action_look_line_end(self) -> None:
        row = self.row_at(self.caret.line)
        self.move_caret(self.caret.line, len(row.text) - 1 if row is not None else 0)

    def action_look_word_right(self) -> None:
        """To the beginning of the next word."""
        row = self.row_at(self.caret.line)
        text = row.text if row is not None else ""
        col = word_at(row, self.caret.col)[1]
        while col < len(text) and text[col] == " ":
            col += 1
        if col >= len(text):
            self.move_caret(self.caret.line + 1, 0)
        else:
            self.move_caret(self.caret.line, col)

    def action_look_word_left(self) -> None:
        """To the beginning of this word, or of the one before."""
        row, col = self.row_at(self.caret.line), self.caret.col
        text = row.text if row is not None else ""
        col = min(col, len(text)) - 1
        while col > 0 and text[col] == " ":
            col -= 1
        self.move_caret(self.caret.line, word_at(row, col)[0] if col >= 0 else 0)

    def action_look_select(self) -> None:
        """Begin a selection at the caret, or drop it."""
        self.select(None if self.selection is not None else Selection(self.caret, self.caret))

    def action_look_select_line(self) -> None:
        """Select whole lines, or drop the selection."""
        begun = self.selection is not None and self.selection.unit is Unit.LINE
        anchor = self.selection.anchor if self.selection is not None else self.caret
        self.select(None if begun else Selection(anchor, self.caret, Unit.LINE))

    def action_look_copy(self) -> None:
        """Copy what is selected, else the caret's line, and be done."""
        if self.selection is None:
            self.select(Selection(self.caret, self.caret, Unit.LINE))
        self.copy_selection()
        self.action_look_leave()

    def action_look_next(self) -> None:
        self.found = self.found.step(1)

    def action_look_previous(self) -> None:
        self.found = self.found.step(-1)

    def action_look_search(self) -> None:
        self.post_message(self.SearchWanted(self))

    def action_look_open_link(self) -> None:
        """Open the link at the caret."""
        if (target := self.link_at(self.caret)) is not None:
            self.post_message(self.LinkOpened(target))

    def action_look_leave(self) -> None:
        """Back to where one came from."""
        self.post_message(self.LookingEnded(self))

    def _show_column(self, col: int) -> None:
        shape = self.shape
        left = self.viewport.column(shape)
        if col < left:
            self.pan(col - left)
        elif col >= left + shape.width > 0:
            self.pan(col - left - shape.width + 1)
