"""The answers to a question on a screen, as a page offers them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plangate.dashboard.choices import Choice, choices

__all__ = ["offered"]

_YES_NO = re.compile(r"[\[(]\s*y(?:es)?\s*/\s*n(?:o)?\b", re.I)
_LOOKED_AT = 6
_USUAL = tuple(Choice(key, "") for key in ("1", "2", "3", "y", "n"))


def offered(rows: Sequence[str]) -> tuple[Choice, ...]:
    """The list that the program shows, else yes and no where it asks for that, else the keys that are usual."""
    written = [row for row in rows if row.strip()]
    if found := choices(rows):
        return tuple(found)
    if any(_YES_NO.search(row) for row in written[-_LOOKED_AT:]):
        return (Choice("y", "Yes"), Choice("n", "No"))
    return _USUAL
