"""What stands where on the main screen."""

from __future__ import annotations

from enum import StrEnum

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Input

from plangate.dashboard.actions import Scope
from plangate.dashboard.context import Context
from plangate.dashboard.theme_file import Palette
from plangate.dashboard.widgets.details import Details
from plangate.dashboard.widgets.footer import Footer
from plangate.dashboard.widgets.grid import TerminalGrid
from plangate.dashboard.widgets.header import Header
from plangate.dashboard.widgets.session_list import SessionList
from plangate.dashboard.widgets.tile import Tile
from plangate.dashboard.widgets.welcome import Welcome
from plangate.model.session import Session

__all__ = ["MainLayout", "View"]


class View(StrEnum):
    """What fills the screen."""

    LIST = "list"
    """The list and the selected session."""
    ZOOM = "zoom"
    """One session."""
    GRID = "grid"
    """Up to nine sessions."""


class Body(Horizontal):
    """What lies between header and footer."""

    BLANK = True


class MainLayout(Screen[None], inherit_bindings=False):
    """The widgets and which of them are shown."""

    BLANK = True  # nothing is drawn between the widgets, which makes painting one of them cheaper

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-phone"), (65, "-narrow"), (100, "-medium"), (160, "-wide")]  # noqa: RUF012  # Textual types it without ClassVar
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012  # the same

    view: reactive[View] = reactive(View.LIST, init=False)
    """What fills the screen."""

    def __init__(self, context: Context) -> None:
        super().__init__(classes=f"-{View.LIST.value}")
        self.desk = context
        self.filter_line: Input | None = None
        """The words that the list is filtered by; made when it is first wanted."""

    def compose(self) -> ComposeResult:
        yield Header()
        with Body():
            with Vertical(id="side"):
                yield SessionList(
                    now=self.desk.now, clock=self.desk.clock, patience=self.desk.settings.ages.blocked
                )
                yield Details()
            yield Tile(self.desk, self.palette, id="main")
            yield TerminalGrid(self.desk, self.palette)
            yield Welcome()
        yield Footer()

    @property
    def list(self) -> SessionList:
        """The list of sessions."""
        return self.query_one(SessionList)

    @property
    def grid(self) -> TerminalGrid:
        """The grid, empty while it is not shown."""
        return self.query_one(TerminalGrid)

    @property
    def tile(self) -> Tile:
        """The tile that actions are about: the one beside the list, or the grid's current one."""
        if self.view is View.GRID and (tile := self.grid.tile) is not None:
            return tile
        return self.query_one("#main", Tile)

    @property
    def session(self) -> Session | None:
        """The session that actions are about."""
        return self.tile.session if self.view is not View.LIST else self.list.current

    @property
    def phone(self) -> bool:
        """Whether the screen is too small for a terminal beside or below the list."""
        return self.has_class("-phone")

    @property
    def place(self) -> Scope | None:
        """Where keys mean something now; None while a line of text is being typed."""
        if isinstance(self.focused, Input):
            return None
        pane = self.tile.pane
        if self.focused is pane:
            return Scope.LOOK if pane.looking else Scope.TERMINAL
        return Scope.GRID if self.view is View.GRID else Scope.LIST

    def palette(self) -> Palette:
        """The colours of terminals in the theme in use."""
        return self.desk.themes.palette(self.app.theme)

    def watch_view(self, view: View) -> None:
        """Show what belongs to the view."""
        self.remove_class(*(f"-{each.value}" for each in View if each is not view), update=False)
        self.add_class(f"-{view.value}")
