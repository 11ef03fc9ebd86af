"""An app that shows one screen of the dashboard in one of its themes, and keeps what came of it."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.screen import Screen

from plangate.dashboard.keymap import DEFAULT_KEYMAP, Keymap
from plangate.dashboard.themes import FALLBACK, VARIABLE_DEFAULTS, load_themes

__all__ = ["Stage"]

_UNSET = object()


class Stage(App[None]):
    """Shows `screen`; `result` is what it was dismissed with."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, screen: Screen[Any], *, theme: str = FALLBACK, keymap: Keymap = DEFAULT_KEYMAP
    ) -> None:
        super().__init__()
        self.shown = screen
        self.keymap = keymap
        self.result: Any = _UNSET
        themes = load_themes()
        for each in themes.textual():
            self.register_theme(each)
        self.theme = theme
        self.set_keymap(keymap.overrides())

    @property
    def dismissed(self) -> bool:
        """Whether the screen is gone."""
        return self.result is not _UNSET

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return VARIABLE_DEFAULTS

    def on_mount(self) -> None:
        def keep(result: Any) -> None:
            self.result = result

        self.push_screen(self.shown, keep)
