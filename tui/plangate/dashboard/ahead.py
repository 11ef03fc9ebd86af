"""Loads what dialogs need once the dashboard stands and nobody types: an upgrade may replace the files later.

A dialog's module and styles are not read before the first paint, which would come later for it. Read when
the dialog is opened, they might by then be those of another version. So they are read in small steps soon after.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from textual.app import App
from textual.css.errors import StylesheetError

import plangate.dashboard

__all__ = ["load_ahead", "steps"]

_FIRST = 1.0
"""Seconds after the paint."""
_NEXT = 0.05
_QUIET = 1.0
"""Seconds without input after which nobody notices a step."""
_ELSEWHERE = ("plangate.client.launch", "plangate.client.undo")
"""What the dashboard's modules import only when it is needed, outside of the dashboard."""
_STYLES = ("dialog.tcss",)
"""Read before the others, which build on it."""


def steps(app: App[None]) -> Iterator[str]:
    """Does a small part of the work each time, and says which."""
    package = plangate.dashboard
    found = [name for _, name, _ in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    for name in (*found, *_ELSEWHERE):
        if name not in sys.modules:
            import_module(name)
            yield name
    folder = Path(package.__path__[0]).resolve() / "screens"
    for path in sorted(folder.glob("*.tcss"), key=lambda path: (path.name not in _STYLES, path)):
        if not app.stylesheet.has_source(str(path)):
            app.stylesheet.read(path)
            app.stylesheet.parse()
            yield path.name


def load_ahead(app: App[None], idle: Callable[[], float]) -> None:
    """Take one step after the other while nobody types; files that are already others are left alone.

    Args:
        idle: Seconds since the last input.
    """
    work = steps(app)

    def step() -> None:
        if idle() < _QUIET:
            app.set_timer(_QUIET, step)
            return
        try:
            next(work)
        except (StopIteration, ImportError, StylesheetError):
            return
        app.set_timer(_NEXT, step)

    app.set_timer(_FIRST, step)
