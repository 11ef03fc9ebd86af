"""What always holds about a session's gate, whatever happens in whatever order; and proof by seeded bugs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.unit.gate.plan.samples import ADA, AGENT, executing, sample

from plangate.errors import Refused
from plangate.gate import happenings as h
from plangate.gate import machine as m
from plangate.gate.budget import Usage, over
from plangate.gate.mounts import CLOSED, Flipped, Mount, Opening
from plangate.gate.passes import BudgetPass, Gate, GlassPass, PlanPass
from plangate.gate.plan import events as e
from plangate.gate.plan.lifecycle import advance
from plangate.gate.plan.record import Actor
from plangate.gate.plan.state import allows_open
from plangate.gate.plan.votes import Terms
from plangate.gate.policy import DEFAULT, Budget, GateRules, Policy, strictest
from plangate.model.gate import GateState, Holder, Strength

POLICIES = (
    DEFAULT,
    Policy(budget=Budget(files=1, lines=5)),
    Policy(gate=GateRules(min_strength=Strength.KERNEL)),
    strictest("line 1"),
)


class GateMachine(RuleBasedStateMachine):
    """One gate with kernel, clock, people and agents around it."""

    @initialize(policy=st.sampled_from(POLICIES), strength=st.sampled_from(Strength))
    def begin(self, policy: Policy, strength: Strength) -> None:
        """A session starts."""
        self.now = 1000.0
        self.opened_by: set[str] = set()
        self.gate: Gate = m.new_gate(policy, strength, now=self.now)
        assert m.wanted(self.gate, self.now) == CLOSED

    def do(self, event: h.GateEvent) -> bool:
        """Let it happen; whether it was let."""
        before = self.gate
        try:
            self.gate = m.happen(before, event, now=self.now)
        except Refused:
            assert self.gate is before
            return False
        return True

    @rule(seconds=st.sampled_from([0.0, 60.0, 901.0, 1201.0, 9 * 3600.0]), tick=st.booleans())
    def wait(self, seconds: float, tick: bool) -> None:
        """Time passes."""
        self.now += seconds
        if tick:
            self.do(h.Ticked())

    @rule(
        ends=st.sampled_from(["runs", "runs", "runs", "drifts", "done"]),
        own_policy=st.sampled_from([True, True, False]),
        ttl=st.sampled_from([60.0, 9e4]),
        later=st.sampled_from([0.0, 0.0, 120.0]),
        after=st.sampled_from(["nothing", "nothing", "found elsewhere", "close"]),
    )
    def plan(self, ends: str, own_policy: bool, ttl: float, later: float, after: str) -> None:
        """A plan is approved and started; perhaps it ends at once."""
        digest = self.gate.policy.digest if own_policy else "0" * 64
        state = executing(replace(sample(), policy_digest=digest), Terms(ttl=self.now + ttl))
        self.do(h.PlanFollowed(state=state, directories=("src",)))
        self.flip(True)
        if ends != "runs":
            event: e.PlanEvent = e.Touched(paths=("top",)) if ends == "drifts" else e.Finished(by=AGENT)
            ended = advance(state, event, now=self.now)
            self.do(h.PlanFollowed(state=ended, directories=("src",)))
        self.now += later
        if after == "found elsewhere":
            self.daemon_dies(False, Mount(Opening.SCOPED, ("src",)))
        elif after == "close":
            self.happening(h.Closed(by=ADA))

    @rule(
        by=st.sampled_from([ADA, ADA, AGENT]),
        files=st.integers(0, 5),
        flip=st.booleans(),
        later=st.sampled_from([0.0, 0.0, 1300.0]),
    )
    def budget(self, by: Actor, files: int, flip: bool, later: float) -> None:
        """Somebody lets a small change through, and it is made."""
        if self.do(h.BudgetGiven(by=by)):
            assert by is ADA, "an agent gave itself a budget"
        if flip:
            self.flip(True)
        self.do(h.Metered(usage=Usage(files=files)))
        self.now += later

    @rule(by=st.sampled_from([ADA, AGENT]), files=st.integers(1, 9), reason=st.sampled_from(["", "more"]))
    def extend(self, by: Actor, files: int, reason: str) -> None:
        """Somebody lets more through."""
        if self.do(h.Extended(by=by, limit=Budget(files=files), reason=reason)):
            assert by is ADA, "an agent extended its budget"
            assert reason, "extended without a reason"

    @rule(by=st.sampled_from([ADA, AGENT]), reason=st.sampled_from(["", "outage"]), flip=st.booleans())
    def glass(self, by: Actor, reason: str, flip: bool) -> None:
        """Somebody breaks the glass."""
        if self.do(h.GlassBroken(by=by, reason=reason, minutes=999.0)):
            assert by is ADA, "an agent broke the glass"
            assert reason, "broken without a reason"
        if flip:
            self.flip(True)

    @rule(done=st.booleans())
    def flip(self, done: bool) -> None:
        """The kernel makes the wanted mount, or cannot."""
        holders = () if done else (Holder(7, "vim"),)
        self.do(Flipped(wanted=m.wanted(self.gate, self.now), done=done, holders=holders))

    @rule(
        event=st.sampled_from(
            [
                h.Closed(by=ADA),
                h.Closed(by=AGENT),
                h.Paused(),
                h.Resumed(by=ADA),
                h.Resumed(by=AGENT),
                h.Observed(by=ADA, on=True),
                h.Observed(by=ADA, on=False),
                h.Observed(by=AGENT, on=True),
                h.StrengthFound(strength=Strength.HOOKS),
                h.StrengthFound(strength=Strength.KERNEL),
                *(h.PolicyLoaded(policy=policy) for policy in POLICIES),
            ]
        )
    )
    def happening(self, event: h.GateEvent) -> None:
        """Whatever else there is."""
        paused, observe, grant = self.gate.paused, self.gate.observe, self.gate.grant
        done = self.do(event)
        if isinstance(event, h.Observed):
            assert event.by is ADA or self.gate.observe is observe, "an agent had nothing refused"
            assert not done or self.gate.grant is grant or grant is None or not self.holds(grant), (
                "watching ended what was granted"
            )
        if isinstance(event, h.Resumed) and event.by is AGENT:
            assert self.gate.paused is paused, "an agent resumed itself"
        if isinstance(event, h.Closed) and not self.observed:
            assert m.wanted(self.gate, self.now) == CLOSED, "open after it was closed"

    @rule(
        same=st.booleans(),
        actual=st.sampled_from([CLOSED, Mount(Opening.WHOLE), Mount(Opening.SCOPED, ("src",))]),
    )
    def daemon_dies(self, same: bool, actual: Mount) -> None:
        """And another one finds the session, or another in its place."""
        self.do(h.DaemonLost())
        assert not isinstance(self.gate.grant, BudgetPass | GlassPass), "nobody meters it"
        self.do(h.Recovered(same_namespace=same, actual=actual))
        if not same and not self.observed:
            assert m.wanted(self.gate, self.now) == CLOSED, "open in an unknown namespace"

    @property
    def observed(self) -> bool:
        """Whether nothing is refused: what is granted does not matter meanwhile."""
        return self.gate.observe and not self.gate.policy.broken

    def holds(self, grant: PlanPass | BudgetPass | GlassPass) -> bool:
        """Whether a grant would be good without anybody watching."""
        return bool(m.may_open(replace(self.gate, grant=grant, observe=False), self.now))

    @invariant()
    def open_has_a_reason(self) -> None:
        """An executing approved plan, a person's unexpired budget under its limit, or the broken glass."""
        if not hasattr(self, "gate"):
            return
        wanted = m.wanted(self.gate, self.now)
        grant = self.gate.grant
        if wanted == CLOSED or self.observed:
            return
        assert not self.gate.policy.broken, "open under a broken policy"
        assert self.gate.strength.at_least(self.gate.policy.gate.min_strength), "open and too weak"
        assert not self.gate.paused, "open while paused"
        if isinstance(grant, PlanPass):
            assert allows_open(grant.state, self.now), "open for a plan that does not run"
            assert grant.state.plan.policy_digest == self.gate.policy.digest, "open under another policy"
            assert wanted == Mount(Opening.SCOPED, ("src",)), "wider than the scope"
        elif isinstance(grant, BudgetPass):
            assert self.now < grant.until, "the budget's time is up"
            assert not over(grant.usage, grant.limit), "over the budget"
            assert grant.until <= grant.given + grant.limit.minutes * 60
        else:
            assert isinstance(grant, GlassPass), "open for no reason"
            assert self.now < grant.until, "the glass's time is up"
            assert grant.until <= self.now + 900.0 + 1e-6, "broken for too long"

    @invariant()
    def the_word_is_true(self) -> None:
        """Closed only when the kernel says so, open only when it may be."""
        if not hasattr(self, "gate"):
            return
        state, wanted = m.state_of(self.gate, self.now), m.wanted(self.gate, self.now)
        if state in (GateState.CLOSED, GateState.PAUSED):
            assert self.gate.actual == CLOSED, "called closed while the kernel is open"
        if state in (GateState.OPEN, GateState.BUDGET):
            assert wanted == self.gate.actual != CLOSED, "called open and is not"
        view = m.view(self.gate, self.now)
        loose = state is GateState.BUDGET or (state is GateState.OPEN and view.glass)
        assert not (loose and view.strength.at_least(Strength.HOOKS)), "promises more than it holds"


QUICK = settings(
    max_examples=120,
    stateful_step_count=25,
    deadline=None,
    database=None,
    derandomize=True,
    print_blob=False,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
PATIENT = settings(QUICK, max_examples=2000)
"""For what ends at the first life that shows the bug, usually among the first fifty."""


def test_gates_keep_their_invariants() -> None:
    """Over many random lives."""
    run_state_machine_as_test(GateMachine, settings=QUICK)


Patch = Callable[[pytest.MonkeyPatch], None]


def _ignore(event: type[Any]) -> Patch:
    return lambda patch: patch.setitem(m._HANDLERS, event, lambda gate, _event, _now: gate)


def _wanted_is_remembered(patch: pytest.MonkeyPatch) -> None:
    def granted(gate: Gate, _now: float) -> Mount:
        if isinstance(gate.grant, PlanPass):
            return Mount(Opening.SCOPED, gate.grant.directories)
        return Mount(Opening.WHOLE) if gate.grant else CLOSED

    patch.setattr(m, "_granted", granted)


def _no_limit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(m, "over", lambda usage, limit: ())


def _closed_at_once(patch: pytest.MonkeyPatch) -> None:
    """Says closed although the kernel could not close."""
    real = m.state_of

    def state_of(gate: Gate, now: float) -> GateState:
        state = real(gate, now)
        return GateState.CLOSED if state is GateState.CLOSING else state

    patch.setattr(m, "state_of", state_of)


def _flips_always_work(patch: pytest.MonkeyPatch) -> None:
    """Takes a failed flip for a done one: wrong only together with what the kernel says afterwards."""
    patch.setitem(
        m._HANDLERS, Flipped, lambda gate, event, _now: replace(gate, actual=Mount(Opening.WHOLE), holders=())
    )
    _closed_at_once(patch)


def _anybody_observes(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(m._HANDLERS, h.Observed, lambda gate, event, _now: replace(gate, observe=event.on))


BUGS: dict[str, Patch] = {
    "anybody may open": lambda patch: patch.setattr(m, "_person", lambda by: None),
    "a weak machine opens": lambda patch: (
        patch.setattr(m, "_needs_strength", lambda gate: None),
        patch.setattr(Strength, "at_least", lambda self, least: True),
    )[0],
    "an agent has nothing refused": _anybody_observes,
    "watching ends a plan": lambda patch: patch.setitem(
        m._HANDLERS,
        h.Observed,
        lambda gate, event, _now: replace(gate, observe=event.on, grant=None),
    ),
    "the wanted mount is remembered": _wanted_is_remembered,
    "the budget has no limit": _no_limit,
    "closing is called closed": _closed_at_once,
    "a failed flip is called closed": _flips_always_work,
    "the daemon's death closes nothing": _ignore(h.DaemonLost),
    "recovery asks for no namespace": lambda patch: patch.setitem(
        m._HANDLERS, h.Recovered, lambda gate, event, _now: replace(gate, actual=event.actual)
    ),
    "close leaves the grant": _ignore(h.Closed),
    "another policy leaves it open": lambda patch: patch.setattr(m, "_same_policy", lambda gate, state: True),
    "a plan that drifted stays open": lambda patch: patch.setattr(m, "allows_open", lambda state, now: True),
    "a plan opens everything": lambda patch: patch.setattr(
        m, "_granted", lambda gate, now: Mount(Opening.WHOLE) if m.may_open(gate, now) else CLOSED
    ),
    "a budget is called as strong as the kernel": lambda patch: patch.setattr(
        m, "_strength_now", lambda gate, state: gate.strength
    ),
}
"""Mistakes one could make, each seeded into the real reducer."""


@pytest.mark.parametrize("bug", BUGS)
def test_a_seeded_bug_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A property that nothing can break proves nothing."""
    BUGS[bug](monkeypatch)
    with pytest.raises(Exception):  # noqa: B017, PT011  # whichever invariant notices it first
        run_state_machine_as_test(GateMachine, settings=PATIENT)
