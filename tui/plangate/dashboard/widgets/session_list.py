"""The list of sessions: draws only lines that changed, and never moves a row under a person's hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from textual import events
from textual.filter import ANSIToTruecolor
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from plangate.dashboard.ink import Ink
from plangate.dashboard.order import arrange, fits, held
from plangate.dashboard.widgets.session_row import RowLook, group_line, session_lines
from plangate.model.session import Session, SessionId, State

__all__ = ["SessionList"]

_HELD = 4.0
"""Seconds after the last key or click for which rows keep their places."""
_DIGITS = 9


class _Place(msgspec.Struct, frozen=True):
    """What a line of the list shows."""

    session: Session | None
    number: int = 0
    part: int = 0
    group: str = ""
    count: int = 0


class SessionList(Widget, can_focus=True):
    """All sessions that fit the filter; one is selected."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    SessionList { width: 1fr; height: 1fr; background: $background; }
    """

    selected: reactive[SessionId | None] = reactive(None)
    """Id of the selected session; None only while none is listed."""
    words: reactive[str] = reactive("")
    """The filter."""
    live: reactive[bool] = reactive(True)
    """Whether the daemon answers."""
    roomy: reactive[bool] = reactive(False)
    """Rows are two lines high however many there are, for fingers."""

    @dataclass
    class Selected(Message):
        """Another session is selected."""

        session: SessionId | None

    @dataclass
    class Opened(Message):
        """A session was clicked while it was selected already, or tapped."""

        session: SessionId

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
        patience: float = 300.0,
        id: str | None = None,
    ) -> None:
        """`now` is Unix time; `patience` the seconds after which a waiting session's age is a warning."""
        super().__init__(id=id)
        self._now, self._clock, self._patience = now, clock, patience
        self._all: list[Session] = []
        self._order: list[SessionId] = []
        self._shown: list[Session] = []
        self._places: list[_Place] = []
        self._tall = False  # as laid out: the size may change before the rows are laid out anew
        self._drawn: list[tuple[object, ...]] = []
        self._strips: dict[tuple[object, ...], list[Strip]] = {}
        self._top = 0
        self._touched = -_HELD
        self._ink = Ink({})

    @property
    def shown(self) -> Sequence[Session]:
        """The listed sessions in order."""
        return self._shown

    @property
    def current(self) -> Session | None:
        """The selected session."""
        return self.find(self.selected)

    def find(self, wanted: SessionId | None) -> Session | None:
        """A listed session."""
        return next((session for session in self._shown if session.id == wanted), None)

    def update(self, sessions: Sequence[Session]) -> None:
        """Show these from now on."""
        self._all = list(sessions)
        self._rebuild()

    def tick(self) -> None:
        """A second has passed: ages have grown, and rows may take their places."""
        self._rebuild()

    def touched(self) -> None:
        """The person uses the list: rows stay where they are for a while."""
        self._touched = self._clock()

    def select(self, session: SessionId | None) -> None:
        """Select a session, scrolling as far as needed."""
        self.touched()
        self.selected = session

    def move(self, count: int) -> None:
        """Select the session `count` rows further down."""
        if not self._shown:
            return
        ids = [session.id for session in self._shown]
        place = ids.index(self.selected) if self.selected in ids else 0
        self.select(ids[max(0, min(len(ids) - 1, place + count))])

    def on_mount(self) -> None:
        """Begin to draw in the colours of the theme."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._recolor())
        self._recolor()

    def watch_selected(self) -> None:
        """Show the selected row, and say so."""
        self._reveal()
        self._redraw()
        self.post_message(self.Selected(self.selected))

    def watch_words(self) -> None:
        """The filter has changed."""
        self._order = []
        self._rebuild()

    def watch_live(self) -> None:
        """The daemon came or went."""
        self._redraw()

    def watch_roomy(self) -> None:
        """Rows are higher or lower now."""
        self._rebuild()

    def on_resize(self) -> None:
        """More or fewer rows fit."""
        self._strips.clear()
        self._rebuild()

    def on_focus(self) -> None:
        """The keyboard is here."""
        self._redraw()

    def on_blur(self) -> None:
        """The keyboard is somewhere else."""
        self._redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Show rows further down."""
        event.stop()
        self._scroll(2)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Show rows further up."""
        event.stop()
        self._scroll(-2)

    def on_click(self, event: events.Click) -> None:
        """Select a session; a selected one is opened."""
        place = self._top + event.y
        session = self._places[place].session if place < len(self._places) else None
        if session is None:
            return
        if session.id == self.selected or self.roomy:
            self.select(session.id)
            self.post_message(self.Opened(session.id))
        else:
            self.select(session.id)

    def action_list_down(self) -> None:
        self.move(1)

    def action_list_up(self) -> None:
        self.move(-1)

    def action_list_first(self) -> None:
        self.move(-len(self._shown))

    def action_list_last(self) -> None:
        self.move(len(self._shown))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines inside `crop`."""
        strips = [self.render_line(y) for y in range(crop.y, crop.bottom)]
        if crop.x or crop.width != self.size.width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        for line_filter in self.get_line_filters():
            if not isinstance(line_filter, ANSIToTruecolor):  # no other colours than true ones are drawn
                ground = self.background_colors[1]
                strips = [strip.apply_filter(line_filter, ground) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """One line."""
        number = self._top + y
        if number >= len(self._places):
            return Strip.blank(self.size.width, self._ink.style("muted"))
        place = self._places[number]
        if place.session is None:
            return group_line(place.group, place.count, self.size.width, self._ink)
        key = self._key(place)
        lines = self._strips.get(key)
        if lines is None:
            if len(self._strips) > 500:
                self._strips.clear()
            look = self._look(place.session)
            lines = session_lines(place.session, place.number, self._now(), look, self._ink)
            self._strips[key] = lines
        return lines[place.part]

    def _recolor(self) -> None:
        self._ink = Ink(self.app.theme_variables)
        self._strips.clear()
        self.refresh()

    def _rebuild(self) -> None:
        fitting = [session for session in self._all if fits(session, self.words)]
        busy = self._clock() - self._touched < _HELD and bool(self._order)
        self._shown = held(fitting, self._order) if busy else arrange(fitting)
        self._order = [session.id for session in self._shown]
        if self.selected not in self._order:
            self.selected = self._neighbour()
        before = self._places
        self._places = self._lay_out()
        if len(before) != len(self._places):
            self.refresh()
        self._reveal()
        self._redraw()

    def _neighbour(self) -> SessionId | None:
        """What to select when the selected session is not listed any more: the one in its place."""
        ids = [place.session.id for place in self._places if place.session is not None and not place.part]
        place = ids.index(self.selected) if self.selected in ids else 0
        return self._order[min(place, len(self._order) - 1)] if self._order else None

    def _lay_out(self) -> list[_Place]:
        self._tall = self.roomy or 2 * len(self._shown) <= self.size.height
        lines = 2 if self._tall else 1
        grouped = any(session.group for session in self._shown)
        places: list[_Place] = []
        last: str | None = None
        for number, session in enumerate(self._shown, 1):
            if grouped and session.group != last:
                last = session.group
                count = sum(other.group == last for other in self._shown)
                places.append(_Place(None, group=last, count=count))
            digit = number if number <= _DIGITS else 0
            places += [_Place(session, digit, part) for part in range(lines)]
        return places

    def _look(self, session: Session) -> RowLook:
        late = session.state is State.BLOCKED and self._now() - session.since >= self._patience
        return RowLook(
            width=self.size.width,
            tall=self._tall,
            selected=session.id == self.selected,
            keyboard=self.has_focus,
            live=self.live,
            warn=late,
        )

    def _key(self, place: _Place) -> tuple[object, ...]:
        session = place.session
        if session is None:
            return (place,)
        seconds = int(self._now() - session.since)
        step = seconds if seconds < 60 else seconds // 60 * 60
        return session, place.number, step, self._look(session)

    def _redraw(self) -> None:
        """Refresh the lines that are not as they were drawn."""
        height = self.size.height
        keys = [
            (*self._key(place), place.part)
            for place in self._places[self._top : self._top + height]
            if height
        ]
        if len(keys) != len(self._drawn):
            self.refresh()
        else:
            changed = [y for y, (new, old) in enumerate(zip(keys, self._drawn, strict=True)) if new != old]
            if changed:
                self.refresh(*[Region(0, y, self.size.width, 1) for y in changed])
        self._drawn = keys

    def _reveal(self) -> None:
        places = [
            number
            for number, place in enumerate(self._places)
            if place.session is not None and place.session.id == self.selected
        ]
        height = self.size.height
        top = self._top
        if places and height:
            first = places[0] - 1 if places[0] and self._places[places[0] - 1].session is None else places[0]
            top = min(max(top, places[-1] - height + 1), first)
        self._set_top(top)

    def _scroll(self, lines: int) -> None:
        self._set_top(self._top + lines)

    def _set_top(self, top: int) -> None:
        top = max(0, min(top, len(self._places) - self.size.height))
        if top != self._top:
            self._top = top
            self.refresh()
