"""Everything that waits for a person, over all sessions."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from plangate.client.api import Control
from plangate.dashboard.actions import Scope, action_named, available
from plangate.dashboard.board import Board, Change
from plangate.dashboard.gate_words import offered
from plangate.dashboard.keymap import bindings
from plangate.dashboard.screens.deciding import Decisions
from plangate.dashboard.screens.dialog import Dialog
from plangate.dashboard.screens.peek import PeekOutcome, PeekScreen
from plangate.dashboard.wording import GLYPHS, age, asks, clean, state_variable, state_words, telling_line
from plangate.errors import PlangateError
from plangate.model.screen import Tables
from plangate.model.session import Session, SessionId, State

__all__ = ["InboxScreen", "summary"]


class InboxScreen(Dialog[SessionId]):
    """Dismisses with the session to open; Space reads and answers without leaving."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.INBOX),
        Binding("q", "dialog_cancel", show=False),
    ]
    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "inbox.tcss"]
    heading = "Inbox"

    def __init__(
        self, control: Control, board: Board, memory: Path, *, now: Callable[[], float] = time.time
    ) -> None:
        """`memory` knows which plans were read; `now` is Unix time."""
        super().__init__()
        self.memory = memory
        self.control = control
        self.board = board
        self.now = now
        self.shown: list[Session] = []
        self.told: dict[tuple[SessionId, float], str] = {}
        """What a session says on its screen, by the session and when its state began."""

    def body(self) -> ComposeResult:
        yield OptionList(id="waiting")
        yield Static(classes="nothing")

    def keys(self) -> list[tuple[str, str]]:
        label = self.keymap.label
        if not self.shown:
            return [(self.cancel_key, "close")]
        return [
            (label(action_named("session.open")), "open"),
            *([(label(action_named("plan.review")), "review")] if self._reviewable else []),
            (label(action_named("session.peek")), "read and answer"),
            (label(action_named("session.next_waiting")), "next"),
            (self.cancel_key, "close"),
        ]

    @property
    def decisions(self) -> Decisions:
        """What a person decides here."""
        return Decisions(self.app, self.control, self.board, self.memory, self.now)

    def on_mount(self) -> None:
        """Show who waits, and follow."""
        self.unwatch = self.board.watch(self.board_changed)
        self.set_interval(5, self.show_waiting)
        self.show_waiting()
        self.query_one("#waiting").focus()

    def on_unmount(self) -> None:
        """Follow no longer."""
        self.unwatch()

    def board_changed(self, change: Change) -> None:
        """Somebody may wait no longer, or begin to; busy sessions that change all the time cost nothing."""
        if [_asked(each) for each in self.board.waiting()] != [_asked(each) for each in self.shown]:
            self.show_waiting()

    def show_waiting(self) -> None:
        """List them anew, with the cursor on the session it was on."""
        if not self.present:
            return
        options = self.query_one("#waiting", OptionList)
        here = self.selected
        place = options.highlighted or 0
        self.shown = self.board.waiting()
        options.clear_options()
        options.add_options(Option(self._entry(session), id=session.id) for session in self.shown)
        ids = [session.id for session in self.shown]
        if ids:
            options.highlighted = ids.index(here.id) if here and here.id in ids else min(place, len(ids) - 1)
        options.display = bool(ids)
        nothing = self.query_one(".nothing", Static)
        nothing.display = not ids
        nothing.update(
            Content.assemble(
                ("Nothing waits for you.", "bold $success"), "\n", (summary(self.board.sessions), "$muted")
            )
        )
        self.show_keys()
        self.read_screens()

    @work(exclusive=True, group="screens")
    async def read_screens(self) -> None:
        """Find the questions on the screens: the last line is often only help for keys."""
        found = False
        for session in self.shown:
            if (session.id, session.since) in self.told:
                continue
            try:
                screen = await self.control.snapshot(session.id)
            except PlangateError:
                lines: list[str] = []
            else:
                tables = Tables(clusters=screen.clusters)
                lines = [tables.plain(row) for row in screen.screen]
            question = session.state is State.BLOCKED
            self.told[session.id, session.since] = telling_line(lines, question=question)
            found = True
        if found:
            self.show_waiting()

    @property
    def _reviewable(self) -> bool:
        """Whether something waits for a decision that the gate knows of."""
        return any(available(action_named("plan.review"), session) for session in self.shown)

    @property
    def selected(self) -> Session | None:
        """The session under the cursor, as it was when it was listed."""
        place = self.query_one("#waiting", OptionList).highlighted
        return self.shown[place] if place is not None and place < len(self.shown) else None

    @on(OptionList.OptionSelected)
    def action_session_open(self) -> None:
        """Go there."""
        if self.selected is not None:
            self.dismiss(self.selected.id)

    def action_session_peek(self) -> None:
        """Read it here; afterwards go on as the person decided."""
        session = self.selected
        if session is None:
            return

        def left(outcome: PeekOutcome | None) -> None:
            if outcome is PeekOutcome.OPEN:
                self.dismiss(session.id)
            elif outcome is PeekOutcome.NEXT:
                self.action_session_next_waiting()
                self.action_session_peek()
            elif outcome is PeekOutcome.REVIEW:
                self.action_plan_review()
            elif outcome is PeekOutcome.DENY:
                self.action_plan_deny()

        self.app.push_screen(PeekScreen(self.control, self.board, session.id, now=self.now), left)

    @work
    async def action_plan_review(self) -> None:
        """Read its plan, or answer what it asks."""
        if self.selected is not None:
            await self.decisions.review(self.selected)

    @work
    async def action_plan_deny(self) -> None:
        """Say no to it."""
        if self.selected is not None:
            await self.decisions.deny(self.selected)

    def action_session_next_waiting(self) -> None:
        """The one below, from the last the first."""
        options = self.query_one("#waiting", OptionList)
        if self.shown:
            options.highlighted = ((options.highlighted or 0) + 1) % len(self.shown)

    def action_list_down(self) -> None:
        """One down."""
        self.query_one("#waiting", OptionList).action_cursor_down()

    def action_list_up(self) -> None:
        """One up."""
        self.query_one("#waiting", OptionList).action_cursor_up()

    def action_list_first(self) -> None:
        """To the first."""
        self.query_one("#waiting", OptionList).action_first()

    def action_list_last(self) -> None:
        """To the last."""
        self.query_one("#waiting", OptionList).action_last()

    def _entry(self, session: Session) -> Content:
        color = f"${state_variable(session.state)}"
        where = " · ".join(part for part in (session.agent, clean(session.branch)) if part)
        return Content.assemble(
            (f"{GLYPHS[session.state]} {state_words(session):<11}", color),
            (f"{age(self.now() - session.since):>6}  ", "$muted"),
            (clean(session.name), "bold"),
            (f"  {where}", "$muted"),
            "\n  ",
            offered(session.gate) or self.told.get((session.id, session.since)) or asks(session),
        )


def _asked(session: Session) -> tuple[object, ...]:
    """What of a session its entry shows."""
    return (session.id, session.state, session.reason, session.since, session.name, session.gate.offer)


def summary(sessions: list[Session]) -> str:
    """What the others do, in one line: "2 working, 1 idle"."""
    counts = [(state, sum(session.state is state for session in sessions)) for state in State]
    return ", ".join(f"{count} {state.value}" for state, count in counts if count) or "There are no sessions."
