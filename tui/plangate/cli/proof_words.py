"""What `verify` and `prove` found, as JSON values and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from plangate.gate.budget import words
from plangate.model.gate import Strength
from plangate.model.holding import prevents
from plangate.proof.judge import Judged, PlanFinding
from plangate.proof.prove import Proven
from plangate.proof.review import Review, StepState
from plangate.proof.verify import Verified

__all__ = ["proven_json", "proven_lines", "verified_json", "verified_lines"]

_PREVENT = tuple(one.value for one in Strength if prevents(one))
"""As records name them."""


def verified_json(verified: Verified) -> dict[str, Any]:
    """The outcome for a range."""
    return {
        "ok": verified.judged.ok,
        "base": verified.base,
        "head": verified.head,
        "merge_base": verified.merge_base,
        "policy": verified.policy_file,
        **_judged_json(verified.judged),
    }


def proven_json(proven: Proven) -> dict[str, Any]:
    """What is known about a commit."""
    return {
        "ok": proven.judged.ok,
        "commit": proven.commit.id,
        "subject": proven.commit.subject,
        "found_by": proven.how,
        **_judged_json(proven.judged),
    }


def verified_lines(verified: Verified) -> Iterator[str]:
    """The same for people: the verdict, then what it rests on."""
    judged = verified.judged
    policy = verified.policy_file or "the built-in policy"
    yield f"{'passes' if judged.ok else 'does not pass'}: {_summary(judged)}"
    yield f"    judged by {policy} of {verified.base[:10]}: {words(judged.usage, verified.policy.budget)}"
    yield from _details(judged)


def proven_lines(proven: Proven) -> Iterator[str]:
    """The same for people."""
    commit, judged = proven.commit, proven.judged
    yield f"{commit.id[:10]} {commit.subject}"
    yield f"    {'proven' if judged.ok else 'not proven'}: {_summary(judged)}"
    yield from _details(judged)


def _summary(judged: Judged) -> str:
    if judged.problems:
        count = len(judged.problems)
        return f"{count} problem{'s' if count > 1 else ''}"
    if judged.trivial:
        return "within the budget, no plan is needed"
    return "every change is covered by an approved plan"


def _details(judged: Judged) -> Iterator[str]:
    for problem in judged.problems:
        place = problem.path or problem.commit[:10]
        yield f"  - {problem.kind}: {f'{place}: ' if place else ''}{problem.words}"
    for plan in judged.plans:
        yield from _plan_lines(plan)
    for note in judged.notes:
        yield f"  note: {note}"


def _plan_lines(plan: PlanFinding) -> Iterator[str]:
    record = plan.record
    yield f"  plan {record.plan.id} version {record.plan.version}: {record.plan.title}"
    for approval in record.approvals:
        if approval.by in plan.approved_by:
            proof = (
                f"signed ({approval.factor})" if approval.by in plan.signed_by else f"by {approval.factor}"
            )
            yield f"    approved by {approval.by}, {_moment(approval.at)}, {proof}"
    held = record.enforcement
    if held.strength:
        where = ", ".join(held.directories) or "no directory"
        opened = "writable" if held.strength in _PREVENT else "covered, not enforced"
        yield f"    held at strength {held.strength} for {held.agent or 'an agent'}; {opened}: {where}"
    yield f"    {len(plan.files)} files within its scope: {', '.join(record.plan.scope)}"
    yield from _review_lines(plan.review)


def _review_lines(review: Review) -> Iterator[str]:
    for step in review.steps:
        if step.state is not StepState.UNNAMED:
            missing = f"; unchanged: {', '.join(step.missing)}" if step.missing else ""
            yield f"    step {step.step.id} {step.state}: {step.step.text}{missing}"
    if review.unplanned:
        yield f"    in scope, named by no step: {', '.join(review.unplanned)}"


def _judged_json(judged: Judged) -> dict[str, Any]:
    usage = judged.usage
    return {
        "trivial": judged.trivial,
        "usage": {
            "files": usage.files,
            "lines": usage.lines,
            "new_files": usage.new_files,
            "deletions": usage.deletions,
            "binary": list(usage.binary),
        },
        "problems": [
            {"kind": one.kind.value, "words": one.words, "path": one.path, "commit": one.commit}
            for one in judged.problems
        ],
        "notes": list(judged.notes),
        "plans": [_plan_json(plan) for plan in judged.plans],
    }


def _plan_json(plan: PlanFinding) -> dict[str, Any]:
    record = plan.record
    return {
        "id": record.plan.id,
        "version": record.plan.version,
        "title": record.plan.title,
        "digest": record.digest,
        "record": plan.path,
        "scope": list(record.plan.scope),
        "needed": plan.needed,
        "approvals": [
            {
                "by": approval.by,
                "at": approval.at,
                "factor": approval.factor.value,
                "counts": approval.by in plan.approved_by,
                "signed": approval.by in plan.signed_by,
            }
            for approval in record.approvals
        ],
        "strength": record.enforcement.strength,
        "agent": record.enforcement.agent,
        "session": record.enforcement.session,
        "directories": list(record.enforcement.directories),
        "files": list(plan.files),
        "steps": [
            {
                "id": step.step.id,
                "text": step.step.text,
                "state": step.state.value,
                "files": list(step.files),
                "missing": list(step.missing),
            }
            for step in plan.review.steps
        ],
        "outside": list(plan.review.outside),
        "unplanned": list(plan.review.unplanned),
        "untouched": list(plan.review.untouched),
    }


def _moment(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
