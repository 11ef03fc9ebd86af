"""Short ways to write status rules: what a sign on the screen means, in the name of the function."""

from __future__ import annotations

from plangate.model.session import Reason, State
from plangate.plugins.api import StatusRule

__all__ = ["blocked", "waiting", "working"]

_ROWS = 12


def blocked(reason: Reason, name: str, pattern: str, *, rows: int = _ROWS, title: bool = False) -> StatusRule:
    """It waits for a person's answer."""
    return StatusRule(name=name, pattern=pattern, state=State.BLOCKED, reason=reason, lines=rows, title=title)


def working(name: str, pattern: str, *, rows: int = _ROWS, title: bool = False) -> StatusRule:
    """It works."""
    return StatusRule(name=name, pattern=pattern, state=State.WORKING, lines=rows, title=title)


def waiting(name: str, pattern: str, *, rows: int = _ROWS, title: bool = False) -> StatusRule:
    """Its turn has ended: it waits for a prompt."""
    return StatusRule(name=name, pattern=pattern, state=State.IDLE, lines=rows, title=title)
