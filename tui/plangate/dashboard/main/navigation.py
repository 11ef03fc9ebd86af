"""Going to sessions, and from one view to another."""

from __future__ import annotations

from textual.widgets import Input

from plangate.dashboard.main.drawing import MainDrawing
from plangate.dashboard.main.layout import View
from plangate.dashboard.widgets.grid import MOST
from plangate.model.session import Session, SessionId

__all__ = ["NavigationActions"]


class NavigationActions(MainDrawing):
    """Actions that change what is looked at."""

    before_zoom: View = View.LIST
    """The view to go back to."""

    def go_to(self, session: SessionId) -> None:
        """Select a session wherever one is."""
        if self.list.find(session) is None:
            self.show_sessions()
        self.list.select(session)
        if self.view is View.GRID:
            ids = [tile.session.id for tile in self.grid.tiles if tile.session is not None]
            if session in ids:
                self.grid.go(ids.index(session))
            else:
                self.view = View.LIST
        elif self.view is View.ZOOM:
            self.tile.show(self.desk.board.get(session))
        if self.tile.pane.has_focus or self.view is View.LIST:
            self.set_focus(self.list)
        self.update_bars()

    def goes_on_with(self, ended: Session) -> None:
        """An agent was resumed in another session: who looked at the old one, or typed into it, does so at the new one."""
        current, typing = self.session, self.made and self.tile.pane.has_focus
        after = self.desk.board.get(ended.goes_on)
        if after is None or current is None or current.id != ended.id:
            self.show_sessions_soon()
            return
        self.run_worker(self._goes_on_at(after.id, typing=typing), group="follow")

    async def _goes_on_at(self, session: SessionId, *, typing: bool) -> None:
        self.show_sessions()
        await self.fill_grid()
        self.go_to(session)
        if typing:
            self.type_into()

    def action_list_down(self) -> None:
        self.list.move(1)

    def action_list_up(self) -> None:
        self.list.move(-1)

    def action_list_first(self) -> None:
        self.list.move(-len(self.list.shown))

    def action_list_last(self) -> None:
        self.list.move(len(self.list.shown))

    def action_list_jump(self, number: int) -> None:
        """Go to the n-th session, or the n-th tile."""
        if self.view is View.GRID:
            self.grid.go(number - 1)
            self.update_bars()
        elif number <= len(self.list.shown):
            self.go_to(self.list.shown[number - 1].id)

    def action_list_filter(self) -> None:
        """Let the person type words."""
        if self.filter_line is None:
            self.filter_line = Input(id="filter", placeholder="Words, or a state", compact=True)
            self.query_one("#side").mount(self.filter_line, before=0)
        self.filter_line.add_class("-open")
        self.set_focus(self.filter_line)

    def action_session_next_waiting(self) -> None:
        """Go to the next session that waits for a person."""
        current = self.session
        found = self.desk.board.next_waiting(current.id if current is not None else "")
        if found is None:
            self.notify("Nothing waits for you.", timeout=3)
        else:
            self.go_to(found.id)

    def action_grid_left(self) -> None:
        self._step(-1, 0)

    def action_grid_right(self) -> None:
        self._step(1, 0)

    def action_grid_up(self) -> None:
        self._step(0, -1)

    def action_grid_down(self) -> None:
        self._step(0, 1)

    def _step(self, right: int, down: int) -> None:
        self.grid.step(right, down)
        self.update_bars()

    def type_into(self) -> None:
        """Give the keyboard to the session's terminal; on a small screen it fills the screen first."""
        tile, session = self.tile, self.session
        if session is None:
            return
        if self.view is View.LIST and self.phone:
            self.before_zoom = View.LIST
            self.view = View.ZOOM
        if tile.session is None or tile.session.id != session.id or tile.pane.feed.session is None:
            tile.show(session)
        self.set_focus(tile.pane, scroll_visible=False)  # at once, for the next key may be here already
        tile.pane.open()

    def action_session_zoom(self) -> None:
        """The session on the whole screen, or back."""
        session = self.session
        if self.view is View.ZOOM:
            self.leave_zoom()
        elif session is not None:
            self.before_zoom = self.view
            self.view = View.ZOOM
            self.list.select(session.id)
            self.tile.show(session)
            self.set_focus(None)
            self.set_focus(self.list)
        self.update_bars()

    def leave_zoom(self) -> None:
        """Back to where the session was made to fill the screen."""
        self.view = self.before_zoom
        if self.phone:
            self.tile.show(None)
        self.set_focus(self.list)

    def leave_terminal(self) -> None:
        """Stop typing."""
        if self.view is View.ZOOM and self.phone:
            self.leave_zoom()
        elif self.view is View.GRID:
            self.set_focus(self.grid)
        else:
            self.set_focus(self.list)
        self.update_bars()

    async def action_grid_toggle(self) -> None:
        """The grid, or back to the list."""
        if self.view is View.GRID:
            current = self.session
            self.view = View.LIST
            await self.grid.clear()
            if current is not None:
                self.list.select(current.id)
            self.set_focus(self.list)
        elif shown := [session for session in self.list.shown if session.exit is None][:MOST]:
            current = self.list.current
            self.view = View.GRID
            await self.grid.fill(shown, current.id if current is not None else None)
            self.set_focus(self.grid)
        self.update_bars()
