"""Text for people: tables, ages, sizes. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum

from plangate.width import cells as width_of

__all__ = ["Align", "age", "bytes_in_words", "cut", "plain", "table"]

_GAP = 2
_JOINER = "\u200d"
_LEAST = 8
_UNITS = ((86400.0, "d"), (3600.0, "h"), (60.0, "m"))


class Align(Enum):
    """Side of a column at which its text stands."""

    LEFT = "left"
    RIGHT = "right"


def plain(text: str) -> str:
    """The text without control characters: titles and lines come from programs and may hold anything."""
    if text.isprintable():
        return text
    return "".join(
        char for char in text if unicodedata.category(char) not in ("Cc", "Cf", "Cs") or char == _JOINER
    )


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, with an ellipsis where something was left out."""
    if width_of(text) <= width:
        return text
    kept = ""
    for char in text:
        if width_of(kept + char) > width - 1:
            break
        kept += char
    return kept + "…"


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], align: Sequence[Align], width: int
) -> Iterator[list[str]]:
    """Heading and rows with every cell padded to its column; `width` 0 leaves long cells whole.

    The last column is not padded. When the table is too wide, the widest columns are cut first.
    """
    lines = [list(heads), *([plain(cell) for cell in row] for row in rows)]
    widths = [max(width_of(line[column]) for line in lines) for column in range(len(heads))]
    if width:
        _shrink(widths, width - _GAP * (len(widths) - 1))
    for line in lines:
        yield [
            _padded(
                cut(cell, widths[column]),
                widths[column],
                align[column] if column < len(align) else Align.LEFT,
            )
            for column, cell in enumerate(line)
        ]


def age(seconds: float) -> str:
    """A duration as people say it: "8s", "12m", "3h", "5d"."""
    for unit, letter in _UNITS:
        if seconds >= unit:
            return f"{int(seconds // unit)}{letter}"
    return f"{max(0, int(seconds))}s"


def bytes_in_words(count: int) -> str:
    """A size such as "12.5 MiB"."""
    size = float(count)
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GiB"


def _shrink(widths: list[int], room: int) -> None:
    while sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= _LEAST:
            return
        widths[widest] -= 1


def _padded(text: str, width: int, align: Align) -> str:
    space = " " * (width - width_of(text))
    return space + text if align is Align.RIGHT else text + space
