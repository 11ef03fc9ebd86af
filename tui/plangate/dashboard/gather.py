"""The user's files and the daemon's client, read and made for one dashboard."""

from __future__ import annotations

from collections.abc import Callable

from plangate.client.control import Control
from plangate.client.greeting import identify
from plangate.config import paths
from plangate.config.files import read_settings, set_setting
from plangate.dashboard.board import Board
from plangate.dashboard.context import Context
from plangate.dashboard.keymap_file import load_keymap
from plangate.dashboard.themes import load_themes
from plangate.errors import PlangateError
from plangate.model.client import AT_THE_MACHINE, Standing

__all__ = ["gather"]


def gather(
    theme: str = "",
    *,
    now: Callable[[], float],
    clock: Callable[[], float],
    standing: Standing = AT_THE_MACHINE,
) -> Context:
    """Everything a dashboard of this user works with; `theme` overrules the settings."""
    here = standing == AT_THE_MACHINE
    loaded = read_settings(paths.settings_file())
    keymap, keymap_faults = load_keymap(paths.keymap_file(), loaded.settings.keyboard.escape)
    themes = load_themes(paths.themes_dir())
    wanted = loaded.settings.appearance.theme
    return Context(
        control=Control(
            identify("dashboard" if here else "web"), standing=standing, launch=not standing.ticket
        ),
        board=Board(),
        settings=loaded.settings,
        keymap=keymap,
        themes=themes,
        theme=theme or wanted,
        memory=paths.state_dir() / "dashboard.json",
        remember_theme=_remember_theme if here else _forget_theme,
        faults=(
            *loaded.faults,
            *themes.missing(paths.settings_file(), wanted),
            *keymap_faults,
            *themes.faults,
        ),
        now=now,
        clock=clock,
    )


def _forget_theme(name: str) -> None:
    """A device chooses its colours for itself and for now."""


def _remember_theme(name: str) -> None:
    try:
        set_setting(paths.settings_file(), "appearance.theme", name)
    except PlangateError:
        return  # a file that cannot be written is no reason to take the colours away again
