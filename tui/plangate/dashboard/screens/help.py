"""All keys of the place one is in, made from the registry of actions."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ItemGrid, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from plangate.dashboard.actions import ACTIONS, Action, Scope, Section, action_named
from plangate.dashboard.keymap import Keymap
from plangate.dashboard.screens.dialog import Dialog
from plangate.dashboard.wording import GLYPHS, state_variable
from plangate.model.session import State

__all__ = ["HelpScreen", "help_sections"]

_STATES = {
    State.WORKING: "works",
    State.BLOCKED: "waits for you",
    State.DONE: "ended its turn, not yet seen",
    State.IDLE: "ended its turn, and was seen",
    State.FAILED: "its program ended with an error",
    State.STOPPED: "its program ended, or was stopped",
    State.UNKNOWN: "nothing is known about it",
}


def help_sections(keymap: Keymap, *scopes: Scope) -> list[tuple[Section, list[tuple[str, Action]]]]:
    """The actions of these places under their headings, each with its keys; those without keys are left out."""
    result = []
    for section in Section:
        rows = [
            (keymap.labels(action), action)
            for action in ACTIONS
            if action.section is section and any(scope in action.scopes for scope in scopes)
        ]
        if rows := [row for row in rows if row[0]]:
            result.append((section, rows))
    return result


class HelpScreen(Dialog[None]):
    """Keys, what they do, and what the signs mean; scrolls, and closes on Escape or the help key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1,q", "dialog_cancel", "Close", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("space,pagedown", "scroll(10)", show=False),
        Binding("b,pageup", "scroll(-10)", show=False),
    ]
    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "help.tcss"]
    heading = "Help"

    def __init__(self, *scopes: Scope) -> None:
        """Show the keys of `scopes`."""
        super().__init__()
        self.scopes = scopes or (Scope.LIST, Scope.EVERYWHERE)

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=True), ItemGrid(min_column_width=44, regular=False):
            sections = help_sections(self.keymap, *self.scopes)
            width = max((len(keys) for _, rows in sections for keys, _ in rows), default=0)
            for section, rows in sections:
                yield Static(_keys_table(section, rows, width))
            yield Static(_states())
            yield Static(self._typing())

    def keys(self) -> list[tuple[str, str]]:
        return [("↑↓", "scroll"), (self.cancel_key, "close")]

    def action_scroll(self, lines: int) -> None:
        """Move the text by some lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def _typing(self) -> Content:
        key = self.keymap.label(action_named("terminal.leave"))
        return Content.assemble(
            ("While typing into a session\n", "bold $primary"),
            ("Every key goes to the agent, also Esc, Ctrl+C and Shift+Tab. ", "$muted"),
            (key, "bold $foreground"),
            (" comes back to the list.", "$muted"),
        )


def _keys_table(section: Section, rows: list[tuple[str, Action]], width: int) -> Content:
    parts: list[str | tuple[str, str]] = [(section.value, "bold $primary")]
    for keys, action in rows:
        parts += ["\n", (keys.ljust(width), "bold $foreground"), "  ", (action.title, "$muted")]
    return Content.assemble(*parts)


def _states() -> Content:
    parts: list[str | tuple[str, str]] = [("The signs", "bold $primary")]
    for state, meaning in _STATES.items():
        parts += [
            "\n",
            (GLYPHS[state], f"${state_variable(state)}"),
            (f"  {state.value:<8}", ""),
            (meaning, "$muted"),
        ]
    return Content.assemble(*parts)
