"""What an agent asks to be allowed to do, and a yes or a no to it."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Static

from plangate.client import gate
from plangate.client.api import Control
from plangate.dashboard.board import Board, Change
from plangate.dashboard.screens.dialog import Dialog, FieldError, once
from plangate.dashboard.wording import age, clean, complaint
from plangate.errors import PlangateError
from plangate.model.gate import Question
from plangate.model.session import SessionId

__all__ = ["AnswerDialog"]


class AnswerDialog(Dialog[bool]):
    """Dismisses with the answer once it was taken; the button under the cursor is No."""

    heading = "It asks for permission"
    DEFAULT_CSS = """
    AnswerDialog {
        .dialog { width: 76; }
        #detail { height: auto; max-height: 14; margin: 1 0; padding: 0 1; background: $terminal-background; color: $terminal-foreground; }
    }
    """

    def __init__(
        self,
        control: Control,
        board: Board,
        session: SessionId,
        question: Question,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`now` is Unix time."""
        super().__init__()
        self.control = control
        self.board = board
        self.session_id = session
        self.question = question
        self.now = now

    def body(self) -> ComposeResult:
        session = self.board.get(self.session_id)
        name = clean(session.name) if session else self.session_id
        asked = f", {age(self.now() - self.question.asked)} ago" if self.question.asked else ""
        yield Static(
            Content.assemble((name, "bold"), f" wants to use {clean(self.question.tool)}", (asked, "$muted"))
        )
        detail = self.question.detail or self.question.words
        yield Static("\n".join(clean(line) for line in detail.splitlines()), id="detail", markup=False)
        yield FieldError()
        with Horizontal(classes="buttons"):
            yield Button("No", id="no")
            yield Button("Yes", id="yes", classes="-danger")

    def keys(self) -> list[tuple[str, str]]:
        return [("←→", "choose"), ("Enter", "answer"), (self.cancel_key, "later")]

    def on_mount(self) -> None:
        """Put the cursor where it does no harm, and notice when somebody else answers."""
        self.unwatch = self.board.watch(self.board_changed)
        self.query_one("#no").focus()

    def on_unmount(self) -> None:
        """Follow no longer."""
        self.unwatch()

    def board_changed(self, change: Change) -> None:
        """It was answered elsewhere."""
        session = change.after
        if session is None or session.id != self.session_id:
            return
        if all(one.id != self.question.id for one in session.gate.questions):
            self.dismiss(None)

    def key_left(self) -> None:
        """To the button on the left."""
        self.focus_previous(Button)

    def key_right(self) -> None:
        """To the button on the right."""
        self.focus_next(Button)

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """Send the answer."""
        self.answer(event.button.id == "yes")

    @once
    async def answer(self, allow: bool) -> None:
        """Tell the daemon; a no of it is shown."""
        try:
            await self.control.ask(gate.answer(self.session_id, self.question.id, allow=allow))
        except PlangateError as error:
            if self.present:
                self.query_one(FieldError).show(complaint(error))
        else:
            self.dismiss(allow)
