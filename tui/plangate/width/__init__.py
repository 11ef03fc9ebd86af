"""How many cells a text takes; the emulator and the painter both ask here, so that they agree.

A character takes the cells its table entry says, variation selector 16 widens some, and what a
zero width joiner glues to a character takes none: the rules of Rich's `cell_len`, which the
dashboard paints with.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from plangate.width.table import NARROW_TO_WIDE, WIDE, ZERO, ranges

__all__ = ["JOINER", "WIDENER", "cells", "is_pictograph", "width"]

JOINER = "\u200d"
WIDENER = "\ufe0f"

_KEYCAPS = 0x80
_EMOJI = 0x1F000
_EMOJI_END = 0x1FAFF
_SYMBOLS = 0x2000
_SYMBOLS_END = 0x2BFF


class _Set:
    """Code points by ranges."""

    def __init__(self, table: str) -> None:
        found = ranges(table)
        self._starts = [first for first, _ in found]
        self._ends = [last for _, last in found]

    def __contains__(self, point: int) -> bool:
        index = bisect_right(self._starts, point) - 1
        return index >= 0 and point <= self._ends[index]


_wide = _Set(WIDE)
_zero = _Set(ZERO)
_widens = _Set(NARROW_TO_WIDE)


def cells(text: str) -> int:
    """Cells taken by printable text, counted in grapheme clusters as Rich's `cell_len` does."""
    if text.isascii():
        return len(text)
    return _measure(text)


@lru_cache(maxsize=2048)
def width(char: str) -> int:
    """Cells taken by one character on its own: 0, 1 or 2."""
    point = ord(char)
    return 2 if point in _wide else 0 if point in _zero else 1


def is_pictograph(char: str) -> bool:
    """Whether a joiner glues a character to another of its kind (rule GB11 of Unicode's annex 29)."""
    point = ord(char)
    if point in _widens:
        return point >= _KEYCAPS
    return (_EMOJI <= point <= _EMOJI_END or _SYMBOLS <= point <= _SYMBOLS_END) and point in _wide


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
            total += bool(last) and ord(last) in _widens
            last = ""
        else:
            taken = width(char)
            total += taken
            last = char if taken else last
    return total
