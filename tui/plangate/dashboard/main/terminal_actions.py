"""What can be done with the terminal that is shown, while the list has the keyboard."""

from __future__ import annotations

from textual import on

from plangate.dashboard.actions import action_named
from plangate.dashboard.main.layout import View
from plangate.dashboard.main.session_actions import SessionActions
from plangate.dashboard.widgets.terminal.pane import TerminalPane
from plangate.dashboard.widgets.terminal.selecting import SelectingSurface
from plangate.dashboard.widgets.terminal.selection import Point, Selection, Unit, selected_text
from plangate.dashboard.wording import clean

__all__ = ["TerminalActions"]

_PAN = 8


class TerminalActions(SessionActions):
    """Scrolling, searching, copying, and the right to type."""

    @property
    def pane(self) -> TerminalPane:
        """The terminal that actions are about."""
        return self.tile.pane

    def action_terminal_page_up(self) -> None:
        self.pane.scroll_pages(-1)

    def action_terminal_page_down(self) -> None:
        self.pane.scroll_pages(1)

    def action_terminal_line_up(self) -> None:
        self.pane.scroll_lines(-1)

    def action_terminal_line_down(self) -> None:
        self.pane.scroll_lines(1)

    def action_terminal_left(self) -> None:
        self.pane.pan(-_PAN)

    def action_terminal_right(self) -> None:
        self.pane.pan(_PAN)

    def action_terminal_newest(self) -> None:
        self.pane.follow()

    def action_terminal_look(self) -> None:
        """Look around with a caret."""
        if self.pane.stream is not None:
            self.pane.look_around()
            self.update_bars()

    def show_moment(self, at: float) -> None:
        """Show the selected session's terminal where it was at a Unix time; on a small screen it fills that."""
        session = self.session
        if session is None:
            return
        if self.view is View.LIST and self.phone:
            self.before_zoom = View.LIST
            self.view = View.ZOOM
        if self.tile.session is None or self.tile.session.id != session.id or self.pane.feed.session is None:
            self.tile.show(session)
        self.pane.show_moment(at)

    @on(TerminalPane.MomentMissed)
    def moment_missed(self, event: TerminalPane.MomentMissed) -> None:
        """Say why a moment is not shown, or not exactly."""
        self.notify(event.words, timeout=4)

    def action_terminal_search(self) -> None:
        """Search, then look around at what was found."""
        if self.pane.stream is not None:
            self.tile.open_search()

    def action_terminal_copy(self) -> None:
        """Copy what is selected, else what the pane shows."""
        pane = self.pane
        stream = pane.stream
        if stream is None or pane.copy_selection():
            return
        first = pane.viewport.first(pane.shape)
        last = min(first + pane.size.height, pane.shape.end) - 1
        whole = Selection(Point(first, 0), Point(last, 0), Unit.LINE)
        text = selected_text(whole, pane.row_at, stream.tables).rstrip()
        self.app.copy_to_clipboard(text)
        self.copied(SelectingSurface.Copied(text))

    def action_terminal_take_focus(self) -> None:
        """Take the right to type, and type."""
        self.type_into()
        self.pane.take_over()
        self.update_bars()

    def action_terminal_ask_focus(self) -> None:
        """Ask for the right to type, and type as soon as it is given."""
        self.type_into()
        self.pane.ask_for_focus()
        self.update_bars()

    @on(TerminalPane.Wanted)
    def wanted(self, event: TerminalPane.Wanted) -> None:
        """Somebody asks for the focus that one holds: say who, and how to hand it over."""
        leave = self.desk.keymap.label(action_named("terminal.leave"))
        self.notify(f"{clean(event.asker)} wants to type here. {leave} hands over.", timeout=12, markup=False)

    @on(TerminalPane.Given)
    def given(self) -> None:
        """The focus that was asked for has come."""
        self.notify("You may type now.", timeout=4)

    def action_terminal_fit(self) -> None:
        """Make the session as large as its pane here."""
        self.pane.fit_to_pane()

    @on(SelectingSurface.Copied)
    def copied(self, event: SelectingSurface.Copied) -> None:
        """Say what was copied."""
        lines = event.text.count("\n") + 1
        what = f"{lines} lines" if lines > 1 else f"{len(event.text)} characters"
        self.notify(f"Copied {what}", timeout=2)

    @on(SelectingSurface.LinkOpened)
    def link_opened(self, event: SelectingSurface.LinkOpened) -> None:
        """Open a link in the person's browser; other schemes than the web's are only shown."""
        if event.target.startswith(("https://", "http://", "mailto:")):
            self.app.open_url(event.target)
        else:
            self.notify(clean(event.target), title="Not opened: not a web address", markup=False)

    @on(TerminalPane.Refused)
    def refused(self, event: TerminalPane.Refused) -> None:
        """Somebody else is typing there: say who, and how to take over."""
        keymap = self.desk.keymap
        leave = keymap.label(action_named("terminal.leave"))
        take = keymap.label(action_named("terminal.take_focus"))
        ask = keymap.label(action_named("terminal.ask_focus"))
        holder = clean(event.holder) or "Somebody else"
        self.notify(
            f"{holder} is typing here. {leave}, then {ask} asks for the focus, {take} takes over.",
            severity="warning",
            timeout=4,
            markup=False,
        )

    @on(TerminalPane.Left)
    @on(TerminalPane.LookingEnded)
    def left(self) -> None:
        """Back to where the terminal was opened from."""
        self.leave_terminal()

    @on(SelectingSurface.Clicked)
    async def clicked(self, event: SelectingSurface.Clicked) -> None:
        """A click on a terminal types into it."""
        pane = event.pane
        for place, tile in enumerate(self.grid.tiles):
            if tile.pane is pane:
                self.grid.go(place)
        if not pane.has_focus:
            self.type_into()
