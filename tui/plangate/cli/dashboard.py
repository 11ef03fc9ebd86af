"""Opening the dashboard; Textual is imported behind here and nowhere else on a short command's way."""

from __future__ import annotations

import os
import sys

from plangate.errors import UsageError
from plangate.model.client import AT_THE_MACHINE, Role, Standing

__all__ = ["open_dashboard"]


def open_dashboard(role: str | None = None) -> int:
    """Open it on this terminal, and return when it is closed.

    Args:
        role: What it may do at most; by default everything, behind `textual serve` nothing but look.
    """
    served = bool(os.environ.get("TEXTUAL_DRIVER"))
    if not served and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the dashboard needs a terminal", "plangate --help lists commands that need none.")
    from plangate.dashboard.run import run

    return run(standing=_standing(None if role is None else Role(role), served=served))


def _standing(role: Role | None, *, served: bool) -> Standing:
    """What to ask for: whoever comes through `textual serve` is nobody we know, and approves nothing."""
    if served:
        return Standing(at_most=role or Role.VIEWER, decides=False)
    return AT_THE_MACHINE if role is None else Standing(at_most=role)
