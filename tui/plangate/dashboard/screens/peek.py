"""Read what a session shows and answer in a line or a key, without opening it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.types import CSSPathType
from textual.widgets import Input, Static

from plangate.client.api import Control, Stream
from plangate.dashboard.board import Board, Change
from plangate.dashboard.row_content import row_content, screen_tail
from plangate.dashboard.screens.dialog import Dialog, FieldError, once
from plangate.dashboard.themes import palette_of
from plangate.dashboard.wording import GLYPHS, age, clean, complaint, state_variable, state_words
from plangate.errors import PlangateError
from plangate.model.input import Key
from plangate.model.session import Exit, Focus, SessionId, State

__all__ = ["Composer", "PeekOutcome", "PeekScreen"]

_QUICK = frozenset("123456789yn")
_ROWS = 14
_RATE = 8.0
_SETTLE = 0.4
"""Seconds that a question must have been on the screen before one key may answer it."""


class PeekOutcome(StrEnum):
    """Why the peek was left."""

    OPEN = "open"
    """The person wants to type into the session."""
    NEXT = "next"
    """The person wants to see the next one that waits."""
    ANSWERED = "answered"


class Composer(Input):
    """One line to send; while `quick` holds and it is empty, an answer key is an answer, not text."""

    class Quick(Message):
        """An answer key was pressed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    quick: bool = False
    """Whether answer keys count."""
    writing: bool = False
    """Whether the person has begun to write."""

    async def _on_key(self, event: events.Key) -> None:
        if self.quick and not self.writing and not self.value:
            if event.key in _QUICK:
                event.stop()
                event.prevent_default()
                self.post_message(self.Quick(event.key))
                return
            if event.key == "space":
                event.stop()
                event.prevent_default()
                self.writing = True
                self.post_message(self.Changed(self, self.value))
                return
        await super()._on_key(event)


class PeekScreen(Dialog[PeekOutcome]):
    """The end of a session's screen, live, and a line to answer with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next", "Next waiting", show=False),
        Binding("enter", "open", "Open", show=False),
    ]
    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "peek.tcss"]

    def __init__(
        self,
        control: Control,
        board: Board,
        session: SessionId,
        *,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Peek into `session`; `now` is Unix time, `clock` never jumps."""
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

    def title_text(self) -> str:
        session = self.board.get(self.session_id)
        return clean(session.name).replace("[", r"\[") if session else "Peek"

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
        quick = [("1-9 y n", "answer"), ("Space", "write")] if composer.quick else []
        return [*quick, ("Enter", "open"), ("Tab", "next"), (self.cancel_key, "close")]

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
        """Follow the state; once our answer was taken the peek is over."""
        if change.connection:
            self.show_state()
        if self.session_id not in {change.after and change.after.id, change.before and change.before.id}:
            return
        if change.after is None:
            self.dismiss(None)
        elif change.before is None or change.after.since != change.before.since:
            self.asked_at = self.clock()
            if self.sent:
                self.dismiss(PeekOutcome.ANSWERED)
        self.show_state()

    def show_state(self) -> None:
        """The line above the screen, and which keys answer."""
        session = self.board.get(self.session_id)
        if session is None or not self.present:
            return
        color = f"${state_variable(session.state)}"
        parts = [age(self.now() - session.since), session.agent, session.branch]
        words = " · ".join(part for part in parts if part)
        self.query_one("#state", Static).update(
            Content.assemble(
                (f"{GLYPHS[session.state]} {state_words(session)}", color), (f"  {words}", "$muted")
            )
        )
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
        room = min(_ROWS, max(4, self.size.height - 14))
        rows = screen_tail(self.stream.rows, self.stream.tables, room)
        whole = Content("\n").join(row_content(row, self.stream.tables, palette) for row in rows)
        lines = whole.wrap(tail.content_size.width or max(20, min(96, self.size.width - 8))) if rows else []
        tail.update(Content("\n").join(lines[-room:]) or Content.styled("The screen is empty.", "$muted"))
        self.stream.ack()

    def frame_arrived(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        """From the stream."""
        self.show_tail()

    def focus_changed(self, focus: Focus, mine: bool) -> None:
        """From the stream: give back what was only borrowed for one key."""
        if mine and self.borrowed and self.stream is not None:
            self.borrowed = False
            self.stream.release_focus()

    def session_ended(self, exit: Exit) -> None:
        """From the stream."""
        self.show_state()

    def stream_lost(self, reason: str) -> None:
        """From the stream: it tries again by itself."""
        self.query_one(FieldError).show(f"The session cannot be reached just now: {reason}")

    @on(Composer.Quick)
    def answered_by_key(self, event: Composer.Quick) -> None:
        """Press the key in the session, if its question is the one that was read."""
        error = self.query_one(FieldError)
        stream = self.stream
        if stream is None or not stream.connected:
            error.show("The session cannot be reached just now.")
        elif self.clock() - self.asked_at < _SETTLE:
            error.show("The question has just changed. Read it, then answer.")
        elif stream.focus.holder and not stream.holds_focus:
            error.show(f"{stream.focus.name or 'Somebody'} is typing there. Open it and take the focus.")
        else:
            error.show("")
            self.sent = True
            self.borrowed = not stream.holds_focus
            stream.send_key(Key(event.key, text=event.key))

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
            self.dismiss(PeekOutcome.ANSWERED)

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
