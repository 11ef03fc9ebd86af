"""Find anything by a few letters: actions, sessions, themes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from plangate.dashboard.palette_entries import Entry, Match, find
from plangate.dashboard.screens.dialog import Dialog

__all__ = ["PaletteScreen"]


class PaletteScreen(Dialog[Entry]):
    """Dismisses with the chosen entry; `preview` hears of every entry that the cursor passes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "move(1)", show=False),
        Binding("up,ctrl+p", "move(-1)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("pageup", "move(-8)", show=False),
    ]
    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "palette.tcss"]

    def __init__(
        self,
        entries: Sequence[Entry],
        *,
        heading: str = "Palette",
        placeholder: str = "An action, a session, a theme",
        start: str = "",
        preview: Callable[[Entry], None] | None = None,
    ) -> None:
        """Offer `entries`; `start` is the value of the entry that the cursor begins on."""
        super().__init__()
        self.entries = entries
        self.heading_text = heading
        self.placeholder = placeholder
        self.start = start
        self.preview = preview
        self.matches: list[Match] = []

    def title_text(self) -> str:
        return self.heading_text

    def body(self) -> ComposeResult:
        yield Input(placeholder=self.placeholder, compact=True)
        yield OptionList(compact=True)
        yield Static("Nothing fits.", classes="note nothing")

    def keys(self) -> list[tuple[str, str]]:
        return [("↑↓", "choose"), ("Enter", "do it"), (self.cancel_key, "cancel")]

    def on_mount(self) -> None:
        """Show everything; the list is moved by the keys of the line above it."""
        self.query_one(OptionList).can_focus = False
        self.show_matches("", self.start)

    def show_matches(self, query: str, start: str = "") -> None:
        """List what fits, with the cursor on the entry `start` or else on the first."""
        self.matches = find(query, self.entries)
        options = self.query_one(OptionList)
        options.clear_options()
        signs = (len(match.entry.swatch) or len(match.entry.sign) for match in self.matches)
        width = max(signs, default=0)
        options.add_options(Option(_line(match, width)) for match in self.matches)
        values = [match.entry.value for match in self.matches]
        options.highlighted = None if not values else values.index(start) if start in values else 0
        self.query_one(".nothing").display = not self.matches
        options.display = bool(self.matches)

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self.show_matches(event.value)

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Choose what the cursor is on."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self.dismiss(self.matches[place].entry)

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        """A click chooses as well."""
        self.dismiss(self.matches[event.option_index].entry)

    @on(OptionList.OptionHighlighted)
    def passed(self, event: OptionList.OptionHighlighted) -> None:
        """Let the caller show what it would be like."""
        if self.preview is not None and event.option_index < len(self.matches):
            self.preview(self.matches[event.option_index].entry)

    def action_move(self, steps: int) -> None:
        """Move the cursor; at the ends it stays, but one step goes round."""
        options = self.query_one(OptionList)
        if not self.matches or options.highlighted is None:
            return
        place = options.highlighted + steps
        last = len(self.matches) - 1
        options.highlighted = place % (last + 1) if abs(steps) == 1 else min(max(place, 0), last)


def _line(match: Match, width: int) -> Content:
    entry = match.entry
    title = Content(entry.title)
    for offset in match.offsets:
        title = title.stylize("bold $primary", offset, offset + 1)
    sign = Content.styled(entry.sign, f"${entry.sign_color}")
    if entry.swatch:
        sign = Content.assemble(*(("●", color) for color in entry.swatch))
    gap = " " * (width - sign.cell_length + 2)
    return Content.assemble(sign, gap, title, "  ", (entry.detail, "$muted"))
