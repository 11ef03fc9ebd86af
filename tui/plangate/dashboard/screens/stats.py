"""How often work is undone and begun again, with an approved plan and without."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import tzinfo
from pathlib import PurePath
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from plangate.attempts.words import CAPTION, markdown
from plangate.client.api import Control
from plangate.client.tasks import every_task
from plangate.dashboard import redo_words
from plangate.dashboard.actions import Scope, action_named
from plangate.dashboard.board import Board, Change
from plangate.dashboard.keymap import bindings
from plangate.dashboard.redo_figures import PERIODS, Choice, Figures, agents_of, figures, places_of
from plangate.dashboard.screens.dialog import Dialog
from plangate.dashboard.wording import clean
from plangate.errors import PlangateError
from plangate.gate.plan.events import PLAN_KINDS
from plangate.model.attempts import Attempt
from plangate.model.event import Event
from plangate.model.session import Session

__all__ = ["StatsScreen"]

_PAGE = 2_000
_PAUSE = 1.0
"""Seconds from an event to counting anew, so that a busy afternoon is counted once a second at most."""
_WIDEST = 160
"""Cells of the dialog, as its style says."""
_AIRY_FROM = 36
"""Lines of a screen that has room for space between the groups."""
_NEWS = ("attempt", "undo", "plan")
"""Subjects of the events that change a figure."""


class StatsScreen(Dialog[None]):
    """Counts off the event loop, whenever something has happened or something else is asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.STATS),
        Binding("q", "dialog_cancel", show=False),
    ]
    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "stats.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (64, "-middle"), (110, "-wide")]  # noqa: RUF012  # Textual types it without ClassVar
    heading = "Statistics"

    def __init__(
        self,
        control: Control,
        board: Board,
        session: Session | None = None,
        *,
        now: Callable[[], float] = time.time,
        zone: tzinfo | None = None,
    ) -> None:
        """`session` is the one whose repository "this repository" means."""
        super().__init__()
        self.control = control
        self.board = board
        self.places = places_of(session)
        self.place = clean(PurePath(self.places[-1]).name) if self.places else ""
        self.now = now
        self.zone = zone
        self.choice = Choice()
        self.figures: Figures | None = None
        self.complaint = ""
        self._attempts: list[Attempt] = []
        self._plans: list[Event] = []
        self._stale = False

    def body(self) -> ComposeResult:
        yield Static(id="choice", markup=False)
        with VerticalScroll(id="figures"):
            yield Static(id="empty")
            with Container(id="both"):
                yield Static(id="rates")
                with Vertical(id="aside"):
                    yield Static(id="weeks")
                    yield Static(id="lost")
                    yield Static(id="plans")
                    yield Static(id="notes", markup=False)
        yield Static(CAPTION, id="caption", markup=False)

    def keys(self) -> list[tuple[str, str]]:
        names = ["stats.agent", *(["stats.place"] if self.places else []), "stats.period", "stats.copy"]
        shown = [(self.keymap.label(one), one.label) for one in map(action_named, names)]
        return [*shown, (self.cancel_key, "close")]

    def on_mount(self) -> None:
        """Read, and follow."""
        self.unwatch = self.board.watch(self.board_changed)
        self.query_one("#figures").focus()
        self.show_figures()
        self.read()

    def on_unmount(self) -> None:
        """Follow no longer."""
        self.unwatch()

    def on_resize(self) -> None:
        """The bars have other room."""
        self.call_after_refresh(self.show_figures)

    def board_changed(self, change: Change) -> None:
        """Something was begun, undone, planned or ended: count anew in a moment."""
        event = change.event
        news = event is not None and event.kind.partition(".")[0] in _NEWS
        if (news or (change.connection and self.board.connected)) and not self._stale:
            self._stale = True
            self.set_timer(_PAUSE, self.read)

    @work(exclusive=True, group="read")
    async def read(self) -> None:
        """All attempts, and what happened to plans since they were last read."""
        self._stale = False
        try:
            tasks = await every_task(self.control.ask)
            await self._read_plans()
            self.complaint = ""
        except PlangateError as error:
            self.complaint = f"{error.message}. {error.hint}".strip()
            self.show_figures()
            return
        self._attempts = [attempt for task in tasks for attempt in task.attempts]
        self.count()

    async def _read_plans(self) -> None:
        page: list[Event] = []
        while not page or len(page) == _PAGE:
            last = self._plans[-1].seq if self._plans else 0
            page = await self.control.events(since=last, limit=_PAGE, kinds=PLAN_KINDS)
            self._plans += page
            if not page:
                return

    @work(exclusive=True, group="count")
    async def count(self) -> None:
        """Count what is asked for, in a thread: the screen goes on."""
        attempts, plans, choice = self._attempts, list(self._plans), self.choice
        self.figures = await asyncio.to_thread(figures, attempts, plans, choice, self.now(), self.zone)
        self.show_figures()

    def show_figures(self) -> None:
        """Write what was counted last."""
        if not self.is_attached:
            return
        made = self.figures
        empty = made is None or not made.report.attempts
        self.set_class(empty, "-empty")
        self.query_one("#choice", Static).update(redo_words.choice_words(self.choice, self.place))
        if self.complaint or made is None:
            self.query_one("#empty", Static).update(Content(self.complaint or "Counting …"))
            self.set_class(True, "-empty")
        elif empty:
            words = redo_words.empty_words(made, self.choice, self.place)
            self.query_one("#empty", Static).update(words)
        else:
            self._write(made)
        self.show_keys()

    def _write(self, made: Figures) -> None:
        wide = self.has_class("-wide")
        room = min(_WIDEST, self.size.width) - 5
        rates = room - 45 if wide else room
        airy = self.size.height >= _AIRY_FROM
        self.query_one("#rates", Static).update(redo_words.rates_content(made.report, rates, airy=airy))
        self.query_one("#weeks", Static).update(redo_words.weeks_content(made.weeks, 39 if wide else room))
        self.query_one("#lost", Static).update(redo_words.lost_content(made.report))
        self.query_one("#plans", Static).update(redo_words.plans_content(made.report))
        self.query_one("#notes", Static).update(redo_words.notes_words(made.report))

    def action_stats_agent(self) -> None:
        """The next agent, after the last all of them."""
        names = ["", *agents_of(self._attempts)]
        place = names.index(self.choice.agent) if self.choice.agent in names else 0
        self._choose(Choice(names[(place + 1) % len(names)], self.choice.places, self.choice.period))

    def action_stats_place(self) -> None:
        """The repository of the session one came from, or all."""
        places = () if self.choice.places else self.places
        self._choose(Choice(self.choice.agent, places, self.choice.period))

    def action_stats_period(self) -> None:
        """The next period."""
        following = PERIODS[(PERIODS.index(self.choice.period) + 1) % len(PERIODS)]
        self._choose(Choice(self.choice.agent, self.choice.places, following))

    def action_stats_copy(self) -> None:
        """The report in markdown, as `plangate stats --md` has it."""
        if self.figures is None:
            return
        about = redo_words.choice_words(self.choice, self.place)
        text = "\n".join(markdown(self.figures.report, f"Undo and restart · {about}"))
        self.app.copy_to_clipboard(text)
        self.notify("Copied the report", timeout=2)

    def action_list_down(self) -> None:
        """A line down."""
        self._scroll(1)

    def action_list_up(self) -> None:
        """A line up."""
        self._scroll(-1)

    def action_list_first(self) -> None:
        """To the top."""
        self.query_one("#figures", VerticalScroll).scroll_home(animate=False)

    def action_list_last(self) -> None:
        """To the end."""
        self.query_one("#figures", VerticalScroll).scroll_end(animate=False)

    def _scroll(self, lines: int) -> None:
        self.query_one("#figures", VerticalScroll).scroll_relative(y=lines, animate=False)

    def _choose(self, choice: Choice) -> None:
        self.choice = choice
        self.show_figures()
        self.count()
