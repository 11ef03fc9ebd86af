"""Tests of `plangate.host.pacing`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.host.pacing import CREDIT, LONGEST, SHORTEST, Pacer


def test_the_first_frame_is_due_at_once() -> None:
    """The leading edge: a keystroke's echo waits for nothing."""
    assert Pacer().due() < 0


@given(rate=st.floats(0.1, 1000), cost=st.floats(0, 10))
def test_distance_between_frames(rate: float, cost: float) -> None:
    """At least 1/60 s and the client's own rate; four times the cost, up to a quarter of a second."""
    pacer = Pacer(rate)
    pacer.sent(100.0, cost)
    distance = pacer.due() - 100.0
    assert distance >= SHORTEST - 1e-9
    assert distance >= 1 / rate - 1e-9
    assert distance <= max(LONGEST, 1 / rate) + 1e-9
    assert distance == pytest.approx(max(1 / rate, SHORTEST, min(LONGEST, 4 * cost)))


@pytest.mark.parametrize("rate", [0.0, -5.0, float("nan"), 1e-9])
def test_a_nonsensical_rate_is_a_slow_one(rate: float) -> None:
    """No division by zero, no frame for ever."""
    pacer = Pacer(rate)
    pacer.sent(0.0, 0.0)
    assert pacer.due() == pytest.approx(10.0)


@given(st.lists(st.one_of(st.none(), st.integers(-5, 30)), max_size=40))
def test_credit(steps: list[int | None]) -> None:
    """Never more than two frames under way, whatever is acknowledged."""
    pacer = Pacer()
    sent, acked = 0, 0
    for step in steps:
        if step is None:
            assert pacer.has_credit == (sent - acked < CREDIT)
            if pacer.has_credit:
                assert pacer.next_seq == sent + 1
                pacer.sent(0.0, 0.0)
                sent += 1
        else:
            pacer.acked(step)
            if acked < step <= sent:
                acked = step
    assert sent - acked <= CREDIT


def test_numbers_go_on_after_attaching_anew() -> None:
    """An acknowledgement of an earlier attachment means nothing."""
    pacer = Pacer(first=8)
    assert pacer.next_seq == 8
    pacer.sent(0.0, 0.0)
    pacer.sent(0.0, 0.0)
    pacer.acked(7)
    assert not pacer.has_credit
    pacer.acked(9)
    assert pacer.has_credit


def test_an_echo_waits_only_for_what_frames_cost() -> None:
    """For a moment after input; after that the distance is as ever, also for a slow client."""
    pacer = Pacer(10.0)
    pacer.typed(100.0)
    pacer.sent(100.001, 0.002)
    assert pacer.due() == pytest.approx(100.009)
    pacer.sent(100.099, 0.002)
    assert pacer.due() == pytest.approx(100.199)


def test_costly_frames_are_rare_also_while_somebody_types() -> None:
    """Else a program that floods the screen could be slowed down by a held key."""
    pacer = Pacer()
    pacer.typed(100.0)
    pacer.sent(100.0, 1.0)
    assert pacer.due() == 100.25
