"""The main screen: takes in what happened, and has everything drawn that depends on it."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widgets import Input

from plangate.dashboard.actions import ACTIONS, Action, Scope, available
from plangate.dashboard.board import Change, went_on
from plangate.dashboard.compositing import NearCompositor
from plangate.dashboard.context import Context
from plangate.dashboard.keymap import bindings
from plangate.dashboard.main.drawing import ASK, LOADING_AFTER, TAKE
from plangate.dashboard.main.layout import View
from plangate.dashboard.main.terminal_actions import TerminalActions
from plangate.dashboard.seen import Glance, needs_seeing
from plangate.dashboard.widgets.footer import Footer
from plangate.dashboard.widgets.session_list import SessionList
from plangate.dashboard.widgets.terminal.pane import TerminalPane
from plangate.dashboard.widgets.tile import Tile

__all__ = ["MainScreen"]

_BY_METHOD: dict[str, Action] = {action.method: action for action in ACTIONS}
_PAUSE = 0.12
"""Seconds that a session stays selected before it is attached, so that running through the list costs nothing."""


class MainScreen(TerminalActions):
    """List, terminal and grid."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.LIST, Scope.GRID, Scope.EVERYWHERE)]

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._compositor = NearCompositor()
        self.last_input = 0.0
        self._shown_since = 0.0

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
        self.set_timer(LOADING_AFTER, self.update_welcome)
        self.set_focus(self.list)
        self.app.theme_changed_signal.subscribe(self, lambda _: self.recolor())
        self.show_sessions()

    def on_unmount(self) -> None:
        """Stop watching."""
        self._unwatch()
        if self.attempts is not None:
            self.attempts.close()

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
        elif went_on(change) and session is not None:
            self.goes_on_with(session)
        elif session is not None or change.before is not None:
            self.show_sessions_soon()

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
        elif action.name == TAKE:
            self.action_terminal_take_focus()
        elif action.name == ASK:
            self.action_terminal_ask_focus()
        elif Scope.LOOK in action.scopes:
            await self.pane.run_action(action.method)
        else:
            await self.run_action(action.method)

    @on(TerminalPane.Changed)
    def pane_changed(self) -> None:
        """Whether one may type has changed."""
        self.update_footer()

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
        line = self.filter_line
        if not keep:
            self.list.words = ""
        if line is not None:
            line.value = line.value if keep else ""
            line.set_class(bool(line.value), "-open")
        self.set_focus(self.list)
        self.update_welcome()
        self.update_bars()

    def on_key(self, event: events.Key) -> None:
        """Escape ends the filter."""
        typing = self.filter_line is not None and self.filter_line.has_focus
        if event.key == "escape" and (typing or self.list.words):
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

    def _everywhere(self, action: Action, place: Scope) -> bool:
        return Scope.EVERYWHERE in action.scopes and place in (Scope.LIST, Scope.GRID)
