"""Drawing what depends on the sessions: list, grid, bars, and what stands there while there are none."""

from __future__ import annotations

from textual.content import Content
from textual.timer import Timer

from plangate.dashboard.actions import Scope
from plangate.dashboard.context import Context
from plangate.dashboard.main.layout import MainLayout, View
from plangate.dashboard.newest_attempts import NewestAttempts
from plangate.dashboard.present_jobs import PresentJobs
from plangate.dashboard.widgets.details import Details
from plangate.dashboard.widgets.footer import Footer, Hint, buttons_for, hints_for
from plangate.dashboard.widgets.header import Header, who_words
from plangate.dashboard.widgets.tile import SearchLine, Tile
from plangate.dashboard.widgets.welcome import Welcome
from plangate.dashboard.wording import age
from plangate.errors import PlangateError
from plangate.model.session import SessionId

__all__ = ["ASK", "LOADING_AFTER", "TAKE", "MainDrawing"]

LOADING_AFTER = 0.5
"""Seconds without an answer after which the screen says that it is waiting for one."""
_CHIPS = {
    Scope.LIST: ("LIST", "secondary"),
    Scope.GRID: ("GRID", "secondary"),
    Scope.TERMINAL: ("TYPING", "primary"),
    Scope.LOOK: ("LOOK", "accent"),
}
_FILTER_HINTS = [Hint("Enter", "keep", ""), Hint("Esc", "show all", "")]
_SEARCH_HINTS = [Hint("Enter", "go there", ""), Hint("Esc", "drop the search", "")]

_COALESCE = 0.08
"""Seconds within which changes of sessions are shown together; thirty busy ones change all the time."""
TAKE, ASK = "terminal.take_focus", "terminal.ask_focus"


class MainDrawing(MainLayout):
    """Takes over what the board knows, and draws again what has changed."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.made = False
        """Whether the widgets are there."""
        self.loaded = False
        self.error: PlangateError | None = None
        self.away_since: float | None = None
        self.began = context.clock()
        self.attempts: NewestAttempts | None = None
        self.jobs: PresentJobs | None = None
        self._showing: Timer | None = None

    def show_sessions(self) -> None:
        """Take over the board's sessions."""
        if self._showing is not None:
            self._showing.stop()
            self._showing = None
        self.list.update(self.desk.board.sessions)
        if self.view is View.GRID and self.grid.lacks(self.list.shown, self._listed()):
            self.run_worker(self.fill_grid(), group="grid")
        self.update_welcome()
        self.update_bars()

    def show_sessions_soon(self) -> None:
        """The same in a moment, once for all that changes until then."""
        if self._showing is None:
            self._showing = self.set_timer(_COALESCE, self.show_sessions)

    async def fill_grid(self) -> None:
        """Have the grid take in what is new, while it is shown."""
        if self.view is View.GRID:
            await self.grid.take_in(self.list.shown, self._listed())
            if not self.grid.tiles:
                self.view = View.LIST
                self.set_focus(self.list)
            self.update_bars()

    def _listed(self) -> set[SessionId]:
        return {session.id for session in self.desk.board.sessions}

    def update_welcome(self) -> None:
        """Show what to do while there is nothing to show."""
        if not self.made:
            return
        welcome = self.query_one(Welcome)
        empty = not self.list.shown
        filtering = bool(self.list.words)
        waited = self.desk.clock() - self.began >= LOADING_AFTER
        self.set_class(
            empty and not filtering and (self.loaded or waited or self.error is not None), "-nothing"
        )
        if self.error is not None:
            welcome.say_error(self.error.message, self.error.hint)
        elif not self.loaded:
            welcome.say_loading()
        elif empty:
            welcome.say_empty(self.desk.keymap, filtered=filtering)

    def update_bars(self) -> None:
        """Draw header, footer, details and titles again where they have changed."""
        if not self.made:
            return
        self.query_one(Header).show(self.desk.board.sessions, self._connection())
        self.update_footer()
        self.show_details()
        for tile in self.query(Tile):
            tile.update_lines()

    def show_details(self) -> None:
        """What is known about the selected session."""
        if not self.made:
            return
        session = self.session
        if self.attempts is None:
            self.attempts = NewestAttempts(self.desk.control, self.desk.board, self.show_details)
        if self.jobs is None:
            self.jobs = PresentJobs(self.desk.control, self.show_details)
        details, now = self.query_one(Details), self.desk.now()
        if session is None or not details.display:
            details.show(session, now)
            return
        details.show(session, now, self.attempts.of(session.id), self.jobs.of(session, now))

    def update_footer(self) -> None:
        """Say where the keyboard is, and which keys matter there."""
        footer, place, keymap = self.query_one(Footer), self.place, self.desk.keymap
        footer.set_class(self.phone, "-buttons")
        if place is None:
            searching = isinstance(self.focused, SearchLine)
            words = _SEARCH_HINTS if searching else _FILTER_HINTS
            footer.show("SEARCH" if searching else "FILTER", "accent", words)
        elif self.phone:
            buttons = buttons_for(place, keymap, self.session)
            if place is Scope.TERMINAL and self.tile.pane.held_by_other:
                buttons += [Hint("", "ask", ASK), Hint("", "take over", TAKE)]
            footer.show_buttons(buttons, self.size.width)
        else:
            chip, color = _CHIPS[place]
            scopes = (place,) if place in (Scope.TERMINAL, Scope.LOOK) else (place, Scope.EVERYWHERE)
            room = self.size.width - len(chip) - 5
            footer.show(chip, color, hints_for(scopes, keymap, self.session, room))

    def _connection(self) -> Content:
        if self.desk.board.connected or not self.loaded:
            return who_words(self.desk.control, self.size.width)
        away = age(self.desk.clock() - (self.away_since or self.desk.clock()))
        return Content.assemble(("daemon away ", "bold $warning"), (f"{away}, trying again", "$warning"))
