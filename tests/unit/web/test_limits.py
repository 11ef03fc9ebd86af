"""Tests of `plangate.web.limits`."""

from __future__ import annotations

from plangate.web.limits import Bucket, Throttle


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_lets_a_burst_through_and_then_the_rate() -> None:
    """What was taken too early is waited for."""
    clock = _Clock()
    bucket = Bucket(10.0, 20.0, clock)
    assert bucket.take(20.0) == 0.0
    assert bucket.take(5.0) == 0.5
    clock.now = 0.5
    assert bucket.take(0.0) == 0.0
    clock.now = 100.0
    assert bucket.take(20.0) == 0.0
    assert bucket.take(10.0) == 1.0


def test_wrong_attempts_cost_longer_and_longer_waits() -> None:
    """Only where they come from, and not those that were a while ago."""
    clock = _Clock()
    throttle = Throttle(clock)
    for _ in range(4):
        throttle.failed("a")
    assert throttle.wait("a") == 0.0
    throttle.failed("a")
    assert throttle.wait("a") == 60.0
    assert throttle.wait("b") == 0.0
    clock.now = 59.0
    throttle.failed("a")
    assert throttle.wait("a") == 120.0
    throttle.passed("a")
    assert throttle.wait("a") == 0.0
    for _ in range(4):
        throttle.failed("a")
    clock.now += 61.0
    throttle.failed("a")
    assert throttle.wait("a") == 0.0
