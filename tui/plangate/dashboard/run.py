"""Opening the dashboard on the terminal of this process."""

from __future__ import annotations

import gc
import os
import time

__all__ = ["run"]

_ESCAPE_DELAY = "25"
"""Milliseconds after which a lone Escape counts as the key; Textual's own 100 are felt in vim."""


def run(theme: str = "") -> int:
    """Show the dashboard until the person leaves it, and return the exit code.

    Args:
        theme: Used instead of the theme of the settings, for this time.
    """
    os.environ.setdefault("ESCDELAY", _ESCAPE_DELAY)  # read when Textual is imported
    for exported in ("COLUMNS", "LINES"):  # Textual would believe them, and resize for ever where the
        os.environ.pop(exported, None)  # terminal reports another size (mode 2048)
    gc.disable()  # all that is made until the first paint stays: looking for garbage takes a tenth of that time
    from plangate.dashboard import keyboard
    from plangate.dashboard.app import PlangateApp
    from plangate.dashboard.gather import gather

    keyboard.install()
    app = PlangateApp(gather(theme, now=time.time, clock=time.monotonic))
    app.when_painted(_collect_garbage)
    app.run(mouse=app.context.settings.terminal.mouse)
    if app.broken is not None:
        raise app.broken
    return app.return_code or 0


def _collect_garbage() -> None:
    """From now on; what was made before is never looked through again."""
    gc.freeze()
    gc.enable()
