"""The question whether a program may put something into the clipboard (OSC 52)."""

from __future__ import annotations

from enum import StrEnum

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from plangate.dashboard.screens.dialog import Dialog
from plangate.model.session import Session

__all__ = ["AskClipboard", "ClipboardAnswer", "shown_safely"]

_SHOWN = 4000
"""Characters shown at most; the rest is counted."""


class ClipboardAnswer(StrEnum):
    """What the person decided."""

    NO = "no"
    ONCE = "once"
    SESSION = "session"
    """Now, and whenever this session wants to until the dashboard is closed."""


class AskClipboard(Dialog[ClipboardAnswer]):
    """Shows what would be copied and for whom; Escape and the button under the cursor say no."""

    DEFAULT_CSS = """
    AskClipboard {
        .what { max-height: 12; height: auto; margin: 1 0; background: $panel; padding: 0 1; }
        .what Static { height: auto; }
    }
    """
    heading = "Copy to the clipboard?"

    def __init__(self, session: Session, text: str) -> None:
        super().__init__()
        self.session = session
        self.text = text

    def body(self) -> ComposeResult:
        lines = self.text.count("\n") + 1
        size = f"{len(self.text)} characters" + (f" in {lines} lines" if lines > 1 else "")
        yield Static(f"{self.session.name} wants to put {size} into your clipboard:", markup=False)
        with VerticalScroll(classes="what", can_focus=False):
            yield Static(shown_safely(self.text))
        with Horizontal(classes="buttons"):
            yield Button("No", id="no")
            yield Button("Copy", id="once")
            yield Button("Always, from here", id="session")

    def keys(self) -> list[tuple[str, str]]:
        return [("←→", "choose"), ("Enter", "do it"), (self.cancel_key, "no")]

    def on_mount(self) -> None:
        """The cursor is on No: a key typed for the agent must not copy anything."""
        self.query_one("#no").focus()

    def key_left(self) -> None:
        """To the button on the left."""
        self.focus_previous(Button)

    def key_right(self) -> None:
        """To the button on the right."""
        self.focus_next(Button)

    def action_dialog_cancel(self) -> None:
        """Leaving means no."""
        self.dismiss(ClipboardAnswer.NO)

    @on(Button.Pressed)
    def answered(self, event: Button.Pressed) -> None:
        """The button's id is the answer."""
        self.dismiss(ClipboardAnswer(event.button.id or "no"))


def shown_safely(text: str) -> Content:
    """The text with its control characters made visible, cut where it is very long."""
    parts: list[str | tuple[str, str]] = []
    for char in text[:_SHOWN]:
        if char in "\n\t" or char.isprintable():
            parts.append(char)
        else:
            code = ord(char)
            parts.append((f"^{chr(code ^ 64)}" if code < 32 or code == 127 else f"U+{code:04X}", "$warning"))
    if len(text) > _SHOWN:
        parts.append((f"\n… and {len(text) - _SHOWN} more characters", "$muted"))
    return Content.assemble(*parts)
