"""A box that can be ticked, as plain text; wraps where Textual's own is cut off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

__all__ = ["Tick"]


class Tick(Widget, can_focus=True):
    """A label with a box before it; Space or a click ticks it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", "Tick", show=False)]
    DEFAULT_CSS = """
    Tick {
        height: auto;
        width: 1fr;
        color: $foreground;
        &:focus { background: $cursor-row; text-style: bold; }
        &:disabled { color: $muted; }
    }
    """

    value: reactive[bool] = reactive(False)
    """Whether it is ticked."""

    @dataclass
    class Changed(Message):
        """The box was ticked or cleared."""

        tick: Tick
        value: bool

        @property
        def control(self) -> Tick:
            """The box, for `on` with a selector."""
            return self.tick

    def __init__(self, label: str, *, value: bool = False, id: str | None = None) -> None:
        """`label` is plain text."""
        super().__init__(id=id)
        self.label = label
        self.set_reactive(Tick.value, value)

    def render(self) -> Content:
        """The box and its label."""
        mark = Content.styled("[x]", "$success") if self.value else Content.styled("[ ]", "$muted")
        return Content.assemble(mark, " ", self.label)

    def watch_value(self, value: bool) -> None:
        """Tell whoever wants to know."""
        self.post_message(self.Changed(self, value))

    def on_click(self) -> None:
        """A click is as good as Space."""
        self.action_tick()

    def action_tick(self) -> None:
        """Tick it, or clear it."""
        self.value = not self.value
