"""Finding text in a session's lines. Pure; the time it may take is the caller's to bound."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from plangate.emulator.api import Emulator
from plangate.errors import UsageError
from plangate.model.screen import WIDE_TAIL, Row, Tables

__all__ = ["MOST_HITS", "PATTERN_LIMIT", "Hit", "compiled", "find"]

Hit = tuple[int, int, int]
"""Absolute line, first cell, number of cells."""

MOST_HITS = 2000
PATTERN_LIMIT = 1000
"""Characters."""
_BLOCK = 512
_LONGEST_LINE = 64
"""Rows that are joined where a line was wrapped; longer lines are searched in pieces."""


def compiled(pattern: str, *, regex: bool, ignore_case: bool) -> re.Pattern[str]:
    """The pattern, ready to search with.

    Raises:
        UsageError: It is empty, too long or no regular expression.
    """
    if not pattern or len(pattern) > PATTERN_LIMIT:
        raise UsageError(f"a search pattern has 1 to {PATTERN_LIMIT} characters")
    try:
        return re.compile(pattern if regex else re.escape(pattern), re.IGNORECASE if ignore_case else 0)
    except (re.error, RecursionError, OverflowError) as error:
        raise UsageError(f"not a regular expression: {error}") from error


def find(emulator: Emulator, pattern: re.Pattern[str], *, before: int, limit: int) -> tuple[list[Hit], bool]:
    """The newest `limit` hits, newest first, and whether there are more.

    Args:
        before: Only lines older than this; negative starts at the newest.
    """
    limit = max(1, min(limit, MOST_HITS))
    hits: list[Hit] = []
    for first, rows in _lines_backwards(emulator, before):
        found = _in_line(first, rows, emulator.tables, pattern)
        hits.extend(reversed(found))
        if len(hits) > limit:
            return hits[:limit], True
    return hits, False


def _lines_backwards(emulator: Emulator, before: int) -> Iterator[tuple[int, list[Row]]]:
    """Whole lines, newest first: number of the first row, and the rows a wrapped line takes."""
    bottom = emulator.top + emulator.lines
    end = bottom if before < 0 else min(before, bottom)
    joined: list[Row] = []
    first = end
    for number, row in _rows_backwards(emulator, end):
        if joined and (not row.wrapped or len(joined) >= _LONGEST_LINE):
            yield first, joined[::-1]
            joined = []
        joined.append(row)
        first = number
    if joined:
        yield first, joined[::-1]


def _rows_backwards(emulator: Emulator, end: int) -> Iterator[tuple[int, Row]]:
    top, base = emulator.top, emulator.base
    screen = emulator.screen()
    for number in range(end - 1, max(top, base) - 1, -1):
        yield number, screen[number - top]
    stop = min(end, top)
    while stop > base:
        start = max(base, stop - _BLOCK)
        rows = emulator.history(start, stop)
        for offset in range(len(rows) - 1, -1, -1):
            yield start + offset, rows[offset]
        stop = start


def _in_line(first: int, rows: list[Row], tables: Tables, pattern: re.Pattern[str]) -> list[Hit]:
    """Hits in one line, oldest first; one that goes over a wrap is a hit in each row it touches."""
    texts, cells_of = zip(*(_text_and_cells(row, tables) for row in rows), strict=True)
    hits: list[Hit] = []
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text))
    for match in pattern.finditer("".join(texts)):
        if match.start() == match.end():
            continue
        for offset, text in enumerate(texts):
            begin = max(match.start() - starts[offset], 0)
            end = min(match.end() - starts[offset], len(text))
            if begin < end:
                cell = cells_of[offset]
                hits.append((first + offset, cell(begin), cell(end) - cell(begin)))
    return hits


def _text_and_cells(row: Row, tables: Tables) -> tuple[str, Callable[[int], int]]:
    """A row's plain text, and where in the row a position of that text is."""
    if row.text.isascii() and WIDE_TAIL not in row.text:
        return row.text, _same
    parts: list[str] = []
    places: list[int] = []
    for cell, char in enumerate(row.text):
        if char != WIDE_TAIL:
            text = tables.plain(Row(char))
            parts.append(text)
            places.extend([cell] * len(text))
    places.append(len(row.text))
    return "".join(parts), places.__getitem__


def _same(position: int) -> int:
    return position
