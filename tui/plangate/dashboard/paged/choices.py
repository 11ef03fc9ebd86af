"""The answers that a question on a terminal's screen offers, as far as they can be read off it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

__all__ = ["Choice", "choices"]

_ROWS = 24
"""Rows at the end of the screen in which a question stands."""
_MENU = re.compile(r"^[^\w\n]*([1-9])[.)]\s+(\S.*?)\s*$")
_YES_NO = re.compile(r"[\[(]\s*y(?:es)?\s*/\s*n(?:o)?\b", re.I)
_FRAME = "│┃║| \t"
_LONGEST = 40


class Choice(msgspec.Struct, frozen=True):
    """One answer."""

    key: str
    """What is typed for it."""
    words: str


def choices(rows: Sequence[str]) -> tuple[Choice, ...]:
    """The numbered menu that stands last, else yes and no where they are asked for; empty when neither is there."""
    tail = [row.strip(_FRAME) for row in rows][-_ROWS:]
    found: list[Choice] = []
    for row in tail:
        match = _MENU.match(row)
        if match is None:
            continue
        number, words = match.groups()
        if number == "1":
            found = []
        if int(number) == len(found) + 1:
            found.append(Choice(number, _short(words)))
    if len(found) > 1:
        return tuple(found)
    if any(_YES_NO.search(row) for row in tail[-6:]):
        return (Choice("y", "Yes"), Choice("n", "No"))
    return ()


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
