"""A plan as rendered markdown with a cursor on its paragraphs, steps and headings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Markdown, Static
from textual.widgets.markdown import MarkdownBlock

__all__ = ["PlanText"]


class PlanText(VerticalScroll):
    """Shows a plan; the cursor names the line that a comment is about."""

    DEFAULT_CSS = """
    PlanText {
        scrollbar-size-vertical: 1;
        Markdown { padding: 0 1; background: transparent; }
        MarkdownHeader { margin: 1 0 0 0; content-align: left middle; text-align: left; }
        MarkdownH1 { margin: 0; }
        MarkdownBlock.-cursor { background: $cursor-row; }
        MarkdownBlock.-commented { color: $warning; }
        .source { padding: 0 1; height: auto; }
    }
    """

    place: reactive[int] = reactive(-1, init=False)
    """Number of the block that the cursor is on; -1 before there is one."""

    @dataclass
    class Moved(Message):
        """The cursor is on another line."""

        line: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, can_focus=True)
        self._blocks: list[MarkdownBlock] = []
        self._commented: frozenset[int] = frozenset()

    def compose(self) -> ComposeResult:
        yield Markdown(open_links=False)
        yield Static(classes="source", markup=False)

    async def show(self, text: str, commented: Collection[int], *, source: bool) -> None:
        """Show a plan, rendered or as it was written, with the lines from 1 that have comments marked."""
        self._commented = frozenset(commented)
        markdown, written = self.query_one(Markdown), self.query_one(".source", Static)
        markdown.display, written.display = not source, source
        if source:
            self._blocks = []
            rows = text.splitlines()
            wide = len(str(len(rows)))
            written.update("\n".join(f"{number:>{wide}} {row}" for number, row in enumerate(rows, 1)))
            return
        if markdown.source != text:
            await markdown.update(text)
        self._blocks = [block for block in markdown.query(MarkdownBlock) if not block.query(MarkdownBlock)]
        for block in self._blocks:
            first, end = block.source_range
            marked = any(first < line <= max(end, first + 1) for line in self._commented)
            block.set_class(marked, "-commented")
        self.place = min(max(self.place, 0), len(self._blocks) - 1)
        self.watch_place(-1, self.place)

    @property
    def line(self) -> int:
        """The line under the cursor, from 1; 0 when there is none."""
        return self._blocks[self.place].source_range[0] + 1 if 0 <= self.place < len(self._blocks) else 0

    def move(self, steps: int) -> None:
        """Move the cursor; where there is none, scroll."""
        if self._blocks:
            self.place = min(max(self.place + steps, 0), len(self._blocks) - 1)
        else:
            self.scroll_relative(y=steps, animate=False)

    def watch_place(self, before: int, place: int) -> None:
        """Show the cursor where it is."""
        for number, block in enumerate(self._blocks):
            block.set_class(number == place, "-cursor")
        if 0 <= place < len(self._blocks):
            self.scroll_to_widget(self._blocks[place], animate=False)
            self.post_message(self.Moved(self.line))

    def on_click(self, event: events.Click) -> None:
        """The cursor goes where one taps."""
        for number, block in enumerate(self._blocks):
            if event.widget is block:
                self.place = number
