"""The app's colours and passing notices; everything with an action of its own is built upon this."""

from __future__ import annotations

import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from textual.app import App

from plangate.client.api import Control
from plangate.dashboard.board import Board, Change
from plangate.dashboard.keymap import DEFAULT_KEYMAP, Keymap
from plangate.dashboard.palette_entries import Entry, theme_entries
from plangate.dashboard.screens.palette import PaletteScreen
from plangate.dashboard.theme_file import Palette
from plangate.dashboard.themes import FALLBACK, VARIABLE_DEFAULTS, Themes, load_themes, palette_message
from plangate.dashboard.toasts import Toast, Toasts, toast_of
from plangate.errors import PlangateError

__all__ = ["ThemedApp"]


class ThemedApp(App[None]):
    """Holds what every screen needs: control, board, keys, colours, notices."""

    ENABLE_COMMAND_PALETTE = False
    DEFAULT_CSS = """
    ToastRack { padding: 0 1 1 0; }
    Toast {
        width: 52;
        max-width: 90%;
        padding: 0 1;
        margin-top: 1;
        background: $panel;
        color: $foreground;
        &.-information { border-left: outer $success; }
        &.-warning { border-left: outer $warning; }
        &.-error { border-left: outer $error; }
        .toast--title { color: $foreground; text-style: bold; }
    }
    """

    def __init__(
        self,
        control: Control,
        *,
        keymap: Keymap = DEFAULT_KEYMAP,
        themes: Themes | None = None,
        theme: str = FALLBACK,
        memory_file: Path,
        toasts: bool = True,
    ) -> None:
        """`theme` is the name from the settings; `memory_file` keeps the last choices."""
        super().__init__()
        self.control = control
        self.board = Board()
        self.keymap = keymap
        self.memory_file = memory_file
        self.toasts = Toasts(time.monotonic, keymap, quiet=not toasts)
        self.themes = themes or load_themes()
        for each in self.themes.textual():
            self.register_theme(each)
        self.theme = self.themes.pick(theme)
        self.palette: Palette = self.themes.palette(self.theme)
        self.set_keymap(keymap.overrides())

    @property
    def typed_into(self) -> str:
        """The session that keys go to at present; empty when none is typed into."""
        return ""

    def theme_chosen(self, name: str) -> None:
        """A person chose a theme; whoever keeps the settings writes it down."""

    def palette_changed(self) -> None:
        """Terminals are to be painted with `palette` from now on."""

    # ---- notices

    def watch_board(self) -> None:
        """Show passing notices from now on."""
        self.board.watch(self._notice)

    def say(self, toast: Toast | None) -> None:
        """Show a notice."""
        if toast is not None:
            self.notify(
                toast.message, title=toast.title, severity=toast.level, timeout=toast.seconds, markup=False
            )

    def attempt(self, work: Awaitable[Any], done: str = "") -> None:
        """Carry something out; an error becomes a notice, success does too where `done` says something."""

        async def run() -> None:
            try:
                await work
            except PlangateError as error:
                self.say(self.toasts.once(toast_of(error)))
            else:
                if done:
                    self.say(self.toasts.once(Toast("information", "", done)))

        self.run_worker(run(), group="attempt", exit_on_error=False)

    def _notice(self, change: Change) -> None:
        self.say(self.toasts.for_change(change, self.typed_into))

    # ---- themes

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for Textual's themes."""
        return VARIABLE_DEFAULTS

    def use_theme(self, name: str, *, keep: bool = True) -> None:
        """Change the colours of everything; with `keep` terminals' programs and settings hear of it too."""
        self.theme = self.themes.pick(name)
        self.palette = self.themes.palette(self.theme)
        self.palette_changed()
        if keep:
            self.tell_palette()
            self.theme_chosen(self.theme)

    def tell_palette(self) -> None:
        """Tell the daemon the colours that programs may ask their terminal for."""
        self.attempt(self.control.use_palette(palette_message(self.palette, dark=self.current_theme.dark)))

    def replace_themes(self, themes: Themes) -> None:
        """Take over themes that were read anew; the one in use changes at once."""
        self.themes = themes
        for each in themes.textual():
            self.register_theme(each)
        self.use_theme(self.theme, keep=False)
        self.refresh_css(animate=False)
        self.tell_palette()

    def action_app_theme(self) -> None:
        """Choose a theme while looking at it."""
        before = self.theme

        def left(entry: Entry | None) -> None:
            self.use_theme(entry.value if entry else before, keep=entry is not None)

        entries = theme_entries({name: spec.title for name, spec in self.themes.specs.items()}, before)
        self.push_screen(
            PaletteScreen(
                entries,
                heading="Theme",
                placeholder="Name of a theme",
                start=before,
                preview=lambda entry: self.use_theme(entry.value, keep=False),
            ),
            left,
        )
