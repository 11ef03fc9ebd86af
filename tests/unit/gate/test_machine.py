"""Tests of `plangate.gate.machine`: what opens a gate, and everything that closes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.gate.plan.samples import ADA, AGENT, executing, sample

from plangate.errors import Refused
from plangate.gate import machine as m
from plangate.gate.budget import Usage
from plangate.gate.happenings import GateEvent
from plangate.gate.mounts import CLOSED, Flipped, Mount, Opening
from plangate.gate.passes import Guard
from plangate.gate.plan import events as e
from plangate.gate.plan.lifecycle import advance
from plangate.gate.policy import DEFAULT, Budget, GateRules, Mode, Policy, strictest
from plangate.model.gate import GateState, Holder, Strength

WHOLE = Mount(Opening.WHOLE)
SRC = Mount(Opening.SCOPED, ("src",))


def gate(policy: Policy = DEFAULT, strength: Strength = Strength.KERNEL) -> m.Gate:
    """The gate of a new session."""
    return m.new_gate(policy, strength, now=0.0)


def flip(state: m.Gate, now: float) -> m.Gate:
    """Make the wanted mount."""
    return m.happen(state, Flipped(wanted=m.wanted(state, now), done=True), now=now)


def with_plan(state: m.Gate, now: float = 12.0) -> m.Gate:
    """Open for a plan within src."""
    plan = executing(replace(sample(), policy_digest=state.policy.digest))
    return flip(m.happen(state, m.PlanFollowed(state=plan, directories=("src",)), now=now), now)


def with_budget(state: m.Gate, now: float = 12.0) -> m.Gate:
    """Open for a small change."""
    return flip(m.happen(state, m.BudgetGiven(by=ADA), now=now), now)


def test_it_starts_closed_and_says_how_strongly() -> None:
    """From the first moment."""
    view = m.view(gate(), 0.0)
    assert (view.state, view.strength, m.wanted(gate(), 0.0)) == ("closed", "kernel", CLOSED)


def test_an_executing_plan_opens_its_directories() -> None:
    """At full strength, and not before the kernel has done it."""
    plan = executing(replace(sample(), policy_digest=DEFAULT.digest))
    asked = m.happen(gate(), m.PlanFollowed(state=plan, directories=("src",)), now=12.0)
    assert (m.state_of(asked, 12.0), m.wanted(asked, 12.0)) == (GateState.CLOSED, SRC)
    view = m.view(flip(asked, 12.0), 12.0)
    assert (view.state, view.strength, view.directories, view.plan) == ("open", "kernel", ("src",), "p-1")


def test_closed_is_said_only_when_the_kernel_says_so() -> None:
    """Until then it is closing, with the holders named."""
    state = m.happen(with_plan(gate()), m.Closed(by=ADA), now=13.0)
    busy = Flipped(wanted=CLOSED, done=False, holders=(Holder(42, "vim", "src/a"),))
    state = m.happen(state, busy, now=14.0)
    view = m.view(state, 14.0)
    assert (view.state, view.strength, view.reason) == ("closing", "watch", "held open by vim (42)")
    assert m.state_of(flip(state, 15.0), 15.0) is GateState.CLOSED


def test_drift_closes() -> None:
    """The plan's own state decides."""
    state = with_plan(gate())
    assert state.plan is not None
    drifted = advance(state.plan, e.Touched(paths=("setup.py",)), now=13.0)
    state = m.happen(state, m.PlanFollowed(state=drifted), now=13.0)
    assert (m.state_of(state, 13.0), m.wanted(state, 13.0)) == (GateState.CLOSING, CLOSED)


def test_the_clock_alone_closes() -> None:
    """A plan's approval and a budget's minutes end."""
    assert m.wanted(with_plan(gate()), 12.0 + 9 * 3600) == CLOSED
    assert m.wanted(with_budget(gate()), 12.0 + 1201) == CLOSED


def test_a_budget_is_metered_and_pauses_at_the_limit() -> None:
    """An extension needs a person, a reason, and goes on from the meter."""
    state = with_budget(gate())
    assert (m.state_of(state, 12.0), m.view(state, 12.0).strength) == (GateState.BUDGET, "watch")
    state = m.happen(state, m.Metered(usage=Usage(files=4, added=9)), now=13.0)
    assert m.wanted(state, 13.0) == CLOSED
    state = flip(state, 13.0)
    view = m.view(state, 13.0)
    assert view.state == "paused"
    assert view.used is not None
    assert (view.used.files, view.reason) == (4, "over the budget: 4 files changed, 3 allowed")
    for extend, words in (
        (m.Extended(by=AGENT, limit=Budget(files=9), reason="more"), "only a person"),
        (m.Extended(by=ADA, limit=Budget(files=9), reason=" "), "needs a reason"),
        (m.Extended(by=ADA, limit=Budget(files=3), reason="more"), "already over"),
    ):
        with pytest.raises(Refused, match=words):
            m.happen(state, extend, now=14.0)
    state = flip(m.happen(state, m.Extended(by=ADA, limit=Budget(files=9), reason="more"), now=14.0), 14.0)
    assert m.state_of(state, 14.0) is GateState.BUDGET


def test_agents_open_nothing() -> None:
    """Neither a budget nor the glass, nor do they resume what is paused."""
    paused = m.happen(gate(), m.Paused(), now=1.0)
    events: tuple[GateEvent, ...] = (
        m.BudgetGiven(by=AGENT),
        m.GlassBroken(by=AGENT, reason="x", minutes=1),
        m.Resumed(by=AGENT),
    )
    for event in events:
        with pytest.raises(Refused, match="only a person"):
            m.happen(paused, event, now=2.0)


def test_the_broken_glass_is_timed_and_has_a_reason() -> None:
    """No longer than the policy allows."""
    with pytest.raises(Refused, match="needs a reason"):
        m.happen(gate(), m.GlassBroken(by=ADA, reason="", minutes=5), now=1.0)
    state = flip(m.happen(gate(), m.GlassBroken(by=ADA, reason="outage", minutes=999), now=0.0), 0.0)
    view = m.view(state, 1.0)
    assert (view.state, view.glass, view.until, view.strength) == ("open", True, 900.0, "watch")
    assert m.wanted(state, 900.0) == CLOSED


def test_the_daemons_death_closes_what_it_metered() -> None:
    """A plan that was approved goes on, when the session is the one on record."""
    assert m.wanted(m.happen(with_budget(gate()), m.DaemonLost(), now=13.0), 13.0) == CLOSED
    state = with_plan(gate())
    same = m.happen(state, m.Recovered(same_namespace=True, actual=SRC), now=13.0)
    other = m.happen(state, m.Recovered(same_namespace=False, actual=SRC), now=13.0)
    assert (m.wanted(same, 13.0), m.wanted(other, 13.0)) == (SRC, CLOSED)
    assert m.state_of(other, 13.0) is GateState.CLOSING


def test_another_policy_closes_what_runs() -> None:
    """And a broken one closes everything."""
    for policy in (Policy(budget=Budget(files=1)), strictest("line 3")):
        state = m.happen(with_plan(gate()), m.PolicyLoaded(policy=policy), now=13.0)
        assert m.wanted(state, 13.0) == CLOSED
    with pytest.raises(Refused, match="line 3"):
        m.happen(gate(strictest("line 3")), m.BudgetGiven(by=ADA), now=1.0)


def test_a_machine_that_is_too_weak_opens_nothing() -> None:
    """The policy says how strongly it must hold."""
    policy = Policy(gate=GateRules(min_strength=Strength.KERNEL))
    with pytest.raises(Refused, match="asks for strength kernel"):
        m.happen(gate(policy, Strength.HOOKS), m.BudgetGiven(by=ADA), now=1.0)
    state = m.happen(with_budget(gate(policy)), m.StrengthFound(strength=Strength.WATCH), now=13.0)
    assert m.wanted(state, 13.0) == CLOSED


def test_off_and_observe_are_whole_and_say_so() -> None:
    """Neither promises anything."""
    off = m.new_gate(DEFAULT, Strength.KERNEL, now=0.0, gated=False)
    assert off.guard is Guard.OFF
    seen = gate(Policy(gate=GateRules(mode=Mode.OBSERVE)))
    assert [m.view(state, 0.0).state for state in (off, seen)] == ["off", "observe"]
    assert [m.view(state, 0.0).strength for state in (off, seen)] == ["advisory", "watch"]
    assert [m.wanted(state, 0.0) for state in (off, seen)] == [WHOLE, WHOLE]


def test_observing_leaves_a_plan_as_it_is() -> None:
    """It is a person's wish, not another policy."""
    state = flip(with_plan(gate()), 12.0)
    watched = m.happen(state, m.Observed(by=ADA, on=True), now=13.0)
    assert m.state_of(watched, 13.0) is GateState.OBSERVE
    again = flip(m.happen(watched, m.Observed(by=ADA, on=False), now=14.0), 14.0)
    assert (m.state_of(again, 14.0), again.policy) == (GateState.OPEN, state.policy)
    with pytest.raises(Refused):
        m.happen(state, m.Observed(by=AGENT, on=True), now=13.0)
    with pytest.raises(Refused, match="faulty"):
        m.happen(gate(strictest("line 1")), m.Observed(by=ADA, on=True), now=13.0)
