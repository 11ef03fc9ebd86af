"""A session on a phone: what it said last, its plan, its answers, the end of its screen, and a line to write."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from plangate.client.api import Control
from plangate.dashboard.actions import action_named, available
from plangate.dashboard.board import Board
from plangate.dashboard.choices import Choice, choices
from plangate.dashboard.gate_words import gate_chip, gate_variable, offered, plan_waits
from plangate.dashboard.screens.answering import AnsweringScreen, PeekOutcome
from plangate.dashboard.screens.composer import Composer
from plangate.dashboard.screens.deciding import Decisions
from plangate.dashboard.screens.dialog import FieldError
from plangate.dashboard.screens.hints import tapped
from plangate.dashboard.wording import GLYPHS, age, clean, state_variable, state_words
from plangate.model.gate import GateState
from plangate.model.screen import Row
from plangate.model.session import Focus, Session, SessionId, State

__all__ = ["PeekOutcome", "SessionScreen"]

_ROWS = 40
_HIGH = 2
"""Lines of a button; fingers need two."""


class SessionScreen(AnsweringScreen):
    """Fills the screen; the terminal itself is one tap away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "review", "Plan", show=False),
        Binding("f3", "ask_focus", "Ask for the focus", show=False),
        Binding("f4", "take_focus", "Take the focus", show=False),
        Binding("pageup", "story(-1)", show=False),
        Binding("pagedown", "story(1)", show=False),
    ]
    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "session.tcss"]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012  # Textual types it without ClassVar

    def __init__(
        self,
        control: Control,
        board: Board,
        session: SessionId,
        memory: Path,
        *,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Look at `session`; `memory` knows which plans were read, `now` is Unix time, `clock` never jumps."""
        super().__init__(control, board, session, now=now, clock=clock)
        self.memory = memory
        self.offered: tuple[Choice, ...] = ()

    @property
    def decisions(self) -> Decisions:
        """What a person decides here."""
        return Decisions(self.app, self.control, self.board, self.memory, self.now)

    def body(self) -> ComposeResult:
        yield Static(id="state")
        with VerticalScroll(id="story", can_focus=False):
            yield Static(id="facts")
            yield Static(id="tail")
        yield Static(id="choices")
        yield Composer(compact=True, id="composer")
        yield FieldError()

    def keys(self) -> list[tuple[str, str]]:
        composer = self.query_one_optional(Composer)
        if composer is None:
            return []
        if composer.writing or composer.value:
            return [("Enter", "send"), (self.cancel_key, "clear")]
        session = self.board.get(self.session_id)
        ways = [("Enter", "terminal"), ("Tab", "next"), (self.cancel_key, "back")]
        if session is None:
            return ways
        if self.held_by_other:
            ways = [("F3", "ask"), ("F4", "take over"), *ways]
        if available(action_named("plan.review"), session):
            return [("F2", "review" if plan_waits(session.gate) else "answer"), *ways]
        return [("F2", "plan"), *ways] if session.gate.plan else ways

    @property
    def room(self) -> int:
        return _ROWS

    def show_session(self, session: Session) -> None:
        self.query_one("#state", Static).update(_standing(session, self.now()))
        facts = Content("\n\n").join(
            Content.assemble((heading, "bold $primary"), "\n", text) for heading, text in _facts(session)
        )
        place = self.query_one("#facts", Static)
        place.update(facts)
        place.display = bool(facts)
        self.show_choices()

    def read(self, rows: Sequence[Row]) -> None:
        """Find the answers that the program offers; a person who reads the end goes on seeing it."""
        if self.stream is None:
            return
        found = tuple(choices([self.stream.tables.plain(row) for row in rows]))
        if found != self.offered:
            self.offered = found
            self.show_choices()
        story = self.query_one("#story", VerticalScroll)
        if story.max_scroll_y - story.scroll_y < 2:
            self.call_after_refresh(story.scroll_end, animate=False)

    def on_resize(self) -> None:
        """Buttons are as wide as the screen; one that has become a desk's has room for the terminal."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if not self.present:
            return
        if self.has_class("-narrow") or self.query_one(Composer).value:
            self.show_choices()
        else:
            self.dismiss(None)

    def show_choices(self) -> None:
        """The answers as buttons above the line to write; only while one is asked for."""
        if not self.present:
            return
        place = self.query_one("#choices", Static)
        composer = self.query_one(Composer)
        shown = self.offered if composer.quick and not composer.value else ()
        place.display = bool(shown)
        width = self.query_one("#state").size.width
        high = 1 if self.has_class("-short") else _HIGH
        place.update(Content("\n").join(_button(one, width, high) for one in shown))

    def answered(self) -> None:
        """It goes on here: what comes of it is what one wants to see."""
        composer = self.query_one(Composer)
        composer.value, composer.writing = "", False
        self.query_one(FieldError).show("")
        self.show_state()
        self.query_one("#story", VerticalScroll).scroll_end(animate=False)

    @work(exclusive=True, group="decide")
    async def action_review(self) -> None:
        """Decide what waits, or read the plan."""
        session = self.board.get(self.session_id)
        if session is None:
            return
        if available(action_named("plan.review"), session):
            await self.decisions.review(session)
        elif session.gate.plan:
            await self.decisions.show_plan(session.gate.plan)

    @property
    def held_by_other(self) -> bool:
        """Whether somebody else types there."""
        stream = self.stream
        return stream is not None and bool(stream.focus.holder) and not stream.holds_focus

    def focus_changed(self, focus: Focus, mine: bool) -> None:
        """From the stream."""
        super().focus_changed(focus, mine)
        self.show_state()

    def action_ask_focus(self) -> None:
        """Ask whoever types there for the right to."""
        if self.stream is not None and self.held_by_other:
            self.asked_for_focus = True
            self.stream.ask_focus()
            self.query_one(FieldError).show(f"{clean(self.stream.focus.name)} was asked to let you type.")

    def action_take_focus(self) -> None:
        """Take it from them."""
        if self.stream is not None and self.held_by_other:
            self.asked_for_focus = True
            self.stream.take_focus(force=True)

    def action_story(self, pages: int) -> None:
        """Read further up or down."""
        story = self.query_one("#story", VerticalScroll)
        story.scroll_relative(y=pages * max(1, story.size.height - 2), animate=False)


def _button(choice: Choice, width: int, high: int) -> Content:
    """An answer on lines that a tap anywhere turns into its key."""
    words = Content.assemble((choice.key, "bold $primary"), " ", choice.words)
    lines = [*words.wrap(max(1, width))[:high], *[Content("")] * high][:high]
    whole = Content("\n").join(line.pad_right(max(0, width - line.cell_length)) for line in lines)
    return tapped(whole, choice.key)


def _standing(session: Session, now: float) -> Content:
    """Two lines: state and age with the gate; agent, branch, and who types."""
    color = f"${state_variable(session.state)}"
    first: list[Content | str | tuple[str, str]] = [
        (f"{GLYPHS[session.state]} {state_words(session)}", f"bold {color}"),
        (f" {age(now - session.since)}", "$muted"),
    ]
    if session.gate.state is not GateState.OFF and session.exit is None:
        first += ["  ", (gate_chip(session.gate), f"${gate_variable(session.gate)}")]
    where = " · ".join(part for part in (session.agent, clean(session.branch)) if part)
    second: list[Content | str | tuple[str, str]] = [(where, "$muted")]
    if session.focus.holder:
        second += ["  ", (f"{clean(session.focus.name) or 'somebody'} types", "$warning")]
    return Content.assemble(*first, "\n", *second)


def _facts(session: Session) -> Iterator[tuple[str, str]]:
    """Headings and texts; what is not known is left out."""
    if session.state is State.BLOCKED and session.gate.questions:
        question = session.gate.questions[0]
        yield "It asks", f"{clean(question.tool)}: {clean(question.words)}"
    if session.said:
        yield "It said", session.said
    elif session.task:
        yield "Task", clean(session.task)
    if session.gate.plan:
        words = offered(session.gate) or f"{clean(session.gate.title)} · {session.gate.phase}"
        yield "Plan", words
