"""The dashboard's app: connects, keeps the board, and routes."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import RenderableType
from textual import events, work
from textual.actions import ActionParseResult
from textual.app import App
from textual.binding import BindingType
from textual.css.errors import StylesheetError
from textual.dom import DOMNode
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import WorkType

from plangate.client.api import Connected, Expelled, Update
from plangate.dashboard.actions import action_named
from plangate.dashboard.context import Context
from plangate.dashboard.keymap import Keymap
from plangate.dashboard.main.screen import MainScreen
from plangate.dashboard.overlays import Overlays
from plangate.dashboard.remote import LineComposed, is_paged
from plangate.dashboard.themes import VARIABLE_DEFAULTS, palette_message
from plangate.dashboard.told import Told
from plangate.dashboard.widgets.terminal.pane import TerminalPane
from plangate.errors import ExitCode, PlangateError, Unauthorised, Unavailable

if TYPE_CHECKING:
    from plangate.dashboard.paged.page import Page

__all__ = ["REPLACED", "PlangateApp"]

REPLACED = "Plangate's files were replaced while it was open"
_AGAIN = 3.0
"""Seconds after which a daemon that could not be started is tried again."""


class PlangateApp(App[None], inherit_bindings=False):
    """Shows the main screen; Textual's own keys for quitting, copying and its palette are not bound."""

    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = []
    TITLE = "Plangate"
    CSS_PATH: ClassVar[Any] = ["main/main.tcss", "toasts.tcss"]

    def __init__(self, context: Context, **options: Any) -> None:
        """`options` are Textual's, such as the driver."""
        super().__init__(**options)
        self.context = context
        self._painted: Callable[[], object] | None = None
        self.main = MainScreen(context)
        self.overlays = Overlays(
            self,
            context,
            self.main,
            theme_chosen=context.remember_theme,
            quiet=not context.settings.notifications.toasts,
            clock=context.clock,
        )
        self.main.overlays = self.overlays
        context.control.prove = self.overlays.ask_pin
        self.told = Told(self, context.board, context.settings, self.overlays, self.main, context.clock)
        self._title_told = ""
        self._page: Page | None = None
        self.left_out = False
        """Whether a frame was not painted because updates were held back."""
        for theme in context.themes.textual():
            self.register_theme(theme)
        self.theme = context.themes.pick(context.theme)
        self._variables = self.get_css_variables()
        self.stylesheet.set_variables(self._variables)
        self.set_keymap(context.keymap.overrides())

    @property
    def keymap(self) -> Keymap:
        """The keys in force."""
        return self.context.keymap

    @property
    def broken(self) -> Exception | None:
        """The error nobody foresaw that ended the app."""
        return self._exception

    def _print_error_renderables(self) -> None:
        """Print nothing: Textual's traceback holds local variables, and with them what agents said."""
        self._exit_renderables.clear()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for themes that do not know them."""
        return VARIABLE_DEFAULTS

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew; not when Textual starts, where the colours are those it has just read."""
        before, self._variables = self._variables, self.get_css_variables()
        if self._variables != before:
            super().refresh_css(animate)

    def get_default_screen(self) -> MainScreen:
        """The main screen."""
        return self.main

    def on_load(self) -> None:
        """Ask the daemon while the first screen is being made."""
        self.connect()

    def on_mount(self) -> None:
        """Follow what happens."""
        for number in (signal.SIGTERM, signal.SIGHUP):  # else they would leave a terminal that needs `reset`
            asyncio.get_running_loop().add_signal_handler(number, self.exit)
        self.theme_changed_signal.subscribe(self, self.theme_chosen)
        self.context.board.watch(lambda _: self.tell_title())
        self.overlays.watch()
        if is_paged(self):
            from plangate.dashboard.paged.page import Page  # only now: most dashboards have no page

            self._page = Page(self, self.context, self.main, self.overlays)
        self.context.board.watch(self.told.changed)
        self.call_after_refresh(self.overlays.show_faults, self.context.faults)

    @work(exclusive=True, group="connect")
    async def connect(self) -> None:
        """Connect with the daemon, starting one if none runs."""
        try:
            await self.context.control.start(self.updated)
        except PlangateError as error:
            if isinstance(error, Unauthorised) and self.context.control.me.kind == "web":
                self.expelled(error.message)
                return
            self.main.error = error
            self.main.update_welcome()
            self.call_after_refresh(self._tell_painted)
            self.set_timer(_AGAIN, self.connect)

    def updated(self, update: Update) -> None:
        """From the daemon."""
        if isinstance(update, Expelled):
            self.expelled(update.reason)
            return
        self.context.board.apply(update)
        if isinstance(update, Connected):
            self.load()

    def expelled(self, reason: str) -> None:
        """The daemon does not take us, or not any more."""
        self.exit(return_code=int(ExitCode.REFUSED), message=reason)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        self.left_out = self.left_out or (renderable is not None and self._batch_count > 0)
        super()._display(screen, renderable)

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Read all sessions anew."""
        try:
            sessions = await self.context.control.sessions()
        except PlangateError as error:
            self.overlays.complain(error)
            return
        self.main.loaded = True
        self.main.error = None
        self.context.board.replace(sessions)
        self.call_after_refresh(self._tell_painted)
        await self.tell_palette()

    def when_painted(self, callback: Callable[[], object]) -> None:
        """Have it called once: when all sessions, or the reason why there are none, are on the screen."""
        self._painted = callback

    def _tell_painted(self) -> None:
        painted, self._painted = self._painted, None
        if painted is not None:
            painted()

    def theme_chosen(self, theme: Theme) -> None:
        """Terminals are to be told the colours."""
        if self.context.board.connected:
            telling: WorkType[None] = self.tell_palette
            self.run_worker(telling, exclusive=True, group="palette")

    async def tell_palette(self) -> None:
        """Tell programs that ask their terminal which colours it has."""
        palette = self.context.themes.palette(self.theme)
        message = palette_message(palette, dark=self.current_theme.dark)
        await self.overlays.attempt(self.context.control.use_palette(message))

    def on_line_composed(self, line: LineComposed) -> None:
        """From the page that shows us."""
        if self._page is not None:
            self._page.take(line)

    def on_reattached(self) -> None:
        """A page shows us again."""
        if self._page is not None:
            self._page.again()

    def tell_title(self) -> None:
        """The terminal's window title says how many sessions wait."""
        count = len(self.context.board.waiting())
        title = f"({count}) Plangate" if count else "Plangate"
        if title != self._title_told and self._driver is not None and not self.is_headless:
            save = "" if self._title_told else "\x1b[22;2t"
            self._title_told = title
            self._driver.write(f"{save}\x1b]2;{title}\x07")

    def on_unmount(self) -> None:
        """Give the window the title back that it had."""
        if self._title_told and self._driver is not None:
            self._driver.write("\x1b[23;2t")

    def on_key(self, event: events.Key) -> None:
        """A key that was pressed just after a terminal was opened may still have gone to the list."""
        pane = self.focused
        if isinstance(pane, TerminalPane) and not pane.looking:  # it stops every key that it gets itself
            event.prevent_default()
            pane.on_key(event)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key asks for; what an upgrade beneath the open dashboard has made impossible is said."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except (ImportError, StylesheetError):
            key = self.keymap.label(action_named("app.quit"))
            self.overlays.complain(
                Unavailable(REPLACED, f"Close it with {key} and open it again: all sessions go on.")
            )
            return True

    async def on_event(self, event: events.Event) -> None:
        """Remember when the person was last there."""
        if isinstance(event, (events.Key, events.MouseDown, events.Paste, events.MouseScrollUp)):
            if not self.main.is_mounted:
                return  # typed before there was anything to act upon
            self.main.last_input = self.context.now()
            self.main.list.touched()
        await super().on_event(event)
