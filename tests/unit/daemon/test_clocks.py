"""A machine that slept, and a clock that was set: states, ages and capabilities.

While a machine sleeps its monotonic clock stands still and the wall clock goes on (clock_gettime(2));
when the clock is set, only the wall clock jumps.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.daemon.grants import LIFETIME, Grants
from plangate.daemon.status.evidence import Now
from plangate.daemon.status.tracker import StatusTracker
from plangate.model.client import ClientInfo, Role
from plangate.model.session import State

_WALL = 1_000_000.0
_NIGHT = 8 * 3600.0
_ADA = ClientInfo("c1", "Ada", "cli")


def _busy(tracker: StatusTracker, now: Now) -> None:
    tracker.printed(now.wall, ("building",), "", now)
    tracker.judge(now)


def test_a_night_asleep_is_no_night_of_silence() -> None:
    """What worked when the lid was closed works when it is opened, until it is quiet for as long as ever."""
    tracker = StatusTracker()
    for second in range(3):
        _busy(tracker, Now(second, _WALL + second))
    awake = Now(2.5, _WALL + 2 + _NIGHT)
    assert tracker.judge(awake).state is State.WORKING
    assert tracker.deadline(awake) == pytest.approx(2 + 4.0)
    quiet = Now(7.0, _WALL + 7 + _NIGHT)
    assert tracker.judge(quiet).state is State.IDLE
    assert tracker.verdict.since == quiet.wall


@pytest.mark.parametrize("jump", [-3600.0, -_NIGHT, 3600.0])
def test_output_counts_after_the_clock_was_set(jump: float) -> None:
    """Back or forth: a program that prints is at work, and its age is never counted from the future."""
    tracker = StatusTracker()
    for second in range(3):
        _busy(tracker, Now(second, _WALL + second))
    assert tracker.judge(Now(10, _WALL + 10 + jump)).state is State.IDLE
    for second in range(11, 14):
        _busy(tracker, Now(second, _WALL + second + jump))
    assert tracker.verdict.state is State.WORKING
    assert tracker.verdict.since <= _WALL + 13 + max(0.0, jump)


@pytest.mark.parametrize("jump", [-86_400.0, LIFETIME + 1])
def test_a_capability_never_lasts_longer_than_it_should(tmp_path: Path, jump: float) -> None:
    """Whoever asks again after the clock was set gets one that fits the new time."""
    seconds = [1_000_000.0]
    grants = Grants(b"s" * 32, tmp_path / "grants.json", lambda: int(seconds[0] * 1e9))
    first, expires = grants.issue("s1", Role.DRIVER, _ADA)
    assert expires == seconds[0] + LIFETIME
    seconds[0] += jump
    second, expires = grants.issue("s1", Role.DRIVER, _ADA)
    assert second != first
    assert expires == seconds[0] + LIFETIME
