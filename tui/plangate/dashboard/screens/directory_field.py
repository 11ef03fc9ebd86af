"""A field for a directory: recent ones at first, then whatever continues what was typed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from plangate.dashboard.directories import common_start, expand, matches, repository_of, shorten

__all__ = ["DirectoryField", "DirectoryInput"]


class DirectoryInput(Input):
    """The line itself; Tab completes where there is something to complete."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]

    @property
    def _field(self) -> DirectoryField:
        return next(node for node in self.ancestors if isinstance(node, DirectoryField))

    def action_complete(self) -> None:
        """Complete, or go to the next field."""
        if not self._field.complete():
            self.screen.focus_next()

    def action_move(self, steps: int) -> None:
        """Through the list below; out of it at its ends."""
        if not self._field.move(steps):
            (self.screen.focus_next if steps > 0 else self.screen.focus_previous)()


class DirectoryField(Vertical):
    """Says with `Resolved` what is known about the directory each time it changes."""

    DEFAULT_CSS = """
    DirectoryField { height: auto; }
    DirectoryField OptionList { max-height: 5; margin-left: 1; color: $muted; }
    """

    class Resolved(Message):
        """The directory was looked at."""

        def __init__(self, path: str, exists: bool, repository: str) -> None:
            super().__init__()
            self.path = path
            self.exists = exists
            self.repository = repository
            """Working tree it is in; empty when it is in none."""

    def __init__(self, start: str, recent: Sequence[str], home: Path, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.start = start
        self.recent = recent
        self.home = home
        self.found: list[str] = []
        self.touched = False

    @property
    def path(self) -> Path:
        """The directory as it stands there."""
        return expand(self.query_one(DirectoryInput).value, self.home)

    def compose(self) -> ComposeResult:
        """The line and the list below it."""
        yield DirectoryInput(shorten(self.start, self.home), placeholder="~/code/project", compact=True)
        yield OptionList(compact=True)

    def on_mount(self) -> None:
        """The list is moved by the keys of the line."""
        options = self.query_one(OptionList)
        options.can_focus = False
        options.display = False
        self.look()

    def complete(self) -> bool:
        """Fill in what is certain, or what the list's cursor is on; False when nothing was to be done."""
        line = self.query_one(DirectoryInput)
        if self.accept():
            return True
        if not self.touched:
            return False
        longer = common_start(line.value, self.found)
        if longer == line.value:
            return False
        line.value = longer
        line.cursor_position = len(longer)
        return True

    def accept(self) -> bool:
        """Take over what the list's cursor is on; False when it is on nothing."""
        options = self.query_one(OptionList)
        if not options.display or options.highlighted is None:
            return False
        line = self.query_one(DirectoryInput)
        line.value = self.found[options.highlighted]
        line.cursor_position = len(line.value)
        options.highlighted = None
        self.hide()
        return True

    def move(self, steps: int) -> bool:
        """Move the list's cursor; False when it would leave the list."""
        options = self.query_one(OptionList)
        if not options.display or not self.found:
            return False
        here = -1 if options.highlighted is None else options.highlighted
        place = here + steps
        if place < -1 or place >= len(self.found) or (place == -1 and here == -1):
            return False
        options.highlighted = None if place == -1 else place
        return True

    def hide(self) -> None:
        """Put the list away until something is typed."""
        self.query_one(OptionList).display = False

    @on(events.DescendantFocus)
    def entered(self) -> None:
        """Offer the recent ones, or what fits."""
        self.look(offer=True)

    @on(events.DescendantBlur)
    def left(self) -> None:
        """Nothing to offer elsewhere."""
        self.hide()

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Look again."""
        event.stop()
        self.touched = self.touched or event.value != shorten(self.start, self.home)
        if event.value not in self.found:
            self.look(offer=True)
        else:
            self.look()

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        """A click takes it over."""
        event.stop()
        self.query_one(OptionList).highlighted = event.option_index
        self.accept()
        self.query_one(DirectoryInput).focus()

    @work(exclusive=True)
    async def look(self, *, offer: bool = False) -> None:
        """Find out about the directory away from the event loop: network file systems may be slow."""
        text = self.query_one(DirectoryInput).value
        path = expand(text, self.home)
        wanted = text if self.touched else ""
        found, exists, repository = await asyncio.to_thread(_examine, wanted, path, self.home, self.recent)
        self.post_message(self.Resolved(str(path), exists, str(repository or "")))
        if not offer or not self.query_one(DirectoryInput).has_focus:
            return
        self.found = [each for each in found if each != text.rstrip("/")]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(Content(each)) for each in self.found)
        options.highlighted = None
        options.display = bool(self.found)


def _examine(text: str, path: Path, home: Path, recent: Sequence[str]) -> tuple[list[str], bool, Path | None]:
    exists = path.is_absolute() and path.is_dir()
    return matches(text, home, recent), exists, repository_of(path) if exists else None
