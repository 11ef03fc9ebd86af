"""Opening the dashboard; Textual is imported behind here and nowhere else on a short command's way."""

from __future__ import annotations

import sys

from plangate.errors import UsageError

__all__ = ["open_dashboard"]


def open_dashboard() -> int:
    """Open it on this terminal, and return when it is closed."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the dashboard needs a terminal", "plangate --help lists commands that need none.")
    from plangate.dashboard.run import run

    return run()
