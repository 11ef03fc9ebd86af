"""What always holds about plans, and proof that the machines would notice if it did not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.unit.gate.plan.machines import PlanMachine

from plangate.gate.plan import conversation, lifecycle, state, votes
from plangate.gate.plan import events as e
from plangate.model.plan import Phase as PlanPhase
from plangate.model.plan import VoteKind

QUICK = settings(
    max_examples=80,
    stateful_step_count=30,
    deadline=None,
    database=None,
    derandomize=True,
    print_blob=False,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
PATIENT = settings(QUICK, max_examples=2000)
"""For what ends at the first life that shows the bug, usually among the first fifty."""


def test_plans_keep_their_invariants() -> None:
    """I1 to I9 of the gate, over many random lives."""
    run_state_machine_as_test(PlanMachine, settings=QUICK)


Patch = Callable[[pytest.MonkeyPatch], None]


def _handler(event: type[Any], made: Callable[..., Any]) -> Patch:
    return lambda patch: patch.setitem(lifecycle._HANDLERS, event, made)


def _allowed(event: type[Any], *more: PlanPhase) -> Patch:
    return lambda patch: patch.setitem(lifecycle.ALLOWED, event, lifecycle.ALLOWED[event] | set(more))


def _objection(without: str) -> Patch:
    """The check of votes without one of its reasons."""
    real = votes.objection

    def blind(*args: Any) -> str:
        why = real(*args)
        return "" if without in why else why

    def apply(patch: pytest.MonkeyPatch) -> None:
        for module in (votes, lifecycle):
            patch.setattr(module, "objection", blind)

    return apply


def _count_words_not_people(patch: pytest.MonkeyPatch) -> None:
    def counted(terms: Any, plan: Any, given: Any, now: float) -> tuple[str, ...]:
        return tuple(vote.by.name for vote in given for _ in range(2) if vote.kind is VoteKind.APPROVE)

    for module in (votes, lifecycle, state):
        patch.setattr(module, "counted", counted)
    for place in (state, lifecycle):
        patch.setattr(
            place, "expires_at", lambda plan: plan.approved_at + plan.terms.ttl if plan.approved else None
        )


def _take_any_digest(patch: pytest.MonkeyPatch) -> None:
    real = lifecycle._HANDLERS[e.Voted]

    def voted(plan: Any, event: Any, now: float) -> Any:
        return real(plan, e.Voted(vote=replace(event.vote, digest=plan.plan.digest)), now)

    patch.setitem(lifecycle._HANDLERS, e.Voted, voted)


def _keep_votes(patch: pytest.MonkeyPatch) -> None:
    """An edit that leaves the approval standing."""
    patch.setattr(lifecycle, "_void", lambda plan: plan)


def _open_when_approved(patch: pytest.MonkeyPatch) -> None:
    real = state.allows_open
    patch.setattr(
        state,
        "allows_open",
        lambda plan, now: real(plan, now) or (plan.phase is PlanPhase.APPROVED and bool(plan.approved)),
    )


def _never_expires(patch: pytest.MonkeyPatch) -> None:
    for module in (state, lifecycle):
        patch.setattr(module, "expires_at", lambda plan: 1e18 if plan.approved else None)
    real = votes.counted

    def counted(terms: Any, plan: Any, given: Any, now: float) -> tuple[str, ...]:
        return real(terms, plan, given, 0.0)

    for module in (votes, lifecycle, state):
        patch.setattr(module, "counted", counted)


def _widen_the_scope(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(votes.Terms, "covers", lambda self, plan, path: True)


def _start_without(field: str) -> Patch:
    """A start that does not look at one of the things it is bound to."""
    real = lifecycle._HANDLERS[e.Started]

    def started(plan: Any, event: Any, now: float) -> Any:
        known = {"head": plan.plan.base_commit, "policy_digest": plan.plan.policy_digest, "checkpoint": "k"}
        made = real(plan, replace(event, **{field: known[field]}), now)
        return replace(made, checkpoint=plan.checkpoint or event.checkpoint)

    return _handler(e.Started, started)


def _start_the_approved_whatever_is_there(patch: pytest.MonkeyPatch) -> None:
    def started(plan: Any, event: Any, now: float) -> Any:
        return lifecycle._to(
            replace(plan, checkpoint="k", touched=(), outside=()), PlanPhase.EXECUTING, "", now
        )

    patch.setitem(lifecycle._HANDLERS, e.Started, started)
    patch.setitem(lifecycle.ALLOWED, e.Started, frozenset({PlanPhase.APPROVED, PlanPhase.SUBMITTED}))
    patch.setattr(state, "allows_open", lambda plan, now: plan.phase is PlanPhase.EXECUTING)


def _drift_is_only_noted(patch: pytest.MonkeyPatch) -> None:
    def touched(plan: Any, event: Any, _now: float) -> Any:
        return replace(plan, touched=lifecycle._more(plan.touched, event.paths))

    patch.setitem(lifecycle._HANDLERS, e.Touched, touched)


def _amend_keeps_running(patch: pytest.MonkeyPatch) -> None:
    def amended(plan: Any, event: Any, now: float) -> Any:
        made = replace(plan, plan=event.plan, versions=(*plan.versions, event.plan), outside=())
        return lifecycle._to(made, PlanPhase.EXECUTING, "", now)

    patch.setitem(lifecycle._HANDLERS, e.Amended, amended)


def _forget_history(patch: pytest.MonkeyPatch) -> None:
    real = lifecycle._to
    patch.setattr(lifecycle, "_to", lambda *args: replace(real(*args), history=real(*args).history[-1:]))


def _lose_a_field(patch: pytest.MonkeyPatch) -> None:
    real = e.event_payload
    patch.setattr(
        e,
        "event_payload",
        lambda event: (
            {k: v for k, v in real(event).items() if k != "paths"}
            | ({"paths": []} if "paths" in real(event) else {})
        ),
    )


_conversed = lifecycle._conversed


def _inherit_any_conversation(patch: pytest.MonkeyPatch) -> None:
    real = lifecycle._HANDLERS[e.Conversed]
    patch.setitem(
        lifecycle._HANDLERS, e.Conversed, lambda plan, event, now: real(plan, replace(event, keeps=True), now)
    )


def _reopen_without(field: str) -> Patch:
    """A second opening that does not look at one of the things the plan is bound to."""
    real = lifecycle._HANDLERS[e.Reopened]

    def reopened(plan: Any, event: Any, now: float) -> Any:
        known = {"head": plan.head, "policy_digest": plan.plan.policy_digest}
        return real(plan, replace(event, **{field: known[field]}), now)

    return _handler(e.Reopened, reopened)


BUGS: dict[str, Patch] = {
    "an agent's vote counts": _objection("only a person"),
    "a vote for an earlier version counts": _take_any_digest,
    "who wrote it counts in a quorum": _objection("who wrote"),
    "the same person counts twice": _count_words_not_people,
    "an edit leaves the approval standing": _keep_votes,
    "approved is open already": _open_when_approved,
    "an approval never expires": _never_expires,
    "any file is within the scope": _widen_the_scope,
    "the start does not look at the commit": _start_without("head"),
    "the start does not look at the policy": _start_without("policy_digest"),
    "the start needs no snapshot": _start_without("checkpoint"),
    "whatever is there is started": _start_the_approved_whatever_is_there,
    "drift is only noted": _drift_is_only_noted,
    "an amendment runs without a review": _amend_keeps_running,
    "history is forgotten": _forget_history,
    "an agent may restore and undo": lambda patch: patch.setattr(lifecycle, "_PEOPLE_ONLY", ()),
    "an ended plan can be edited": _allowed(
        e.Edited, PlanPhase.DONE, PlanPhase.ABANDONED, PlanPhase.REJECTED
    ),
    "a changed policy leaves it running": lambda patch: patch.setattr(
        lifecycle, "_BOUND_TO_POLICY", frozenset({PlanPhase.SUBMITTED})
    ),
    "any conversation inherits an open gate": _inherit_any_conversation,
    "every conversation is called a fork": lambda patch: patch.setattr(
        conversation, "_SAME_LINE", frozenset({"clear", "startup", "resume", "fork", "compact"})
    ),
    "what is put back runs in any conversation": lambda patch: patch.setitem(
        lifecycle._HANDLERS,
        e.Conversed,
        lambda plan, event, now: replace(_conversed(plan, event, now), left=False),
    ),
    "an agent opens its gate again": lambda patch: patch.setattr(
        lifecycle, "_PEOPLE_ONLY", (e.Undone, e.Restored)
    ),
    "what was set aside is opened on another commit": _reopen_without("head"),
    "what was set aside is opened under another policy": _reopen_without("policy_digest"),
    "what is set aside stays open": lambda patch: patch.setitem(
        lifecycle._HANDLERS, e.SetAside, lambda plan, event, now: replace(plan, head=event.head)
    ),
    "what was set aside never expires": _never_expires,
    "any step is carried out": lambda patch: patch.setitem(
        lifecycle._HANDLERS, e.StepsDone, lambda plan, event, now: replace(plan, steps_done=event.steps)
    ),
    "the ledger loses a field": _lose_a_field,
}
"""Mistakes one could make, each seeded into the real reducer."""


@pytest.mark.parametrize("bug", BUGS)
def test_a_seeded_bug_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A property that nothing can break proves nothing."""
    BUGS[bug](monkeypatch)
    with pytest.raises(Exception):  # noqa: B017, PT011  # whichever invariant notices it first
        run_state_machine_as_test(PlanMachine, settings=PATIENT)
