"""What is shared by screens that show the end of a session's screen, live, and take an answer in a line or a key."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from plangate.client.api import Control, Stream
from plangate.dashboard.board import Board, Change
from plangate.dashboard.row_content import row_content, screen_tail
from plangate.dashboard.screens.composer import Composer
from plangate.dashboard.screens.dialog import Dialog, FieldError, once
from plangate.dashboard.themes import palette_of
from plangate.dashboard.wording import clean, complaint
from plangate.errors import PlangateError
from plangate.model.input import Key
from plangate.model.screen import Row
from plangate.model.session import Exit, Focus, Session, SessionId, State

__all__ = ["AnsweringScreen", "PeekOutcome"]

_RATE = 8.0
_SETTLE = 0.4
"""Seconds that a question must have been on the screen before one key may answer it."""
_CHANGED = "The question has just changed. Read it, then answer."


class PeekOutcome(StrEnum):
    """Why it was left."""

    OPEN = "open"
    """The person wants to type into the session."""
    NEXT = "next"
    """The person wants to see the next one that waits."""
    ANSWERED = "answered"
    REVIEW = "review"
    """The person wants to read the plan, or what is asked of the gate."""
    DENY = "deny"
    """The person wants to say no to it."""


class AnsweringScreen(Dialog[PeekOutcome]):
    """Needs the widgets #tail, a `Composer` and a `FieldError` in its body."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next", "Next waiting", show=False),
        Binding("enter", "open", "Open", show=False),
    ]

    def __init__(
        self,
        control: Control,
        board: Board,
        session: SessionId,
        *,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Look at `session`; `now` is Unix time, `clock` never jumps."""
        super().__init__()
        self.control = control
        self.board = board
        self.session_id = session
        self.now = now
        self.clock = clock
        self.stream: Stream | None = None
        self.asked_at = float("-inf")
        self.sent = False
        self.borrowed = False
        self.asked_for_focus = False

    def title_text(self) -> str:
        session = self.board.get(self.session_id)
        return clean(session.name).replace("[", r"\[") if session else "Session"

    # ---- what differs

    @property
    def room(self) -> int:
        """Rows of the session's screen to show."""
        raise NotImplementedError

    def show_session(self, session: Session) -> None:
        """Show what is known of it besides its screen."""
        raise NotImplementedError

    def read(self, rows: Sequence[Row]) -> None:
        """The rows that are shown now."""

    def answered(self) -> None:
        """An answer was taken."""
        self.dismiss(PeekOutcome.ANSWERED)

    # ---- what does not

    def on_mount(self) -> None:
        """Attach and follow the session."""
        self.unwatch = self.board.watch(self.board_changed)
        self.set_interval(5, self.show_state)
        self.show_state()
        self.attach()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.call_after_refresh(self.show_tail)

    async def on_unmount(self) -> None:
        """Let go of the session."""
        self.unwatch()
        if self.stream is not None:
            await self.stream.close()

    @work(group="attach")
    async def attach(self) -> None:
        """Get the live screen."""
        try:
            stream = await self.control.attach(self.session_id, self, rate=_RATE)
        except PlangateError as error:
            self.query_one("#tail", Static).update(Content.styled(complaint(error), "$muted"))
            return
        if not self.present:
            await stream.close()
            return
        self.stream = stream
        self.show_tail()
        session = self.board.get(self.session_id)
        if session is not None and (session.unread or session.state is State.DONE):
            with suppress(PlangateError):  # it stays unread then, which is no reason to say anything
                await self.control.mark_seen(self.session_id)

    def board_changed(self, change: Change) -> None:
        """Follow the state; a sent answer has been taken once the state changes."""
        if change.connection:
            self.show_state()
        if self.session_id not in {change.after and change.after.id, change.before and change.before.id}:
            return
        if change.after is None:
            self.dismiss(None)
        elif change.before is None or change.after.since != change.before.since:
            self.asked_at = self.clock()
            if self.sent:
                self.sent = False
                self.answered()
        self.show_state()

    def show_state(self) -> None:
        """What is known of the session, and which keys answer."""
        session = self.board.get(self.session_id)
        if session is None or not self.present:
            return
        self.show_session(session)
        composer = self.query_one(Composer)
        composer.quick = session.state is State.BLOCKED
        ended = session.exit is not None
        composer.disabled = ended
        composer.placeholder = "It has ended" if ended else "Reply in one line"
        self.show_keys()

    def show_tail(self) -> None:
        """The end of the screen as it is now."""
        if self.stream is None or not self.present:
            return
        palette = palette_of(self.app)
        tail = self.query_one("#tail", Static)
        rows = screen_tail(self.stream.rows, self.stream.tables, self.room)
        whole = Content("\n").join(row_content(row, self.stream.tables, palette) for row in rows)
        lines = whole.wrap(tail.content_size.width or max(20, min(96, self.size.width - 8))) if rows else []
        tail.update(
            Content("\n").join(lines[-self.room :]) or Content.styled("The screen is empty.", "$muted")
        )
        self.read(rows)
        self.stream.ack()

    def frame_arrived(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        """From the stream."""
        self.show_tail()

    def focus_changed(self, focus: Focus, mine: bool) -> None:
        """From the stream: give back what was only borrowed for one key."""
        if mine and self.borrowed and self.stream is not None:
            self.borrowed = False
            self.stream.release_focus()
        if mine and self.asked_for_focus:
            self.asked_for_focus = False
            self.query_one(FieldError).show("")
            self.notify("You may type now.", timeout=4)

    def session_ended(self, exit: Exit) -> None:
        """From the stream."""
        self.show_state()

    def stream_lost(self, reason: str) -> None:
        """From the stream: it tries again by itself."""
        self.query_one(FieldError).show(f"The session cannot be reached just now: {reason}")

    @on(Composer.Quick)
    def answered_by_key(self, event: Composer.Quick) -> None:
        """Press the key in the session, if its question is the one that was read."""
        self.press(event.key)

    @on(Composer.Decided)
    def decided_by_key(self, event: Composer.Decided) -> None:
        """Leave for where the gate is answered, unless what it asks is another question than a moment ago."""
        if self.clock() - self.asked_at < _SETTLE:
            self.query_one(FieldError).show(_CHANGED)
        else:
            self.dismiss(PeekOutcome.REVIEW if event.key == "a" else PeekOutcome.DENY)

    def press(self, key: str) -> None:
        """Answer by one key."""
        error = self.query_one(FieldError)
        stream = self.stream
        if stream is None or not stream.connected:
            error.show("The session cannot be reached just now.")
        elif self.clock() - self.asked_at < _SETTLE:
            error.show(_CHANGED)
        elif stream.focus.holder and not stream.holds_focus:
            error.show(
                f"{clean(stream.focus.name) or 'Somebody'} is typing there. Open it and take the focus."
            )
        else:
            error.show("")
            self.sent = True
            self.borrowed = not stream.holds_focus
            stream.send_key(Key(key, text=key))

    @on(Input.Changed)
    def typed(self) -> None:
        """The keys mean something else once there is text."""
        self.show_keys()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Send the line; an empty one opens the session."""
        if event.value.strip():
            self.send(event.value)
        elif not self.query_one(Composer).writing:
            self.dismiss(PeekOutcome.OPEN)

    @once
    async def send(self, line: str) -> None:
        """Type the line; when it is refused it stays in the composer."""
        try:
            await self.control.send_line(self.session_id, line)
        except PlangateError as error:
            self.query_one(FieldError).show(f"Not sent: {error.message}. {error.hint}".strip())
        else:
            self.answered()

    def action_open(self) -> None:
        """Enter where there is no line to write."""
        self.dismiss(PeekOutcome.OPEN)

    def action_next(self) -> None:
        """On to the next one that waits."""
        self.dismiss(PeekOutcome.NEXT)

    def action_dialog_cancel(self) -> None:
        """First clears what was written, then leaves."""
        composer = self.query_one(Composer)
        if composer.value or composer.writing:
            composer.value = ""
            composer.writing = False
            self.show_keys()
        else:
            self.dismiss(None)
