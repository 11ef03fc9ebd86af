"""Plans as clients see them. Pure."""

from __future__ import annotations

from plangate.gate.plan.comments import Comment, place
from plangate.gate.plan.markdown import LONG_PLAN, is_long
from plangate.gate.plan.record import Actor, Plan, approval_code
from plangate.gate.plan.state import PlanState, expires_at
from plangate.gate.plan.votes import counted
from plangate.model.gate import Strength
from plangate.model.plan import (
    Phase,
    PlanComment,
    PlanStep,
    PlanSummary,
    PlanVersion,
    PlanView,
    PlanVote,
    VoteKind,
)

__all__ = ["named", "plan_view", "summary"]

_MOST_TEXT = 2 * 1024 * 1024
"""Bytes of all versions in one message; a message has at most 8 MiB."""


def named(actor: Actor) -> str:
    """Somebody in a word or two."""
    return actor.name or actor.kind.value


def summary(state: PlanState, session: str, now: float) -> PlanSummary:
    """A plan in a list.

    Args:
        session: Which carries it out.
        now: Unix seconds.
    """
    plan = state.plan
    return PlanSummary(
        id=plan.id,
        session=session,
        title=plan.title,
        phase=Phase(state.phase.value),
        version=plan.version,
        digest=plan.digest,
        author=named(plan.author),
        created=state.history[0].at if state.history else 0.0,
        since=state.since,
        steps=len(plan.steps),
        lines=_lines(plan),
        approvals=len(counted(state.terms, plan, state.votes, now)),
        quorum=state.terms.quorum,
        why=state.reason,
    )


def plan_view(
    state: PlanState,
    session: str,
    now: float,
    directories: tuple[str, ...],
    stores: tuple[str, ...] = (),
    strength: Strength | None = None,
) -> PlanView:
    """A plan in full.

    Args:
        directories: What would open for its scope.
        stores: What of git would open with that.
        strength: Of the gate that it would open.
    """
    plan = state.plan
    times = {(line.version, line.phase.value): line.at for line in state.history}
    return PlanView(
        summary=summary(state, session, now),
        markdown=plan.body,
        goal=plan.goal,
        steps=tuple(PlanStep(id=step.id, text=step.text, done_when=step.done_when) for step in plan.steps),
        scope=plan.scope,
        risks=plan.risks,
        tests=plan.tests,
        out_of_scope=plan.out_of_scope,
        base=plan.base_commit,
        policy=plan.policy_digest,
        versions=_versions(state, times),
        comments=tuple(_comment(plan, one) for one in state.comments),
        votes=tuple(
            PlanVote(
                by=named(vote.by),
                kind=VoteKind(vote.kind.value),
                at=vote.at,
                digest=vote.digest,
                factor=vote.factor.value,
            )
            for vote in state.votes
        ),
        factors=tuple(factor.value for factor in state.terms.factors),
        code=approval_code(plan.digest),
        protected=state.terms.protected,
        directories=directories,
        stores=stores,
        strength=strength,
        until=expires_at(state),
        touched=state.touched,
        drift=state.outside,
        mine=state.mine,
        warnings=tuple(_warnings(state)),
    )


def _versions(state: PlanState, times: dict[tuple[int, str], float]) -> tuple[PlanVersion, ...]:
    """All of them; the text of old ones is left out where all together would be more than a message holds."""
    found: list[PlanVersion] = []
    room = _MOST_TEXT
    for plan in reversed(state.versions):
        room -= len(plan.body.encode(errors="replace"))
        found.append(_version(plan, times, plan.body if room >= 0 or plan is state.plan else ""))
    return tuple(reversed(found))


def _version(plan: Plan, times: dict[tuple[int, str], float], text: str) -> PlanVersion:
    at = times.get((plan.version, "draft")) or times.get((plan.version, "submitted")) or 0.0
    return PlanVersion(number=plan.version, digest=plan.digest, at=at, by=named(plan.author), markdown=text)


def _comment(plan: Plan, comment: Comment) -> PlanComment:
    step, line = place(plan, comment.anchor) or ("", 0)
    return PlanComment(
        id=comment.id,
        by=named(comment.by),
        at=comment.at,
        text=comment.text,
        version=comment.version,
        step=step,
        line=line,
    )


def _warnings(state: PlanState) -> list[str]:
    plan, found = state.plan, []
    if is_long(plan):
        found.append(f"{_lines(plan)} lines: plans of more than {LONG_PLAN} lines are seldom read to the end")
    if plan.scope_assumed:
        found.append("it names no files: the whole workspace would open, but what is protected")
    if not plan.steps:
        found.append("it has no steps")
    if not plan.tests:
        found.append("it says nothing about tests")
    if state.terms.protected:
        found.append(f"it touches what the policy protects: {', '.join(state.terms.protected[:5])}")
    if state.outside:
        found.append(f"outside of its scope: {', '.join(state.outside[:5])}")
    return found


def _lines(plan: Plan) -> int:
    return plan.body.count("\n") + 1 if plan.body else 0
