"""Tests of `plangate.dashboard.event_groups`."""

from __future__ import annotations

import pytest

from plangate.attempts.facts import FACT_KINDS
from plangate.dashboard.event_groups import Group, group_of
from plangate.gate.plan.events import PLAN_KINDS


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("attempt.began", Group.PROMPTS),
        ("attempt.worked", Group.EDITS),
        ("attempt.restarted", Group.UNDO),
        ("undo.done", Group.UNDO),
        ("plan.voted", Group.PLANS),
        ("gate.opened", Group.GATE),
        ("gate.decision", Group.EDITS),
        ("session.started", Group.SESSIONS),
        ("focus.changed", Group.FOCUS),
        ("daemon.started", Group.REST),
        ("something.new", Group.REST),
    ],
)
def test_every_kind_has_a_group(kind: str, group: Group) -> None:
    """Also one that nobody knows yet."""
    assert group_of(kind) is group


def test_nothing_about_attempts_or_plans_is_the_rest() -> None:
    """Every kind there is."""
    assert all(group_of(kind) is not Group.REST for kind in (*FACT_KINDS, *PLAN_KINDS))
