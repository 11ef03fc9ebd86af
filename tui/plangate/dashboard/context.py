"""What every screen of the dashboard works with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from plangate.client.api import Control
from plangate.config.settings import Settings
from plangate.dashboard.board import Board
from plangate.dashboard.keymap import Keymap
from plangate.dashboard.themes import Themes
from plangate.toml.document import Fault

__all__ = ["Context"]


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Made once when the dashboard starts."""

    control: Control
    board: Board
    settings: Settings
    keymap: Keymap
    themes: Themes
    theme: str
    """Name of the theme to begin with."""
    memory: Path
    """File in which the new-session dialog keeps what was chosen last."""
    remember_theme: Callable[[str], None] = lambda _: None
    """Hears of a theme that was chosen to stay."""
    faults: tuple[Fault, ...] = ()
    """What is wrong in the user's files."""
    now: Callable[[], float]
    """Unix seconds."""
    clock: Callable[[], float]
    """Seconds that only grow."""
