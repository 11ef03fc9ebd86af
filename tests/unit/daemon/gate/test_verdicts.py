"""Tests of `plangate.daemon.gate.verdicts`."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.gate.plan.samples import sample

from plangate.attempts.prompts import is_routine
from plangate.daemon.gate.verdicts import outcome_of
from plangate.gate.plan.state import PlanState
from plangate.model.gate import GateState
from plangate.model.plan import Phase

PLAN = sample()
STATE = PlanState(plan=PLAN)


@pytest.mark.parametrize("phase", [Phase.SUBMITTED, Phase.APPROVED])
def test_nothing_is_said_before_people_have_decided(phase: Phase) -> None:
    """Nor between the approval and the start."""
    assert outcome_of(replace(STATE, phase=phase), 1, GateState.CLOSED) is None


def test_approval_is_told_once_the_gate_is_open() -> None:
    """Before that the agent's first write would fail."""
    running = replace(STATE, phase=Phase.EXECUTING)
    assert outcome_of(running, 1, GateState.CLOSED) is None
    found = outcome_of(running, 1, GateState.OPEN)
    assert found is not None
    assert found.approved


def test_a_plan_that_was_changed_is_told_as_it_was_approved() -> None:
    """An agent must not carry out what it remembers."""
    found = outcome_of(replace(STATE, phase=Phase.EXECUTING), 7, GateState.OPEN)
    assert found is not None
    assert PLAN.body in found.words


@pytest.mark.parametrize(
    "phase",
    [Phase.CHANGES, Phase.REJECTED, Phase.DRIFTED, Phase.DRAFT, Phase.ABANDONED, Phase.DONE, Phase.UNDONE],
)
def test_everything_else_is_a_no_with_words(phase: Phase) -> None:
    """Whatever the gate is."""
    found = outcome_of(replace(STATE, phase=phase, reason="because"), 1, GateState.OPEN)
    assert found is not None
    assert not found.approved
    assert found.words


@pytest.mark.parametrize(
    "phase", [phase for phase in Phase if phase not in (Phase.SUBMITTED, Phase.APPROVED)]
)
def test_whatever_is_said_is_no_new_task(phase: Phase) -> None:
    """Where it is typed for a person, it belongs to what the agent is at."""
    found = outcome_of(replace(STATE, phase=phase, reason="because"), 1, GateState.OPEN)
    assert found is not None
    assert is_routine(found.words)
