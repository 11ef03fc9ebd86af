"""Opening the dashboard on the terminal of this process."""

from __future__ import annotations

import gc
import os
import time
from functools import partial
from typing import TYPE_CHECKING

from plangate.errors import Unavailable
from plangate.model.client import AT_THE_MACHINE, Standing

if TYPE_CHECKING:
    from textual.driver import Driver

    from plangate.dashboard.app import PlangateApp

__all__ = ["run"]

_ESCAPE_DELAY = "25"
"""Milliseconds after which a lone Escape counts as the key; Textual's own 100 are felt in vim."""


def run(theme: str = "", *, standing: Standing = AT_THE_MACHINE, driver: type[Driver] | None = None) -> int:
    """Show the dashboard until the person leaves it, and return the exit code.

    Args:
        theme: Used instead of the theme of the settings, for this time.
        standing: What this dashboard asks the daemon to be.
        driver: What it is shown through, instead of this process's terminal.
    """
    os.environ.setdefault("ESCDELAY", _ESCAPE_DELAY)  # read when Textual is imported
    if driver is None and "TEXTUAL_DRIVER" not in os.environ:
        for exported in ("COLUMNS", "LINES"):  # Textual would believe them, and resize for ever where the
            os.environ.pop(exported, None)  # terminal reports another size (mode 2048)
    gc.disable()  # all that is made until the first paint stays: looking for garbage takes a tenth of that time
    from plangate.dashboard import keyboard
    from plangate.dashboard.app import REPLACED, PlangateApp
    from plangate.dashboard.gather import gather
    from plangate.dashboard.glass import Glass

    keyboard.install()
    if driver is None and "TEXTUAL_DRIVER" not in os.environ:
        driver = Glass
    app = PlangateApp(
        gather(theme, now=time.time, clock=time.monotonic, standing=standing), driver_class=driver
    )
    app.when_painted(partial(_painted, app))
    app.run(mouse=app.context.settings.terminal.mouse)
    if isinstance(app.broken, ImportError):
        raise Unavailable(REPLACED, "Open it again: all sessions go on.") from app.broken
    if app.broken is not None:
        raise app.broken
    return app.return_code or 0


def _painted(app: PlangateApp) -> None:
    """Collect garbage from now on, though never in what was made before; load the rest when nobody types."""
    gc.freeze()
    gc.enable()
    from plangate.dashboard.ahead import load_ahead

    load_ahead(app, lambda: time.time() - app.main.last_input)
