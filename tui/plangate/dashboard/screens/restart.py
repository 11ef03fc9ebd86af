"""Beginning a task again: what should be different this time."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from plangate.dashboard.screens.confirm import Confirm
from plangate.dashboard.screens.tick import Tick
from plangate.model.session import Anew, Session

__all__ = ["RestartSession"]

_WISHES = {
    "clean": "Bring the files back to where it began",
    "learned": "Tell the agent what became of this attempt",
    "plan_first": "Ask for a plan first",
}


class RestartSession(Confirm):
    """Asks before a session's task is begun anew; `anew` is what the person wants then."""

    DEFAULT_CSS = """
    RestartSession {
        .dialog { width: 66; }
        Tick { margin-top: 0; }
        #clean { margin-top: 1; }
        Input { margin-top: 1; }
    }
    """

    def __init__(self, session: Session, *, running: bool) -> None:
        first = "It is stopped first. " if running else ""
        super().__init__(
            "Restart",
            f"Start the task of {session.name} anew?",
            "Restart it",
            detail=f"{first}The new session has its own number and begins with an empty conversation.",
        )
        self.anew = Anew()
        """Stays when the dialog is gone."""

    def body(self) -> ComposeResult:
        yield Static(self.text, markup=False)
        yield Static(self.detail, classes="note", markup=False)
        for name, label in _WISHES.items():
            yield Tick(label, id=name)
        yield Input(placeholder="what the agent should know this time", id="words", compact=True)
        with Horizontal(classes="buttons"):
            yield Button("Cancel", id="cancel")
            yield Button(self.verb, id="do", classes="-danger")

    def ticks(self) -> list[tuple[str, str]]:
        return [("↑↓ Space", "tick")]

    def key_up(self) -> None:
        """To what is above."""
        self.focus_previous()

    def key_down(self) -> None:
        """To what is below."""
        self.focus_next()

    @on(Input.Submitted)
    def written(self, event: Input.Submitted) -> None:
        """The words are not yet the deed: on to the harmless button."""
        event.stop()
        self.query_one("#cancel").focus()

    @on(Button.Pressed, "#do")
    def confirmed(self) -> None:
        """It is to be done so."""
        ticked = {name: self.query_one(f"#{name}", Tick).value for name in _WISHES}
        self.anew = Anew(words=self.query_one("#words", Input).value.strip(), **ticked)
        self.dismiss(True)
