"""The main screen: takes in what happened, and has everything drawn that depends on it."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input

from plangate.dashboard.actions import ACTIONS, Action, Scope, available
from plangate.dashboard.board import Change
from plangate.dashboard.context import Context
from plangate.dashboard.keymap import bindings
from plangate.dashboard.main.layout import View
from plangate.dashboard.main.terminal_actions import TerminalActions
from plangate.dashboard.seen import Glance, needs_seeing
from plangate.dashboard.widgets.details import Details
from plangate.dashboard.widgets.footer import Footer, Hint, buttons_for, hints_for
from plangate.dashboard.widgets.header import Header
from plangate.dashboard.widgets.session_list import SessionList
from plangate.dashboard.widgets.terminal.pane import TerminalPane
from plangate.dashboard.widgets.tile import SearchLine, Tile
from plangate.dashboard.widgets.welcome import Welcome
from plangate.dashboard.wording import age
from plangate.errors import PlangateError

__all__ = ["MainScreen"]

_BY_METHOD: dict[str, Action] = {action.method: action for action in ACTIONS}
_PAUSE = 0.12
"""Seconds that a session stays selected before it is attached, so that running through the list costs nothing."""
_LOADING_AFTER = 0.5
"""Seconds without an answer after which the screen says that it is waiting for one."""
_CHIPS = {
    Scope.LIST: ("LIST", "secondary"),
    Scope.GRID: ("GRID", "secondary"),
    Scope.TERMINAL: ("TYPING", "primary"),
    Scope.LOOK: ("LOOK", "accent"),
}
_FILTER_HINTS = [Hint("Enter", "keep", ""), Hint("Esc", "show all", "")]
_COALESCE = 0.08
"""Seconds within which changes of sessions are shown together; thirty busy ones change all the time."""
_TAKE = "terminal.take_focus"
_SEARCH_HINTS = [Hint("Enter", "go there", ""), Hint("Esc", "drop the search", "")]


class MainScreen(TerminalActions):
    """List, terminal and grid."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.LIST, Scope.GRID, Scope.EVERYWHERE)]

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.made = False
        """Whether the widgets are there."""
        self.loaded = False
        self.error: PlangateError | None = None
        self.away_since: float | None = None
        self.last_input = 0.0
        self.began = context.clock()
        self._shown_since = 0.0
        self._showing: Timer | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys work only where the registry says, and only when they make sense."""
        known = _BY_METHOD.get(action)
        if known is None:
            return True
        place = self.place
        if place is None or not (place in known.scopes or self._everywhere(known, place)):
            return False
        return available(known, self.session)

    def on_mount(self) -> None:
        """Show what there is, and begin to watch."""
        self.made = True
        self._unwatch = self.desk.board.watch(self.board_changed)
        self.set_interval(1.0, self.tick)
        self.set_timer(_LOADING_AFTER, self.update_welcome)
        self.list.focus()
        self.app.theme_changed_signal.subscribe(self, lambda _: self.recolor())
        self.show_sessions()

    def on_unmount(self) -> None:
        """Stop watching."""
        self._unwatch()

    def recolor(self) -> None:
        """The theme has changed."""
        palette = self.palette()
        for tile in self.query(Tile):
            tile.pane.use_palette(palette)

    @property
    def typed_into(self) -> str:
        """The session that keys go to at present; empty when none is typed into."""
        if not self.made:
            return ""
        pane = self.pane
        return (pane.feed.session or "") if pane.typing else ""

    def board_changed(self, change: Change) -> None:
        """From the board."""
        if change.connection:
            self.connection_changed()
        session = change.after
        if session is not None:
            for tile in self.query(Tile):
                if tile.session is not None and tile.session.id == session.id:
                    tile.show(session)
        if change.connection:
            self.show_sessions()
        elif (session is not None or change.before is not None) and self._showing is None:
            self._showing = self.set_timer(_COALESCE, self.show_sessions)

    def connection_changed(self) -> None:
        """The daemon came or went."""
        board = self.desk.board
        self.list.live = board.connected
        if board.connected:
            self.away_since = None
            for tile in self.query(Tile):
                tile.pane.feed.again()
        elif self.away_since is None:
            self.away_since = self.desk.clock()

    def show_sessions(self) -> None:
        """Take over the board's sessions."""
        if self._showing is not None:
            self._showing.stop()
            self._showing = None
        self.list.update(self.desk.board.sessions)
        self.update_welcome()
        self.update_bars()

    def tick(self) -> None:
        """A second has passed."""
        self.list.tick()
        self.look_at()
        self.update_bars()

    def look_at(self) -> None:
        """Tell the daemon what the person has seen."""
        session = self.session
        if session is None or self.app.screen is not self or (self.phone and self.view is View.LIST):
            return
        glance = Glance(self._shown_since, self.last_input)
        if needs_seeing(session) and glance.has_seen(session, self.desk.now()):
            self.run_worker(self.overlays.attempt(self.desk.control.mark_seen(session.id)), group="seen")

    def update_welcome(self) -> None:
        """Show what to do while there is nothing to show."""
        if not self.made:
            return
        welcome = self.query_one(Welcome)
        empty = not self.list.shown
        filtering = bool(self.list.words)
        waited = self.desk.clock() - self.began >= _LOADING_AFTER
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
        self._update_footer()
        self.query_one(Details).show(self.session, self.desk.now())
        for tile in self.query(Tile):
            tile.update_lines()

    @on(SessionList.Selected)
    def session_selected(self) -> None:
        """Show the selected session's terminal."""
        self._shown_since = self.desk.now()
        session = self.list.current
        if self.view is not View.GRID:
            shown = None if self.phone and self.view is View.LIST else session
            self.query_one("#main", Tile).show(shown, after=_PAUSE if self.last_input else 0.0)
        self.update_bars()

    @on(SessionList.Opened)
    def session_opened(self) -> None:
        """A session was tapped."""
        self.action_session_open()

    @on(Footer.Pressed)
    async def hint_pressed(self, event: Footer.Pressed) -> None:
        """A hint in the footer was clicked."""
        action = next((each for each in ACTIONS if each.name == event.action), None)
        if action is None:
            return
        if Scope.TERMINAL in action.scopes:
            self.leave_terminal()
        elif action.name == _TAKE:
            self.action_terminal_take_focus()
        elif Scope.LOOK in action.scopes:
            await self.pane.run_action(action.method)
        else:
            await self.run_action(action.method)

    @on(TerminalPane.Changed)
    def pane_changed(self) -> None:
        """Whether one may type has changed."""
        self._update_footer()

    @on(TerminalPane.Typed)
    def typed(self) -> None:
        """Whoever types has seen."""
        self.look_at()

    @on(Input.Changed, "#filter")
    def filter_changed(self, event: Input.Changed) -> None:
        """Filter while the person types."""
        self.list.words = event.value
        self.update_welcome()

    @on(Input.Submitted, "#filter")
    def filter_done(self) -> None:
        """Keep the filter, go on with the list."""
        self.close_filter(keep=True)

    def close_filter(self, *, keep: bool) -> None:
        """Leave the line of the filter."""
        line = self.query_one("#filter", Input)
        if not keep:
            line.value = ""
            self.list.words = ""
        line.set_class(bool(line.value), "-open")
        self.list.focus()
        self.update_welcome()
        self.update_bars()

    def on_key(self, event: events.Key) -> None:
        """Escape ends the filter."""
        if event.key == "escape" and (self.focused is self.query_one("#filter") or self.list.words):
            event.stop()
            self.close_filter(keep=False)

    def on_descendant_focus(self) -> None:
        """The keyboard is somewhere else now."""
        self.update_bars()

    def on_descendant_blur(self) -> None:
        """The keyboard is somewhere else now."""
        self.call_after_refresh(self.update_bars)

    def on_resize(self) -> None:
        """Another layout may fit."""
        self.call_after_refresh(self.resized)

    def resized(self) -> None:
        """The layout has been chosen."""
        self.list.roomy = self.phone
        tile = self.query_one("#main", Tile)
        if self.view is View.LIST and (tile.session is None) != self.phone:
            tile.show(None if self.phone else self.list.current)
        self.update_bars()

    def _update_footer(self) -> None:
        footer, place, keymap = self.query_one(Footer), self.place, self.desk.keymap
        footer.set_class(self.phone, "-buttons")
        if place is None:
            searching = isinstance(self.focused, SearchLine)
            words = _SEARCH_HINTS if searching else _FILTER_HINTS
            footer.show("SEARCH" if searching else "FILTER", "accent", words)
        elif self.phone:
            buttons = buttons_for(place, keymap, self.session)
            if place is Scope.TERMINAL and self.pane.held_by_other:
                buttons.append(Hint("", "take over", _TAKE))
            footer.show_buttons(buttons, self.size.width)
        else:
            chip, color = _CHIPS[place]
            scopes = (place,) if place in (Scope.TERMINAL, Scope.LOOK) else (place, Scope.EVERYWHERE)
            room = self.size.width - len(chip) - 5
            footer.show(chip, color, hints_for(scopes, keymap, self.session, room))

    def _everywhere(self, action: Action, place: Scope) -> bool:
        return Scope.EVERYWHERE in action.scopes and place in (Scope.LIST, Scope.GRID)

    def _connection(self) -> Content:
        if self.desk.board.connected or not self.loaded:
            return Content("")
        away = age(self.desk.clock() - (self.away_since or self.desk.clock()))
        return Content.assemble(("daemon away ", "bold $warning"), (f"{away}, trying again", "$warning"))
