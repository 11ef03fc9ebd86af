"""Tests of `plangate.attempts.statistics`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.attempts.statistics import Interval, Proportion, difference, fisher


@st.composite
def proportions(draw: st.DrawFn) -> Proportion:
    """Any."""
    n = draw(st.integers(0, 300))
    return Proportion(draw(st.integers(0, n)), n)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    """As published."""
    interval = Proportion(hits, n).interval
    assert interval == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        (Proportion(56, 70), Proportion(48, 80), 0.0524, 0.3339),  # Newcombe 1998, table II, method 10
        (Proportion(9, 10), Proportion(3, 10), 0.1705, 0.8090),
        (Proportion(5, 56), Proportion(0, 29), -0.0381, 0.1926),
        (Proportion(10, 10), Proportion(0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe(one: Proportion, other: Proportion, low: float, high: float) -> None:
    """As published."""
    assert difference(one, other) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [
        (Proportion(3, 4), Proportion(1, 4), 0.4857),  # Fisher's tea
        (Proportion(1, 12), Proportion(9, 12), 0.002759),
        (Proportion(6, 15), Proportion(0, 15), 0.0169),
        (Proportion(12, 30), Proportion(0, 30), 0.0001236),  # 2 C(30,12) of C(60,12)
        (Proportion(0, 5), Proportion(0, 7), 1.0),
    ],
)
def test_fisher(one: Proportion, other: Proportion, p: float) -> None:
    """As published, or as counted by hand."""
    assert fisher(one, other) == pytest.approx(p, rel=6e-3)


@given(proportions(), proportions())
def test_everything_stays_within_bounds(one: Proportion, other: Proportion) -> None:
    """Rates lie in their intervals, p is a probability and the same both ways."""
    low, high = one.interval
    assert 0.0 <= low <= high <= 1.0
    assert one.rate is None or low - 1e-12 <= one.rate <= high + 1e-12
    between = difference(one, other)
    assert (between is None) == (not one.n or not other.n)
    if between is not None and one.rate is not None and other.rate is not None:
        assert between.low - 1e-12 <= one.rate - other.rate <= between.high + 1e-12
    p = fisher(one, other)
    assert 0.0 < p <= 1.0
    assert p == pytest.approx(fisher(other, one))


def test_nothing_says_nothing() -> None:
    """No rate, and every rate is possible."""
    assert Proportion(0, 0).rate is None
    assert Proportion(0, 0).interval == Interval(0.0, 1.0)


def test_thousands_are_no_matter() -> None:
    """The same as by binomials, also where those have thousands of digits."""
    assert fisher(Proportion(1500, 5000), Proportion(700, 5000)) == pytest.approx(2.164681803698025e-84)
