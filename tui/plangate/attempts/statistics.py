"""Proportions and how sure they are. Checked against published examples in the tests."""

from __future__ import annotations

import math
from typing import NamedTuple

__all__ = ["Interval", "Proportion", "difference", "fisher"]

_Z = 1.959963984540054
"""Of the normal distribution, for 95 %."""


class Interval(NamedTuple):
    """From, to; both between -1 and 1."""

    low: float
    high: float


class Proportion(NamedTuple):
    """So many of so many."""

    hits: int
    n: int

    @property
    def rate(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval:
        """Wilson's score interval for 95 % (Wilson 1927); everything is possible when there is nothing."""
        if not self.n:
            return Interval(0.0, 1.0)
        rate, z = self.hits / self.n, _Z
        middle = rate + z * z / (2 * self.n)
        spread = z * math.sqrt(rate * (1 - rate) / self.n + z * z / (4 * self.n * self.n))
        scale = 1 + z * z / self.n
        low = 0.0 if self.hits == 0 else (middle - spread) / scale
        high = 1.0 if self.hits == self.n else (middle + spread) / scale
        return Interval(low, high)


def difference(one: Proportion, other: Proportion) -> Interval | None:
    """What lies between two rates, `one` minus `other`, for 95 %; None when either is of nothing.

    Newcombe's hybrid score interval (Newcombe 1998, method 10).
    """
    if one.rate is None or other.rate is None:
        return None
    (low, high), (other_low, other_high) = one.interval, other.interval
    middle = one.rate - other.rate
    down = math.hypot(one.rate - low, other_high - other.rate)
    up = math.hypot(high - one.rate, other.rate - other_low)
    return Interval(max(-1.0, middle - down), min(1.0, middle + up))


def fisher(one: Proportion, other: Proportion) -> float:
    """The two-sided p of Fisher's exact test: how likely a split at least this uneven is by chance."""
    hits, n = one.hits + other.hits, one.n + other.n
    seen = math.comb(one.n, one.hits) * math.comb(other.n, other.hits)
    first, last = max(0, hits - other.n), min(one.n, hits)
    ways = math.comb(one.n, first) * math.comb(other.n, hits - first)
    uneven = 0
    for count in range(first, last + 1):
        uneven += ways if ways <= seen else 0
        # the next one out of this one: thousands of binomials of thousands would take seconds
        ways = ways * (one.n - count) * (hits - count) // ((count + 1) * (other.n - hits + count + 1))
    return uneven / math.comb(n, hits)
