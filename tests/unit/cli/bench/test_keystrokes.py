"""Tests of `plangate.cli.bench.keystrokes`; its viewer is tested by the bench itself."""

from __future__ import annotations

from itertools import pairwise

import pytest

from plangate.cli.bench.keystrokes import latencies


def test_a_stroke_counts_from_hand_over_to_readability(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the moments that the two ends tell, whatever is done here before, between and after."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    typed: list[bytes] = []

    def write(key: bytes) -> float:
        typed.append(key)
        return 10.0 * len(typed)

    def shown(key: bytes) -> float:
        assert key == typed[-1]
        return 10.0 * len(typed) + 0.002

    assert latencies(40, write, shown, seed=1) == pytest.approx([2.0] * 40)
    assert all(one != other for one, other in pairwise(typed)), "else nothing changes"


def test_both_sides_type_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The seed alone says what is typed and when."""
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    sides: list[bytes] = []

    def write(key: bytes) -> float:
        sides.append(key)
        return 0.0

    for _ in range(2):
        latencies(9, write, lambda _: 0.0, seed=7)
    assert sides[:9] == sides[9:]
    assert waits[:9] == waits[9:]
