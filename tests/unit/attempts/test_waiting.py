"""Tests of `plangate.attempts.waiting`."""

from __future__ import annotations

from plangate.attempts.waiting import plan_times
from plangate.model.event import Event


def test_entries_that_are_none_are_passed_over() -> None:
    """Of other kinds, or such as cannot be read."""
    events = [
        Event(1, 1.0, "session.started", "s"),
        Event(2, 2.0, "plan.submitted", "s", data={"plan": "p", "at": 2.0, "event": {"digest": 3}}),
        Event(3, 3.0, "plan.submitted", "s"),
    ]
    assert plan_times(events) == ((), 0, 0)
