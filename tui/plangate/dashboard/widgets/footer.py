"""The line at the bottom: where one is, and the keys that matter there; every hint can be clicked."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from plangate.dashboard.actions import Action, Need, Scope, action_named, available, in_scope
from plangate.dashboard.keymap import Keymap
from plangate.model.session import Session
from plangate.width import cells

__all__ = ["Footer", "Hint", "buttons_for", "hints_for"]

_HELP = "app.help"
_KEPT = (
    _HELP,
    "terminal.leave",
    "look.leave",
    "plan.review",
    "session.open",
    "session.peek",
    "session.new",
    "grid.toggle",
)
"""What stays in a narrow footer, in this order; then the rest, from the left."""


class Hint(msgspec.Struct, frozen=True):
    """A key and what it does."""

    key: str
    label: str
    action: str
    """Name of the action."""

    @property
    def width(self) -> int:
        """Cells taken, with the gap behind."""
        return cells(self.key) + 1 + cells(self.label) + 2


def hints_for(scopes: tuple[Scope, ...], keymap: Keymap, session: Session | None, width: int) -> list[Hint]:
    """The keys of these places that make sense now; where not all fit, those that nobody can do without."""
    actions = [
        action
        for scope in scopes
        for action in in_scope(scope)
        if action.label and keymap.label(action) and available(action, session)
    ]
    actions.sort(key=lambda action: action.need is not Need.ASKING)  # what is asked for comes first
    found = {action.name: _hint(action, keymap) for action in actions}
    left, kept = width, set[str]()
    for name in sorted(found, key=lambda name: _KEPT.index(name) if name in _KEPT else len(_KEPT)):
        if found[name].width > left:
            break
        left -= found[name].width
        kept.add(name)
    shown = [hint for name, hint in found.items() if name in kept and name != _HELP]
    return [*shown, *([found[_HELP]] if _HELP in kept else [])]


def buttons_for(scope: Scope, keymap: Keymap, session: Session | None) -> list[Hint]:
    """The few actions that a finger needs in a place."""
    wanted = _BUTTONS.get(scope, ())
    actions = [action_named(name) for name in wanted]
    return [_hint(action, keymap) for action in actions if available(action, session)]


_BUTTONS = {
    Scope.LIST: ("plan.review", "session.open", "inbox.open", "session.new", "app.palette"),
    Scope.GRID: ("session.open", "session.peek", "grid.toggle", "app.palette"),
    Scope.TERMINAL: ("terminal.leave",),
    Scope.LOOK: ("look.leave", "look.select", "look.copy", "look.search"),
}


def _hint(action: Action, keymap: Keymap) -> Hint:
    return Hint(keymap.label(action), action.label, action.name)


class Footer(Static):
    """Shows where the keyboard is and the hints of that place; two rows of buttons on small screens."""

    DEFAULT_CSS = """
    Footer { height: 1; background: $background; color: $muted; text-wrap: nowrap; }
    Footer.-buttons { height: 2; background: $panel; }
    """

    @dataclass
    class Pressed(Message):
        """A hint was clicked."""

        action: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[str, str, list[Hint]] | None = None
        self._spans: list[tuple[int, int, str]] = []

    def show(self, chip: str, color: str, hints: list[Hint]) -> None:
        """Show a chip in a colour of the theme, then the hints."""
        if self._shown == (chip, color, hints):
            return
        self._shown = (chip, color, hints)
        parts: list[Content | str | tuple[str, str]] = []
        self._spans = []
        place = 1
        if chip:
            parts += [(f" {chip} ", f"bold $background on ${color}"), "  "]
            place = cells(chip) + 4
        else:
            parts.append(" ")
        for hint in hints:
            self._spans.append((place, place + hint.width - 1, hint.action))
            parts += [(hint.key, "$primary"), f" {hint.label}  "]
            place += hint.width
        self.update(Content.assemble(*parts), layout=False)

    def show_buttons(self, hints: list[Hint], width: int) -> None:
        """Show hints as buttons for fingers, two rows high and sharing the width."""
        if self._shown == (str(width), "", hints):
            return
        self._shown = (str(width), "", hints)
        each = width // max(1, len(hints))
        self._spans = [(place * each, (place + 1) * each, hint.action) for place, hint in enumerate(hints)]
        labels: list[Content | str | tuple[str, str]] = []
        keys: list[Content | str | tuple[str, str]] = []
        for hint in hints:
            labels.append((hint.label.center(each), "bold $foreground"))
            keys.append((hint.key.center(each), "$muted"))
        self.update(Content.assemble(*labels, "\n", *keys), layout=False)

    def on_click(self, event: events.Click) -> None:
        """Run the action of the hint."""
        for start, stop, action in self._spans:
            if start <= event.x < stop:
                self.post_message(self.Pressed(action))
