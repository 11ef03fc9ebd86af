"""How an agent's status rules are applied to what a terminal shows.

They run on the daemon's loop, against whatever a program prints: a pattern that could search for
seconds would stop everything. So patterns are refused that can, and what they search is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from plangate.plugins.api import StatusRule
from plangate.plugins.patterns import trouble

__all__ = ["SEARCHED", "faults", "recognise"]

SEARCHED = 500
"""Characters of a row or title that are searched, the first."""


def recognise(rules: Iterable[StatusRule], rows: Sequence[str], title: str = "") -> StatusRule | None:
    """The first rule that fits; None when no sign is known.

    Args:
        rules: In order of precedence.
        rows: The screen from top to bottom as plain text. Blank rows at its end are ignored, since
            a program on the main screen that has written little stands at the top.
        title: The window's title.
    """
    end = len(rows)
    while end and not rows[end - 1].strip():
        end -= 1
    for rule in rules:
        searched = [title] if rule.title else rows[max(0, end - rule.lines) : end]
        found = _compiled(rule.pattern)
        if any(found.search(row[:SEARCHED]) for row in searched):
            return rule
    return None


def faults(rules: Iterable[StatusRule]) -> list[str]:
    """What is wrong with rules, in words; nothing when `recognise` can use them."""
    wrong: list[str] = []
    for rule in rules:
        try:
            _compiled(rule.pattern)
        except re.error as error:
            wrong.append(f'status rule "{rule.name}": {error}')
            continue
        if slow := trouble(rule.pattern):
            wrong.append(f'status rule "{rule.name}": {slow}')
    return wrong


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
