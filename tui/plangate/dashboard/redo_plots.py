"""Small plots out of single cells: rates with their intervals, and courses. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from plangate.attempts.statistics import Proportion

__all__ = ["axis", "course", "heights", "interval_bar"]

_LEVELS = "▁▂▃▄▅▆▇█"
_NOTHING = "·"


def interval_bar(one: Proportion, width: int) -> str:
    """A rate as a bar of `width` cells for 0 to 100 %: filled up to where it is for sure, then its interval.

    `██├──●───┤` is a rate at the dot, for 95 % between the whiskers. Without attempts it is dotted.
    """
    if one.rate is None:
        return _NOTHING * width
    low, middle, high = (_cell(share, width) for share in (one.interval.low, one.rate, one.interval.high))
    cells = ["█" if place < low else "─" if low <= place <= high else " " for place in range(width)]
    cells[low], cells[high] = "├", "┤"
    cells[middle] = "●"
    return "".join(cells)


def axis(width: int) -> str:
    """The scale above such bars: as many of 0, 25, 50, 75 and 100 % as there is room for."""
    marks = (0, 25, 50, 75, 100) if width >= 30 else (0, 50, 100) if width >= 14 else (0, 100)
    cells = [" "] * width
    for mark in marks:
        text = f"{mark} %" if mark == 100 else str(mark)
        place = _cell(mark / 100, width)
        start = min(max(0, place - len(text) // 2), width - len(text))
        cells[start : start + len(text)] = text
    return "".join(cells)


def course(rates: Iterable[float | None]) -> str:
    """Shares between 0 and 1 one after another; a dot where there is none."""
    return "".join(
        _NOTHING if rate is None else _LEVELS[0] if rate <= 0 else _LEVELS[min(7, 1 + int(rate * 7))]
        for rate in rates
    )


def heights(counts: Iterable[int]) -> str:
    """Counts one after another, the largest in full height; a dot for none."""
    known = list(counts)
    most = max(known, default=0)
    return "".join(_NOTHING if not count else _LEVELS[(count * 8 - 1) // most] for count in known)


def _cell(share: float, width: int) -> int:
    """The cell of a share between 0 and 1."""
    return min(width - 1, max(0, round(share * (width - 1))))
