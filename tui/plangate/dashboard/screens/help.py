"""All keys of the place one is in, made from the registry of actions."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from plangate.dashboard.actions import ACTIONS, Action, Scope, Section, action_named
from plangate.dashboard.gate_words import gate_sign, gate_variable
from plangate.dashboard.keymap import Keymap
from plangate.dashboard.screens.dialog import Dialog
from plangate.dashboard.wording import GLYPHS, state_variable
from plangate.model.gate import GateState, GateView, Strength
from plangate.model.session import State

__all__ = ["HelpScreen", "balanced", "help_sections"]

_KEYS = 14
"""Cells for the keys; the few longer ones push their text to the right."""

_STATES = {
    State.WORKING: "works",
    State.BLOCKED: "waits for you",
    State.DONE: "ended its turn, not yet seen",
    State.IDLE: "ended its turn, and was seen",
    State.FAILED: "its program ended with an error",
    State.STOPPED: "its program ended, or was stopped",
    State.UNKNOWN: "nothing is known about it",
}
_MARKS = (
    ("•", "bold $accent", "there is something that you have not seen"),
    ("↺2", "$warning", "attempts at its task that were undone or begun again"),
)
_GATES = {
    GateState.CLOSED: "nothing may change before a plan is approved",
    GateState.BUDGET: "a small change may be made, metered",
    GateState.OPEN: "what the approved plan names may change",
    GateState.CLOSING: "somebody still holds a file open",
    GateState.PAUSED: "closed, and its processes are stopped",
    GateState.OBSERVE: "recorded, nothing refused",
    GateState.OFF: "no gate",
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


def balanced(heights: list[int]) -> int:
    """How many of the blocks go into the left one of two columns, so that the taller is as short as can be."""
    return min(range(len(heights) + 1), key=lambda cut: (max(sum(heights[:cut]), sum(heights[cut:])), -cut))


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
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (64, "-middle"), (100, "-wide")]  # noqa: RUF012  # Textual types it without ClassVar
    heading = "Help"

    def __init__(self, *scopes: Scope) -> None:
        """Show the keys of `scopes`."""
        super().__init__()
        self.scopes = scopes or (Scope.LIST, Scope.EVERYWHERE)

    def body(self) -> ComposeResult:
        sections = help_sections(self.keymap, *self.scopes)
        width = min(_KEYS, max((len(keys) for _, rows in sections for keys, _ in rows), default=0))
        blocks = [_keys_table(section, rows, width) for section, rows in sections]
        blocks += [self._typing(), _states(), _gates()]
        left = balanced([block.plain.count("\n") + 2 for block in blocks])
        with VerticalScroll(can_focus=True), Horizontal(classes="columns"):
            for part in (blocks[:left], blocks[left:]):
                with Vertical():
                    for block in part:
                        yield Static(block)

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
    for sign, color, meaning in _MARKS:
        parts += ["\n", (sign.ljust(11), color), (meaning, "$muted")]
    return Content.assemble(*parts)


def _gates() -> Content:
    parts: list[str | tuple[str, str]] = [("The gate", "bold $primary")]
    for state, meaning in _GATES.items():
        view = GateView(state=state, strength=Strength.KERNEL)
        parts += [
            "\n",
            (gate_sign(view)[0], f"${gate_variable(view)}"),
            f"  {state.value:<8}",
            (meaning, "$muted"),
        ]
    letters = ", ".join(f"{strength.value[0]} {strength.value}" for strength in Strength)
    return Content.assemble(*parts, ("\nBehind it how strongly it holds: ", "$muted"), letters)
