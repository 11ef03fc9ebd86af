"""Read what a session shows and answer in a line or a key, without opening it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from plangate.dashboard.gate_words import gate_asks
from plangate.dashboard.screens.answering import AnsweringScreen, PeekOutcome
from plangate.dashboard.screens.composer import Composer
from plangate.dashboard.screens.dialog import FieldError
from plangate.dashboard.wording import GLYPHS, age, state_variable, state_words
from plangate.model.session import Session

__all__ = ["PeekOutcome", "PeekScreen"]

_ROWS = 14


class PeekScreen(AnsweringScreen):
    """The end of a session's screen, live, and a line to answer with."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "peek.tcss"]

    def body(self) -> ComposeResult:
        yield Static(id="state")
        yield Static(id="tail")
        yield Composer(compact=True, id="composer")
        yield FieldError()

    def keys(self) -> list[tuple[str, str]]:
        composer = self.query_one_optional(Composer)
        if composer is None:
            return []
        if composer.writing or composer.value:
            return [("Enter", "send"), (self.cancel_key, "clear")]
        gate = [("a", "review"), ("d", "deny")] if composer.asked else []
        quick = [("1-9 y n", "answer")] if composer.quick else []
        write = [("Space", "write")] if gate or quick else []
        return [*gate, *quick, *write, ("Enter", "open"), ("Tab", "next"), (self.cancel_key, "close")]

    @property
    def room(self) -> int:
        return min(_ROWS, max(4, self.size.height - 14))

    def show_session(self, session: Session) -> None:
        self.query_one(Composer).asked = gate_asks(session.gate) and session.exit is None
        color = f"${state_variable(session.state)}"
        parts = [age(self.now() - session.since), session.agent, session.branch]
        words = " · ".join(part for part in parts if part)
        self.query_one("#state", Static).update(
            Content.assemble(
                (f"{GLYPHS[session.state]} {state_words(session)}", color), (f"  {words}", "$muted")
            )
        )
