"""A question before something that cannot be taken back."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Static

from plangate.dashboard.screens.dialog import Dialog
from plangate.dashboard.screens.tick import Tick
from plangate.model.session import Session

__all__ = ["Confirm", "RemoveSession", "StopSession"]


class Confirm(Dialog[bool]):
    """Dismisses with True when the person says so; the button under the cursor is Cancel."""

    DEFAULT_CSS = """
    Confirm {
        .dialog { width: 60; }
        Tick { margin-top: 1; }
    }
    """

    def __init__(self, title: str, text: str, verb: str, *, detail: str = "", option: str = "") -> None:
        """Ask `text`; `verb` is what the other button says, `option` a box that can be ticked."""
        super().__init__()
        self.heading_text = title
        self.text = text
        self.verb = verb
        self.detail = detail
        self.option = option
        self.ticked = False
        """Whether the box is ticked; stays when the dialog is gone."""

    def title_text(self) -> str:
        return self.heading_text.replace("[", r"\[")

    def body(self) -> ComposeResult:
        yield Static(self.text, markup=False)
        if self.detail:
            yield Static(self.detail, classes="note", markup=False)
        if self.option:
            yield Tick(self.option)
        with Horizontal(classes="buttons"):
            yield Button("Cancel", id="cancel")
            yield Button(self.verb, id="do", classes="-danger")

    def keys(self) -> list[tuple[str, str]]:
        on_it = self.focused is not None and self.focused.id == "do"
        verb = ("y Enter" if on_it else "y", self.verb.lower())
        return [*self.ticks(), ("←→", "choose"), verb, (self.cancel_key, "cancel")]

    @on(events.DescendantFocus)
    def moved(self) -> None:
        """Enter means the button under the cursor."""
        self.show_keys()

    def ticks(self) -> list[tuple[str, str]]:
        """The keys of the boxes, if there are any."""
        return [("↑ Space", "tick")] if self.option else []

    def on_mount(self) -> None:
        """Put the cursor where it does no harm."""
        self.query_one("#cancel").focus()

    def key_y(self) -> None:
        """Yes, without going to the button."""
        self.query_one("#do", Button).press()

    def key_left(self) -> None:
        """To the button on the left."""
        self.focus_previous(Button)

    def key_right(self) -> None:
        """To the button on the right."""
        self.focus_next(Button)

    def key_up(self) -> None:
        """To the box, if there is one."""
        if self.option:
            self.query_one(Tick).focus()

    def key_down(self) -> None:
        """Back to the harmless button."""
        self.query_one("#cancel").focus()

    @on(Button.Pressed, "#cancel")
    def cancelled(self) -> None:
        """Nothing is done."""
        self.dismiss(None)

    @on(Button.Pressed, "#do")
    def confirmed(self) -> None:
        """It is to be done."""
        self.dismiss(True)

    @on(Tick.Changed)
    def box_changed(self, event: Tick.Changed) -> None:
        """Remember it for whoever asked."""
        self.ticked = event.value


class StopSession(Confirm):
    """Asks before a session's program is ended."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            "Stop",
            f"Stop {session.name}?",
            "Stop it",
            detail="Its program is asked to end, then made to. The screen, the history and the worktree stay.",
        )


class RemoveSession(Confirm):
    """Asks before an ended session is taken off the list; `ticked` says whether its worktree goes too."""

    def __init__(self, session: Session) -> None:
        tree = session.worktree
        super().__init__(
            "Remove",
            f"Take {session.name} off the list?",
            "Remove it",
            detail="Its screen can no longer be read afterwards. The ledger keeps what happened.",
            option=f"Delete its worktree {tree.path} too, if nothing would be lost" if tree else "",
        )
