"""How many cells a text takes; the emulator and the painter both ask here, so that they agree.

A character takes the cells its table entry says, variation selector 16 widens some, and what a
zero width joiner glues to a character takes none: the rules of Rich's `cell_len`, which the
dashboard paints with.
"""

from __future__ import annotations

import re
from functools import lru_cache

from plangate.width.table import NARROW_TO_WIDE, WIDE, ZERO, ranges

__all__ = ["JOINER", "JOINS", "PICTOGRAPH", "RUNS", "WIDENER", "WIDENS", "cells"]

JOINER = "\u200d"
WIDENER = "\ufe0f"

_KEYCAPS = 0x80
_EMOJI = 0x1F000
_EMOJI_END = 0x1FAFF
_SYMBOLS = 0x2000
_SYMBOLS_END = 0x2BFF


def _set(*tables: list[tuple[int, int]]) -> str:
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for table in tables for first, last in table)


_wide = ranges(WIDE)
_zero = ranges(ZERO)
_widens = ranges(NARROW_TO_WIDE)

RUNS = re.compile(f"([{_set(_wide)}]+)|([{_set(_zero)}]+)|([^{_set(_wide, _zero)}]+)")
"""Cuts a text into runs of wide (group 1), zero width (2) and ordinary characters (3)."""

JOINS = re.compile(f"[{_set(_zero)}\U0001f1e6-\U0001f1ff]")
"""A character that may belong to the cluster in front of it."""

WIDENS = re.compile(f"[{_set(_widens)}]")
"""A character that `WIDENER` makes two cells wide."""

PICTOGRAPH = re.compile(
    "["
    + _set(
        [pair for pair in _widens if pair[0] >= _KEYCAPS],
        [pair for pair in _wide if _EMOJI <= pair[0] <= _EMOJI_END or _SYMBOLS <= pair[0] <= _SYMBOLS_END],
    )
    + "]"
)
"""A character that a joiner glues to another one of its kind (rule GB11 of Unicode's annex 29)."""


def cells(text: str) -> int:
    """Cells taken by printable text, counted in grapheme clusters as Rich's `cell_len` does."""
    if text.isascii():
        return len(text)
    return _measure(text)


@lru_cache(maxsize=2048)
def _measure(text: str) -> int:
    total = 0
    last = ""
    skip = False
    for char in text:
        if skip:
            skip = False
        elif char == JOINER:
            skip = True
        elif char == WIDENER:
            total += bool(last and WIDENS.match(last))
            last = ""
        else:
            width = _width(char)
            total += width
            last = char if width else last
    return total


@lru_cache(maxsize=1024)
def _width(char: str) -> int:
    found = RUNS.match(char)
    kind = found.lastindex if found else 3
    return (0, 2, 0, 1)[kind or 3]
