"""Tests of `plangate.dashboard.gate_words`."""

from __future__ import annotations

import pytest

from plangate.dashboard.gate_words import (
    budget_words,
    gate_chip,
    gate_facts,
    gate_sign,
    gate_variable,
    offered,
    plan_waits,
)
from plangate.model.gate import GateState, GateView, Holder, Meter, Strength
from plangate.model.holding import held_words, prevents
from plangate.width import cells

_STATES = [GateView(state=state, strength=Strength.KERNEL) for state in GateState]


def test_every_state_has_a_sign_of_its_own() -> None:
    """Two cells wide, so that rows stay straight."""
    signs = {gate_sign(view) for view in _STATES}
    assert len(signs) == len(_STATES)
    assert {cells(sign) for sign in signs} == {2}


def test_state_and_strength_are_said_together() -> None:
    """A session without a gate says so, a broken glass is not called open."""
    assert gate_chip(GateView()) == "no gate"
    assert gate_chip(GateView(state=GateState.CLOSED, strength=Strength.SYSCALL)) == "closed, syscall"
    assert (
        gate_chip(GateView(state=GateState.OPEN, strength=Strength.KERNEL, glass=True))
        == "glass broken, kernel"
    )


@pytest.mark.parametrize(
    ("view", "color"),
    [
        (GateView(state=GateState.CLOSED, strength=Strength.KERNEL), "foreground"),
        (GateView(state=GateState.CLOSED, strength=Strength.ADVISORY), "warning"),
        (GateView(state=GateState.CLOSED, strength=Strength.KERNEL, fault="line 3"), "error"),
        (GateView(state=GateState.OPEN, strength=Strength.KERNEL, glass=True), "error"),
    ],
)
def test_weak_and_broken_gates_stand_out(view: GateView, color: str) -> None:
    """A closed gate that hardly holds does not look like one that does."""
    assert gate_variable(view) == color


def test_facts_leave_out_what_goes_without_saying() -> None:
    """And name what keeps a gate from closing."""
    assert gate_facts(GateView(), 0.0) == [("gate", "no gate")]
    view = GateView(
        state=GateState.CLOSING,
        strength=Strength.KERNEL,
        possible=Strength.KERNEL,
        directories=("src", "tests"),
        until=90.0,
        holders=(Holder(41, "node", "src/a.js"),),
        drift=("x", "y", "z", "u", "v"),
    )
    assert gate_facts(view, 30.0) == [
        ("gate", "closing, kernel"),
        ("holds", "what is held open can still change; anything else is refused"),
        ("writable", "src, tests"),
        ("closes in", "1m"),
        ("held by", "node 41 src/a.js"),
        ("drift", "x, y, z, u and 1 more"),
    ]


def test_a_budget_says_how_much_is_used() -> None:
    """And when it is used up."""
    view = GateView(
        state=GateState.BUDGET,
        used=Meter(files=3, lines=41),
        limit=Meter(files=3, lines=40, new_files=1, minutes=20),
        spent=True,
    )
    assert budget_words(view) == "3 of 3 files, 41 of 40 lines, 0 of 1 new, 0 of 20 minutes, used up"
    assert budget_words(GateView()) == ""


def test_a_plan_waits_when_a_person_is_asked() -> None:
    """Submitted or drifted, not while it is carried out."""
    assert [plan_waits(GateView(phase=phase)) for phase in ("submitted", "drifted", "executing", "")] == [
        True,
        True,
        False,
        False,
    ]


def test_what_is_offered_is_a_question() -> None:
    """To end a plan, or to let one go on; nothing else."""
    done = GateView(plan="p-1", offer="done", evidence="all 3 steps")
    assert offered(done) == "Plan p-1 looks carried out: all 3 steps. Is it done?"
    aside = GateView(state=GateState.CLOSED, plan="p-1", offer="reopen", reason="closed by ada")
    assert offered(aside) == "Plan p-1 was set aside (closed by ada). Let it go on?"
    assert ("plan", offered(aside)) in gate_facts(aside, 0.0)
    assert offered(GateView()) == ""


@pytest.mark.parametrize("strength", list(Strength))
@pytest.mark.parametrize("state", list(GateState))
def test_what_holds_is_said_as_it_is(state: GateState, strength: Strength) -> None:
    """A refusal is promised only where something prevents, and never of what is merely metered."""
    shown = Strength.WATCH if state is GateState.BUDGET else strength
    view = GateView(state=state, strength=shown, possible=strength, directories=("src",))
    words = dict(gate_facts(view, 0.0))
    if state is GateState.OFF:
        assert set(words) == {"gate"}
        return
    promised = "refuse" in words["holds"] and "nothing is refused" not in words["holds"]
    may = prevents(strength) and state not in (GateState.BUDGET, GateState.OBSERVE)
    assert promised == may
    assert ("kernel" in words["holds"]) <= (strength is Strength.KERNEL)
    assert ("writable" in words) == prevents(strength)


def test_a_broken_glass_promises_nothing() -> None:
    """At any strength."""
    view = GateView(state=GateState.OPEN, strength=Strength.KERNEL, possible=Strength.KERNEL, glass=True)
    assert "refuse" not in held_words(view)
