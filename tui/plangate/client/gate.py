"""What a client can ask about gates and plans; carried out by `Control.ask` and `BlockingControl.ask`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plangate.client.call import Call, done, expect
from plangate.model.gate import GateView
from plangate.model.plan import PlanSummary, PlanView, VoteKind
from plangate.wire import gate as wire
from plangate.wire.messages import Message

__all__ = [
    "amend",
    "answer",
    "break_glass",
    "challenge",
    "claim",
    "close",
    "comment",
    "extend",
    "gate",
    "move",
    "observe",
    "open_budget",
    "pause",
    "plan",
    "plan_of_budget",
    "plans",
    "policy",
    "reopen",
    "restore",
    "set_pin",
    "submit",
    "tick",
    "vote",
]

_LONG_PATIENCE = 180.0
"""Seconds; a checkpoint of a large working tree is taken or restored meanwhile."""


def plans(session: str = "", *, waiting: bool = False) -> Call[list[PlanSummary]]:
    """Plans, those that wait for a person first."""
    return Call(lambda id: wire.AskPlans(id, session, waiting), lambda reply: expect(reply, wire.Plans).plans)


def plan(plan: str) -> Call[PlanView]:
    """One plan in full."""
    return Call(lambda id: wire.AskPlan(id, plan), _plan)


def submit(session: str, markdown: str) -> Call[PlanView]:
    """Submit a plan for a session, or a new version of the one it has."""
    return Call(lambda id: wire.SubmitPlan(id, session, markdown), _plan, repeatable=False)


def comment(plan: str, text: str, *, step: str = "", line: int = 0) -> Call[PlanView]:
    """Remark on a plan, on one of its steps or on a line of its markdown."""
    return Call(lambda id: wire.CommentPlan(id, plan, text, step, line), _plan, repeatable=False)


def vote(
    plan: str, digest: str, kind: VoteKind, *, factor: str = "", proof: str = "", text: str = ""
) -> Call[PlanView]:
    """Decide about exactly the text with this digest."""
    return Call(
        lambda id: wire.VotePlan(id, plan, digest, kind, factor, proof, text),
        _plan,
        _LONG_PATIENCE,
        repeatable=False,
    )


def challenge(plan: str, digest: str) -> Call[wire.Challenge]:
    """What is to be signed for the factor `ssh-sig`."""
    return Call(lambda id: wire.AskChallenge(id, plan, digest), lambda reply: expect(reply, wire.Challenge))


def move(plan: str, to: str, text: str = "") -> Call[PlanView]:
    """Move a plan on: to done or abandoned."""
    return Call(lambda id: wire.MovePlan(id, plan, to, text), _plan, repeatable=False)


def tick(plan: str, *steps: str) -> Call[PlanView]:
    """Say that steps are carried out; without any, that all are."""
    return Call(lambda id: wire.TickSteps(id, plan, steps), _plan)


def amend(plan: str) -> Call[PlanView]:
    """Make a new version of a drifted plan whose scope has what it touched, to be approved."""
    return move(plan, "submitted")


def gate(session: str) -> Call[GateView]:
    """The gate of a session."""
    return _gate(lambda id: wire.AskGate(id, session), repeatable=True)


def close(session: str) -> Call[GateView]:
    """Close it now, whatever opened it; a plan that runs is set aside with its approval."""
    return _gate(lambda id: wire.CloseGate(id, session), repeatable=True)


def reopen(session: str) -> Call[GateView]:
    """Let the plan that was set aside go on."""
    return _gate(lambda id: wire.ReopenGate(id, session))


def open_budget(session: str, reason: str = "", *, despite: bool = False) -> Call[GateView]:
    """Open it for a small change without a plan, metered.

    Args:
        despite: Also when a coin has said that a plan is wanted; needs a reason.
    """
    return _gate(lambda id: wire.OpenBudget(id, session, reason, despite))


def extend(session: str, reason: str) -> Call[GateView]:
    """The budget is used up: allow as much again, for a reason."""
    return _gate(lambda id: wire.ExtendBudget(id, session, reason))


def plan_of_budget(session: str) -> Call[GateView]:
    """The budget is used up: have the agent make a plan."""
    return _gate(lambda id: wire.PlanOfBudget(id, session))


def restore(session: str) -> Call[GateView]:
    """Bring the workspace back to how it was when the gate was opened."""
    return _gate(lambda id: wire.RestoreGate(id, session))


def claim(session: str, paths: Sequence[str]) -> Call[GateView]:
    """Say that changes that count as drift were your own."""
    return _gate(lambda id: wire.ClaimChanges(id, session, tuple(paths)))


def pause(session: str, *, on: bool = True) -> Call[GateView]:
    """Close the gate and stop the session's processes, or let them go on, closed."""
    return _gate(lambda id: wire.PauseGate(id, session, on), repeatable=True)


def break_glass(session: str, reason: str, minutes: float) -> Call[GateView]:
    """Open it without a plan for some minutes."""
    return _gate(lambda id: wire.BreakGlass(id, session, reason, minutes))


def observe(session: str, *, on: bool = True) -> Call[GateView]:
    """Record everything and refuse nothing, or close it again."""
    return _gate(lambda id: wire.ObserveGate(id, session, on))


def answer(session: str, question: str, *, allow: bool, text: str = "") -> Call[str]:
    """Allow or refuse what an agent asked; the first answer wins."""
    return Call(lambda id: wire.AnswerQuestion(id, session, question, allow, text), done, repeatable=False)


def policy(session: str) -> Call[wire.PolicyReply]:
    """The policy that a session is held to."""
    return Call(lambda id: wire.AskPolicy(id, session), lambda reply: expect(reply, wire.PolicyReply))


def set_pin(pin: str, before: str = "") -> Call[str]:
    """Choose the PIN that approves plans."""
    return Call(lambda id: wire.SetPin(id, pin, before), done)


def _gate(make: Callable[[int], Message], *, repeatable: bool = False) -> Call[GateView]:
    return Call(make, lambda reply: expect(reply, wire.GateReply).gate, _LONG_PATIENCE, repeatable)


def _plan(reply: Message) -> PlanView:
    return expect(reply, wire.PlanReply).plan
