"""The timeline: what the ledger recorded, as it happens, and the attempts beside it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import tzinfo
from typing import ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from plangate.client.api import Control
from plangate.client.tasks import every_task
from plangate.dashboard.actions import Scope, action_named
from plangate.dashboard.board import Board, Change
from plangate.dashboard.event_groups import Group, group_of
from plangate.dashboard.event_words import event_color, event_time, event_words, fits, names_in
from plangate.dashboard.keymap import bindings
from plangate.dashboard.screens.dialog import Dialog
from plangate.dashboard.widgets.timeline import AttemptLines, groups_content
from plangate.dashboard.wording import clean, complaint
from plangate.errors import PlangateError
from plangate.model.attempts import Attempt
from plangate.model.event import Event
from plangate.model.session import SessionId

__all__ = ["EventsScreen", "Moment"]

_PAGE = 500
_MOST = 5000
_FEW = 20
"""Events that are left by a filter below which older ones are read at once."""
_DAY = 86_400.0
_PAUSE = 1.0
"""Seconds from an event about an attempt to asking for all of them anew."""


class Moment(NamedTuple):
    """Where to go."""

    session: SessionId
    at: float
    """Unix seconds."""


class EventsScreen(Dialog[Moment]):
    """Live and filtered, of one session or of all; dismisses with the moment to go to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.EVENTS),
        Binding("q", "dialog_cancel", show=False),
    ]
    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "events.tcss"]
    heading = "Timeline"

    def __init__(
        self,
        control: Control,
        board: Board,
        session: SessionId | None = None,
        *,
        only: bool = False,
        now: Callable[[], float] = time.time,
        zone: tzinfo | None = None,
    ) -> None:
        """`session` is the one that "one session" means; with `only` that is how it begins."""
        super().__init__()
        self.control = control
        self.board = board
        self.session = session
        self.only = only and session is not None
        self.now = now
        self.zone = zone
        self.events: list[Event] = []
        self.shown: list[Event] = []
        self.complaint = ""
        self.hidden: set[Group] = set()
        self.attempts: list[Attempt] = []
        self._begins = False
        """The first of all events was read."""
        self._stale = False
        self.names: dict[str, str] = {}
        """What sessions were called that are no longer listed."""

    def body(self) -> ComposeResult:
        yield Static(id="groups")
        yield AttemptLines()
        yield Input(placeholder="Words that must be in it", compact=True)
        yield OptionList(id="events", compact=True)
        yield Static(classes="nothing")

    def title_text(self) -> str:
        name = self._called(self.session) if self.only and self.session else ""
        return f"Timeline of {name}".replace("[", r"\[") if name else "Timeline"

    def keys(self) -> list[tuple[str, str]]:
        if isinstance(self.focused, Input):
            return [("Enter", "to the list"), (self.cancel_key, "show all")]
        label = self.keymap.label
        scope = (
            [(label(action_named("events.scope")), "all" if self.only else "one session")]
            if self.session
            else []
        )
        return [
            (label(action_named("events.go")), "go there"),
            *([(label(action_named("events.all")), "all groups")] if self.hidden else []),
            (label(action_named("events.filter")), "filter"),
            *scope,
            (self.cancel_key, "close"),
        ]

    def on_mount(self) -> None:
        """Read the newest, and follow."""
        self.unwatch = self.board.watch(self.board_changed)
        self.query_one(Input).display = False
        self.query_one("#events").focus()
        self.read()
        self.read_attempts()

    def on_unmount(self) -> None:
        """Follow no longer."""
        self.unwatch()

    def on_descendant_focus(self) -> None:
        """Filter and list have their own keys."""
        self.show_keys()

    @work(exclusive=True)
    async def read(self) -> None:
        """The newest page of what is to be shown."""
        wanted = self.session if self.only and self.session else SessionId("")
        try:
            self.events = await self.control.events(limit=_PAGE, session=wanted, newest=True)
            self.complaint = ""
        except PlangateError as error:
            self.events = []
            self.complaint = complaint(error)
        self._begins = False
        self.show_events(follow=True)

    @work(exclusive=True, group="attempts")
    async def read_attempts(self) -> None:
        """Those of the session, or of the last day; a daemon that knows none shows none."""
        self._stale = False
        only = self.session if self.only and self.session else ""
        try:
            tasks = await every_task(self.control.ask, only, since=0.0 if only else self.now() - _DAY)
        except PlangateError:
            tasks = []
        found = (one for task in tasks for one in task.attempts)
        self.attempts = [
            one for one in found if one.session == only or (not only and one.began >= self.now() - _DAY)
        ]
        self.show_attempts()

    def show_attempts(self) -> None:
        """Draw the bars for the room there is."""
        rows = 1 if self.only else max(1, self.size.height // 10 - 1)
        width = self.query_one("#groups").size.width or min(116, self.size.width - 6)
        self.query_one(AttemptLines).show(self.attempts, self._called, self.now(), width, rows)

    def on_resize(self) -> None:
        """The lines above the list have other room."""
        self.show_groups()
        self.call_after_refresh(self.show_attempts)

    def show_groups(self) -> None:
        """Say which groups are shown, and by which keys that changes."""
        self.query_one("#groups", Static).update(groups_content(self.hidden, min(116, self.size.width - 4)))

    @work(exclusive=True, group="older")
    async def read_older(self) -> None:
        """The page before the first one, when the cursor has come to it."""
        wanted = self.session if self.only and self.session else SessionId("")
        first = self.events[0].seq if self.events else 1
        older: list[Event] = []
        start = first
        while not older and start > 1:
            start = max(1, start - _PAGE)
            try:
                page = await self.control.events(since=start - 1, limit=_PAGE, session=wanted)
            except PlangateError:
                return
            older = [event for event in page if event.seq < first]
        self._begins = not older
        if older and len(self.events) < _MOST:
            self.events = [*older, *self.events]
            self.show_events()

    @on(OptionList.OptionHighlighted)
    def moved(self, event: OptionList.OptionHighlighted) -> None:
        """At the oldest one that is listed there may be older ones."""
        if event.option_index == 0 and self.events and self.events[0].seq > 1:
            self.call_later(self.read_older)

    def board_changed(self, change: Change) -> None:
        """A new entry; after a gap in the connection all is read again."""
        if not self.present:
            return
        if change.connection and self.board.connected:
            self.read()
        event = change.event
        if event is not None and event.kind.startswith("attempt.") and not self._stale:
            self._stale = True
            self.set_timer(_PAUSE, self.read_attempts)
        if event is None or (self.only and event.session != self.session):
            return
        if self.events and event.seq <= self.events[-1].seq:
            return
        self.events = [*self.events, event][-_MOST:]
        options = self.query_one("#events", OptionList)
        at_end = options.highlighted is None or options.highlighted >= len(self.shown) - 1
        if self._wanted(event, self.query_one(Input).value):
            self.shown.append(event)
            options.add_option(Option(self._line(event)))
            if at_end:
                options.highlighted = len(self.shown) - 1
        self.show_nothing()

    def show_events(self, *, follow: bool = False) -> None:
        """List what fits the filter; with `follow` the cursor goes to the newest."""
        options = self.query_one("#events", OptionList)
        here = self.selected
        query = self.query_one(Input).value
        self.names = names_in(self.events)
        self.shown = [event for event in self.events if self._wanted(event, query)]
        options.clear_options()
        options.add_options(Option(self._line(event)) for event in self.shown)
        if self.shown:
            last = len(self.shown) - 1
            options.highlighted = (
                last if follow or here is None or here not in self.shown else self.shown.index(here)
            )
        self.show_nothing()
        narrowed = bool(query or self.hidden) and len(self.shown) < _FEW
        if (
            narrowed
            and not self._begins
            and self.events
            and self.events[0].seq > 1
            and len(self.events) < _MOST
        ):
            self.call_later(self.read_older)

    def show_nothing(self) -> None:
        """Say why the list is empty, when it is."""
        nothing = self.query_one(".nothing", Static)
        nothing.display = not self.shown
        self.query_one("#events").display = bool(self.shown)
        reason = (
            "No event is of these groups and has these words."
            if self.events
            else "Nothing has been recorded yet."
        )
        nothing.update(Content(self.complaint or reason))

    @property
    def selected(self) -> Event | None:
        """The event under the cursor."""
        place = self.query_one("#events", OptionList).highlighted
        return self.shown[place] if place is not None and place < len(self.shown) else None

    @on(OptionList.OptionSelected)
    def action_events_go(self) -> None:
        """Go to the moment in the event's session, if that is still listed."""
        event = self.selected
        if event is not None and self.board.get(event.session) is not None:
            self.dismiss(Moment(SessionId(event.session), event.time))
        elif event is not None:
            self.notify(
                "That session is no longer on the list." if event.session else "It belongs to no session."
            )

    def action_events_group(self, number: int) -> None:
        """Hide or show the n-th group."""
        self.hidden ^= {list(Group)[number - 1]}
        self._regroup()

    def action_events_all(self) -> None:
        """Show all groups."""
        self.hidden = set()
        self._regroup()

    def _regroup(self) -> None:
        self.show_groups()
        self.show_events()
        self.show_keys()

    def action_events_filter(self) -> None:
        """Write what must be in it."""
        entry = self.query_one(Input)
        entry.display = True
        entry.focus()

    def action_events_scope(self) -> None:
        """The events of one session: the one that is meant, or of all again."""
        if self.session is None:
            return
        self.only = not self.only
        self.query_one(".dialog").border_title = self.title_text()
        self.show_keys()
        self.read()
        self.read_attempts()

    @on(Input.Changed)
    def filtered(self) -> None:
        """Narrow the list."""
        self.show_events(follow=True)

    @on(Input.Submitted)
    def filter_done(self) -> None:
        """Back to the list; an empty filter goes away."""
        entry = self.query_one(Input)
        entry.display = bool(entry.value)
        self.query_one("#events").focus()

    def action_dialog_cancel(self) -> None:
        """First ends the filter, then leaves."""
        entry = self.query_one(Input)
        if entry.display:
            entry.value = ""
            self.filter_done()
        else:
            self.dismiss(None)

    def action_list_down(self) -> None:
        """One down."""
        self.query_one("#events", OptionList).action_cursor_down()

    def action_list_up(self) -> None:
        """One up."""
        self.query_one("#events", OptionList).action_cursor_up()

    def action_list_first(self) -> None:
        """To the oldest."""
        self.query_one("#events", OptionList).action_first()

    def action_list_last(self) -> None:
        """To the newest."""
        self.query_one("#events", OptionList).action_last()

    def _wanted(self, event: Event, query: str) -> bool:
        shown = group_of(event.kind) not in self.hidden
        return shown and fits(event, self._called(event.session), query)

    def _called(self, session: str | None) -> str:
        """The session's name now, or as it once was, or its id."""
        known = self.board.get(session) if session else None
        return clean(known.name) if known else self.names.get(session or "", session or "")

    def _line(self, event: Event) -> Content:
        name = "" if self.only else self._called(event.session)
        narrow = self.app.size.width < 64
        shown = name[:15] + "…" if narrow and len(name) > 16 else name
        actor = "" if event.actor in ("daemon", "host", "agent") else f"  {event.actor}"
        when = event_time(event, self.now(), self.zone)
        return Content.assemble(
            (f"{when[:5]} " if narrow else f"{when:<13}", "$muted"),
            (shown and f"{shown} " if narrow else "" if self.only else f"{shown:<22}", "bold"),
            (event_words(event), f"${event_color(event)}"),
            (actor, "$muted"),
        )
