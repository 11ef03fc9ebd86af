"""A session's gate as a pure reducer: what happened, and the mount that is wanted now.

The wanted mount is never remembered, it is asked for again from the grant, the clock and the mode:
it is open only while

- a plan is executed whose approved digest is its digest, unexpired and within its scope, or
- a person's budget pass is unexpired, under its limit and the daemon that meters it has not died, or
- a person broke the glass and that has not expired,

and the policy is whole and the machine strong enough for it. Everything else closes. Closed is said
only when the kernel has said so; until then it is `closing`, with those who hold it open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from plangate.errors import Refused
from plangate.gate.budget import limit_meter, over, used_meter, words
from plangate.gate.happenings import (
    BudgetGiven,
    Closed,
    DaemonLost,
    Extended,
    GateEvent,
    GlassBroken,
    Metered,
    Observed,
    Paused,
    PlanFollowed,
    PolicyLoaded,
    Recovered,
    Resumed,
    StrengthFound,
    Ticked,
)
from plangate.gate.mounts import CLOSED, Flipped, Mount, Opening
from plangate.gate.passes import NOTHING, BudgetPass, Gate, GlassPass, Guard, PlanPass
from plangate.gate.plan.record import Actor, ActorKind
from plangate.gate.plan.state import PlanState, allows_open, expires_at
from plangate.gate.policy import Mode, Policy
from plangate.model.gate import GateState, GateView, Strength, weaker

__all__ = [
    "BudgetGiven",
    "BudgetPass",
    "Closed",
    "DaemonLost",
    "Extended",
    "Gate",
    "GateEvent",
    "GlassBroken",
    "GlassPass",
    "Guard",
    "Metered",
    "Observed",
    "Paused",
    "PlanFollowed",
    "PlanPass",
    "PolicyLoaded",
    "Recovered",
    "Resumed",
    "StrengthFound",
    "Ticked",
    "happen",
    "may_open",
    "new_gate",
    "state_of",
    "view",
    "wanted",
]


def new_gate(policy: Policy, strength: Strength, *, now: float, gated: bool = True) -> Gate:
    """The gate of a session that starts: closed, or off."""
    guard = Guard.GATED if gated else Guard.OFF
    return Gate(guard=guard, policy=policy, strength=strength, since=now, reason="the session started")


def happen(gate: Gate, event: GateEvent, *, now: float) -> Gate:
    """The gate after an event.

    Raises:
        Refused: It may not happen; the gate is as it was.
    """
    before = state_of(gate, now)
    gate = _lapse(gate, now)
    gate = _HANDLERS[type(event)](gate, event, now)
    gate = _lapse(gate, now)
    return gate if state_of(gate, now) is before else replace(gate, since=now)


def may_open(gate: Gate, now: float) -> str:
    """Why it may be open now: "plan", "budget" or "glass"; empty text when it may not."""
    if gate.policy.broken or gate.paused or not gate.strength.at_least(gate.policy.gate.min_strength):
        return ""
    grant = gate.grant
    if isinstance(grant, PlanPass):
        return "plan" if allows_open(grant.state, now) and _same_policy(gate, grant.state) else ""
    if isinstance(grant, BudgetPass):
        return "budget" if now < grant.until and not over(grant.usage, grant.limit) else ""
    if isinstance(grant, GlassPass):
        return "glass" if now < grant.until else ""
    return ""


def wanted(gate: Gate, now: float) -> Mount:
    """The mount that the daemon is to make."""
    if state_of(gate, now) in (GateState.OFF, GateState.OBSERVE):
        return Mount(Opening.WHOLE)
    return _granted(gate, now)


def _granted(gate: Gate, now: float) -> Mount:
    why = may_open(gate, now)
    if why == "plan" and isinstance(gate.grant, PlanPass):
        if "." in gate.grant.directories:
            return Mount(Opening.WHOLE)
        return Mount(Opening.SCOPED, gate.grant.directories) if gate.grant.directories else CLOSED
    return Mount(Opening.WHOLE) if why else CLOSED


def state_of(gate: Gate, now: float) -> GateState:
    """The one word for it: open only when it may be and is, closed only when it is."""
    if gate.guard is Guard.OFF:
        return GateState.OFF
    if (gate.observe or gate.policy.gate.mode is Mode.OBSERVE) and not gate.policy.broken:
        return GateState.OBSERVE
    why, mount = may_open(gate, now), _granted(gate, now)
    if gate.actual != CLOSED and gate.actual != mount:
        return GateState.CLOSING
    if gate.paused:
        return GateState.PAUSED
    if why and gate.actual == mount != CLOSED:
        return GateState.BUDGET if why == "budget" else GateState.OPEN
    return GateState.CLOSED


def view(gate: Gate, now: float) -> GateView:
    """What clients see."""
    state = state_of(gate, now)
    grant = gate.grant
    metered = grant if isinstance(grant, BudgetPass) else gate.spent if gate.paused else None
    plan = gate.plan
    return GateView(
        state=state,
        strength=_strength_now(gate, state),
        possible=gate.strength,
        scope=plan.plan.scope if plan else (),
        directories=grant.directories if isinstance(grant, PlanPass) else (),
        plan=plan.plan.id if plan else "",
        title=plan.plan.title if plan else "",
        version=plan.plan.version if plan else 0,
        phase=plan.phase.value if plan else "",
        since=gate.since,
        until=_until(gate),
        used=used_meter(metered.usage, (now - metered.given) / 60.0) if metered else None,
        limit=limit_meter(metered.limit) if metered else None,
        holders=gate.holders if state is GateState.CLOSING else (),
        glass=isinstance(grant, GlassPass),
        reason=_reason(gate, state),
        spent=gate.paused and gate.spent is not None,
        drift=plan.outside if plan else (),
        policy=gate.policy.digest,
        fault=gate.policy.broken,
    )


def _strength_now(gate: Gate, state: GateState) -> Strength:
    """While nothing is refused inside the workspace, watching is all that is done."""
    grant_is_plan = isinstance(gate.grant, PlanPass)
    if state is GateState.OPEN and grant_is_plan:
        return gate.strength
    loose = (GateState.BUDGET, GateState.OPEN, GateState.CLOSING, GateState.OBSERVE)
    if state is GateState.OFF:
        return Strength.ADVISORY
    return weaker(gate.strength, Strength.WATCH) if state in loose else gate.strength


def _until(gate: Gate) -> float | None:
    if isinstance(gate.grant, PlanPass):
        return expires_at(gate.grant.state)
    return gate.grant.until if gate.grant else None


def _reason(gate: Gate, state: GateState) -> str:
    if gate.policy.broken:
        return f"the policy is faulty: {gate.policy.broken}"
    if state is GateState.CLOSING and gate.holders:
        return "held open by " + ", ".join(f"{holder.name} ({holder.pid})" for holder in gate.holders[:3])
    if gate.trouble:
        return gate.trouble
    if isinstance(gate.grant, BudgetPass) and state is GateState.BUDGET:
        return words(gate.grant.usage, gate.grant.limit)
    return gate.reason


def _same_policy(gate: Gate, state: PlanState) -> bool:
    return state.plan.policy_digest == gate.policy.digest


def _needs_strength(gate: Gate) -> None:
    if gate.policy.broken:
        raise Refused(
            f"the policy is faulty: {gate.policy.broken}", "plangate policy check names every fault."
        )
    least = gate.policy.gate.min_strength
    if not gate.strength.at_least(least):
        raise Refused(
            f"the policy asks for strength {least}, and this machine gives {gate.strength}",
            "plangate doctor says what would raise it.",
        )


def _person(by: Actor) -> None:
    if by.kind is not ActorKind.PERSON:
        raise Refused("only a person can do that")


def _lapse(gate: Gate, now: float) -> Gate:
    """Drop a grant that holds no longer; a budget that ran over pauses the session."""
    grant = gate.grant
    if grant is None or gate.guard is Guard.OFF:
        return gate
    if isinstance(grant, BudgetPass):
        if beyond := over(grant.usage, grant.limit):
            why = f"over the budget: {', '.join(beyond)}"
            return replace(gate, grant=None, spent=grant, paused=True, reason=why)
        if now >= grant.until:
            return replace(gate, grant=None, spent=grant, paused=True, reason="the budget's time is up")
    if isinstance(grant, GlassPass) and now >= grant.until:
        return replace(gate, grant=None, reason="the broken glass's time is up")
    if isinstance(grant, PlanPass) and not (
        allows_open(grant.state, now) and _same_policy(gate, grant.state)
    ):
        return replace(gate, grant=None, reason=grant.state.reason or "the plan does not run")
    return gate


def _plan_followed(gate: Gate, event: PlanFollowed, now: float) -> Gate:
    gate = replace(gate, plan=event.state)
    if allows_open(event.state, now):
        _needs_strength(gate)
        grant = PlanPass(state=event.state, directories=event.directories)
        return replace(gate, grant=grant, paused=False, reason=event.state.reason)
    mine = isinstance(gate.grant, PlanPass) and gate.grant.state.plan.id == event.state.plan.id
    return replace(gate, grant=None, reason=event.state.reason) if mine else gate


def _budget_given(gate: Gate, event: BudgetGiven, now: float) -> Gate:
    _person(event.by)
    _needs_strength(gate)
    limit = gate.policy.budget
    if limit.files <= 0 or limit.minutes <= 0:
        raise Refused("the policy lets nothing through without a plan")
    if gate.grant is not None:
        raise Refused("it is open already")
    grant = BudgetPass(
        by=event.by, limit=limit, until=now + limit.minutes * 60.0, given=now, reason=event.reason
    )
    return replace(gate, grant=grant, paused=False, reason=event.reason or f"budget given by {event.by.name}")


def _extended(gate: Gate, event: Extended, now: float) -> Gate:
    _person(event.by)
    _needs_strength(gate)
    if not event.reason.strip():
        raise Refused("more than the budget needs a reason")
    if isinstance(gate.grant, PlanPass | GlassPass):
        raise Refused("no budget is open")
    last = gate.grant or gate.spent
    usage = last.usage if last else NOTHING
    if beyond := over(usage, event.limit):
        raise Refused(f"already over that: {', '.join(beyond)}")
    grant = BudgetPass(
        by=event.by,
        limit=event.limit,
        until=now + event.limit.minutes * 60.0,
        given=now,
        reason=event.reason,
        usage=usage,
    )
    return replace(gate, grant=grant, paused=False, reason=f"extended by {event.by.name}: {event.reason}")


def _metered(gate: Gate, event: Metered, _now: float) -> Gate:
    if not isinstance(gate.grant, BudgetPass):
        return gate
    return replace(gate, grant=replace(gate.grant, usage=event.usage))


def _glass_broken(gate: Gate, event: GlassBroken, now: float) -> Gate:
    _person(event.by)
    if not event.reason.strip():
        raise Refused("breaking the glass needs a reason")
    most = gate.policy.approval.break_glass_minutes
    if gate.policy.broken or most <= 0:
        raise Refused("the policy allows no breaking of the glass")
    _needs_strength(gate)
    until = now + min(max(event.minutes, 0.0), most) * 60.0
    grant = GlassPass(by=event.by, reason=event.reason, until=until)
    return replace(gate, grant=grant, paused=False, reason=f"glass broken by {event.by.name}: {event.reason}")


def _closed(gate: Gate, event: Closed, _now: float) -> Gate:
    return replace(gate, grant=None, reason=event.reason or f"closed by {event.by.name or event.by.kind}")


def _paused(gate: Gate, event: Paused, _now: float) -> Gate:
    return replace(gate, paused=True, reason=event.reason or "paused")


def _resumed(gate: Gate, event: Resumed, _now: float) -> Gate:
    _person(event.by)
    return replace(gate, paused=False, reason=f"resumed by {event.by.name}")


def _observed(gate: Gate, event: Observed, _now: float) -> Gate:
    _person(event.by)
    if event.on and gate.policy.broken:
        raise Refused(
            f"the policy is faulty: {gate.policy.broken}", "plangate policy check names every fault."
        )
    return replace(gate, observe=event.on)


def _daemon_lost(gate: Gate, _event: DaemonLost, _now: float) -> Gate:
    """A plan that was approved goes on; what had to be metered or timed by the daemon ends."""
    if isinstance(gate.grant, BudgetPass | GlassPass):
        return replace(gate, grant=None, reason="nobody metered it while the daemon was away")
    return gate


def _recovered(gate: Gate, event: Recovered, now: float) -> Gate:
    gate = replace(_daemon_lost(gate, DaemonLost(), now), actual=event.actual, holders=())
    if event.same_namespace:
        return gate
    return replace(gate, grant=None, reason="the session was found in another namespace")


def _flipped(gate: Gate, event: Flipped, _now: float) -> Gate:
    if event.done:
        return replace(gate, actual=event.wanted, holders=(), trouble="")
    reached = gate.actual if event.reached is None else event.reached
    return replace(gate, actual=reached, holders=event.holders, trouble=event.error)


_HANDLERS: dict[type[Any], Callable[[Gate, Any, float], Gate]] = {
    PlanFollowed: _plan_followed,
    BudgetGiven: _budget_given,
    Extended: _extended,
    Metered: _metered,
    GlassBroken: _glass_broken,
    Closed: _closed,
    Paused: _paused,
    Resumed: _resumed,
    PolicyLoaded: lambda gate, event, _now: replace(gate, policy=event.policy),
    Observed: _observed,
    StrengthFound: lambda gate, event, _now: replace(gate, strength=event.strength),
    DaemonLost: _daemon_lost,
    Recovered: _recovered,
    Ticked: lambda gate, _event, _now: gate,
    Flipped: _flipped,
}
