"""Opening the dashboard on the terminal of this process."""

from __future__ import annotations

import gc
import os
import time
from typing import TYPE_CHECKING

from plangate.model.client import AT_THE_MACHINE, Standing

if TYPE_CHECKING:
    from textual.driver import Driver

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
    from plangate.dashboard.app import PlangateApp
    from plangate.dashboard.gather import gather

    keyboard.install()
    app = PlangateApp(
        gather(theme, now=time.time, clock=time.monotonic, standing=standing), driver_class=driver
    )
    app.when_painted(_collect_garbage)
    app.run(mouse=app.context.settings.terminal.mouse)
    if app.broken is not None:
        raise app.broken
    return app.return_code or 0


def _collect_garbage() -> None:
    """From now on; what was made before is never looked through again."""
    gc.freeze()
    gc.enable()
