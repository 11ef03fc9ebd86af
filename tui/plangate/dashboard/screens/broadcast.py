"""One line for several sessions, and what became of it in each."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from plangate.client.api import Control
from plangate.dashboard.board import Board
from plangate.dashboard.screens.dialog import Dialog, FieldError, once
from plangate.dashboard.wording import GLYPHS, clean, state_variable, state_words
from plangate.errors import PlangateError
from plangate.model.session import Session, SessionId

__all__ = ["BroadcastScreen"]


class BroadcastScreen(Dialog[None]):
    """Marks sessions, types the same line into each, and says where it could not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", show=False),
        Binding("a", "mark_all", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]
    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "broadcast.tcss"]
    heading = "Send one line to several"

    def __init__(self, control: Control, board: Board, marked: SessionId | None = None) -> None:
        """`marked` is ticked from the beginning."""
        super().__init__()
        self.control = control
        self.sessions = [session for session in board.sessions if session.exit is None]
        self.marked: set[SessionId] = (
            {marked} & {session.id for session in self.sessions} if marked else set()
        )
        self.results: dict[SessionId, str] = {}
        """By session: empty when it was sent, else why not."""

    def body(self) -> ComposeResult:
        yield OptionList(compact=True, id="sessions")
        yield Static("No session is running.", classes="note nothing")
        yield Static("Line", classes="label")
        yield Input(id="line", compact=True, placeholder="Goes to every marked session, with Enter")
        yield FieldError()

    def keys(self) -> list[tuple[str, str]]:
        if isinstance(self.focused, Input):
            return [("Enter", "send"), ("Tab", "sessions"), (self.cancel_key, "close")]
        return [("Space", "mark"), ("a", "all"), ("Tab", "line"), (self.cancel_key, "close")]

    def on_mount(self) -> None:
        """With somebody marked already the line comes first."""
        self.show_sessions()
        self.query_one("#line" if self.marked else "#sessions").focus()

    def on_descendant_focus(self) -> None:
        """List and line have their own keys."""
        self.show_keys()

    def show_sessions(self) -> None:
        """The list with its marks and results."""
        options = self.query_one("#sessions", OptionList)
        place = options.highlighted
        options.clear_options()
        width = max((len(clean(session.name)) for session in self.sessions), default=0)
        options.add_options(Option(self._entry(session, min(width, 28))) for session in self.sessions)
        options.highlighted = place if place is not None else 0 if self.sessions else None
        options.display = bool(self.sessions)
        self.query_one(".nothing").display = not self.sessions

    @on(OptionList.OptionSelected)
    def action_mark(self) -> None:
        """Mark the session under the cursor, or no longer."""
        place = self.query_one("#sessions", OptionList).highlighted
        if place is not None:
            self.marked ^= {self.sessions[place].id}
            self.show_sessions()

    def action_mark_all(self) -> None:
        """Mark all, or none if all are."""
        everyone = {session.id for session in self.sessions}
        self.marked = set() if self.marked == everyone else everyone
        self.show_sessions()

    def action_move(self, steps: int) -> None:
        """Move the list's cursor."""
        options = self.query_one("#sessions", OptionList)
        (options.action_cursor_down if steps > 0 else options.action_cursor_up)()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Send it, if there is something to send and somebody to send it to."""
        error = self.query_one(FieldError)
        if not self.marked:
            error.show("Mark a session first: Tab, then Space.")
        elif not event.value.strip():
            error.show("Write the line to send.")
        else:
            error.show("")
            self.send(event.value, [session.id for session in self.sessions if session.id in self.marked])

    @once
    async def send(self, line: str, targets: list[SessionId]) -> None:
        """Type it everywhere at once; where it was refused stays marked for another try."""

        async def one(session: SessionId) -> tuple[SessionId, str]:
            try:
                await self.control.send_line(session, line)
            except PlangateError as error:
                return session, error.message
            return session, ""

        self.results = dict(await asyncio.gather(*(one(session) for session in targets)))
        failed = {session for session, reason in self.results.items() if reason}
        self.marked = failed
        self.show_sessions()
        entry = self.query_one("#line", Input)
        if failed:
            self.query_one(FieldError).show(
                f"Not sent to {len(failed)} of {len(targets)}. Enter tries those again."
            )
        else:
            entry.value = ""
            entry.placeholder = f"Sent to {len(targets)}."

    def _entry(self, session: Session, width: int) -> Content:
        mark = ("[x] ", "$success") if session.id in self.marked else ("[ ] ", "$muted")
        state = (f"{GLYPHS[session.state]} ", f"${state_variable(session.state)}")
        name = clean(session.name)
        name = f"{name[: width - 1]}…" if len(name) > width else name.ljust(width)
        reason = self.results.get(session.id)
        if reason is None:
            after = (f"  {state_words(session)} · {session.agent}", "$muted")
        else:
            after = (f"  not sent: {reason}", "$error") if reason else ("  ✔ sent", "$success")
        return Content.assemble(mark, state, name, after)
