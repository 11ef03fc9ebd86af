"""The answers that a program offers on its screen: "1. Yes", "2) No"; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from plangate.dashboard.wording import clean

__all__ = ["Choice", "choices"]

_OFFERED = re.compile(r"[│┃|\s]*[❯›>●○*]?\s*\(?([1-9])[.)]\s+(\S.*)")
_FRAME = "│┃| "
_LEAST, _MOST = 2, 9
_LOOKED_AT = 24
"""Lines from the end of a screen; a list further up is something that the program has told."""


class Choice(msgspec.Struct, frozen=True):
    """An answer and the key for it."""

    key: str
    words: str


def choices(lines: Sequence[str]) -> list[Choice]:
    """The last numbered list on a screen, if it begins with 1 and goes on without a gap; else none.

    A line that belongs to the answer above it, because the screen was too narrow, is left out.
    """
    found: list[Choice] = []
    for line in lines[-_LOOKED_AT:]:
        match = _OFFERED.match(line)
        if match is None:
            continue
        key, words = match[1], clean(match[2].rstrip(_FRAME))
        if key == "1":
            found = []
        elif int(key) != len(found) + 1:
            found = []
            continue
        found.append(Choice(key, words))
    return found if _LEAST <= len(found) <= _MOST else []
