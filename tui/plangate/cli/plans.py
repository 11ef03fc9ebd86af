"""Plans on the command line: which one is meant, and how they are shown. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from plangate.cli.resolve import find
from plangate.cli.text import age
from plangate.errors import NotFound, PlangateError, UsageError
from plangate.model.holding import holding, prevents
from plangate.model.plan import Phase, PlanSummary, PlanVersion, PlanView
from plangate.model.session import Session

__all__ = ["HEADS", "difference", "meant", "plan_json", "rows", "summary_json", "told"]

HEADS = ("PLAN", "PHASE", "AGE", "SESSION", "V", "TITLE")
_ENDED = (Phase.DONE, Phase.REJECTED, Phase.ABANDONED, Phase.UNDONE)


def meant(plans: Sequence[PlanSummary], sessions: Sequence[Session], word: str) -> str:
    """The plan that a word means: its id or the beginning of it, or the session that it is for; - is what waits.

    Raises:
        NotFound: There is none.
        UsageError: There are several.
    """
    if not plans:
        raise NotFound("there are no plans", "An agent presents one, or plangate plan submit does.")
    if word == "-":
        waiting = [plan for plan in plans if plan.phase in (Phase.SUBMITTED, Phase.DRIFTED)]
        return (waiting or list(plans))[0].id
    found = [plan.id for plan in plans if plan.id == word] or [
        plan.id for plan in plans if plan.id.startswith(word)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f'"{word}" fits {len(found)} plans', "\n".join(found[:8]))
    try:
        session = find(sessions, word)
    except PlangateError:
        raise NotFound(f'no plan and no session is called "{word}"', "plangate plan ls lists them.") from None
    own = [plan for plan in plans if plan.session == session.id]
    if not own:
        raise NotFound(f"session {session.name} has no plan")
    return next((plan.id for plan in own if plan.phase not in _ENDED), own[0].id)


def rows(plans: Sequence[PlanSummary], sessions: Sequence[Session], now: float) -> list[list[str]]:
    """One row for each plan, under `HEADS`."""
    names = {str(session.id): session.name for session in sessions}
    return [
        [
            plan.id,
            str(plan.phase),
            age(now - plan.since) if plan.since else "",
            names.get(plan.session, plan.session),
            str(plan.version),
            plan.title,
        ]
        for plan in plans
    ]


def told(plan: PlanView, now: float) -> Iterator[str]:
    """A plan for people, line by line."""
    head = plan.summary
    yield f"{head.id}  {head.title}"
    yield f"{head.phase}, version {head.version} by {head.author}, {head.approvals} of {head.quorum} approvals"
    if head.why:
        yield f"why:     {head.why}"
    yield f"scope:   {', '.join(plan.scope)}"
    strength = plan.strength
    opens = "covers:" if strength is not None and not prevents(strength) else "opens:"
    yield f"{opens:<9}{', '.join(plan.directories) or 'nothing'}"
    if strength is not None:
        yield f"held:    at strength {strength}: {holding(strength)}"
    for store in plan.stores:
        yield f"git:     {store}, for commits and branches; not its hooks and configuration"
    for name, values in (
        ("protected", plan.protected),
        ("drift", plan.drift),
        ("person", plan.mine),
        ("note", plan.warnings),
    ):
        for value in values:
            yield f"{name}:".ljust(9) + value
    if plan.until is not None:
        yield f"until:   {age(plan.until - now)} from now"
    yield f"digest:  {head.digest}"
    yield f"code:    {plan.code}"
    yield ""
    yield from plan.markdown.splitlines()
    if plan.comments:
        yield ""
    for comment in plan.comments:
        where = (
            f" on step {comment.step}" if comment.step else f" on line {comment.line}" if comment.line else ""
        )
        yield f"{comment.by}{where}: {comment.text}"


def difference(plan: PlanView, since: int) -> list[str]:
    """The last version against an earlier one, as a unified difference.

    Raises:
        NotFound: There is no such version.
    """
    old = _version(plan, since)
    new = plan.versions[-1]
    return list(
        difflib.unified_diff(
            old.markdown.splitlines(), new.markdown.splitlines(),
            f"version {old.number}", f"version {new.number}", lineterm="",
        )
    )  # fmt: skip


def summary_json(plan: PlanSummary) -> dict[str, Any]:
    """A plan in a list; times are Unix seconds."""
    fields: dict[str, Any] = msgspec.to_builtins(plan)
    return fields


def plan_json(plan: PlanView) -> dict[str, Any]:
    """A plan in full."""
    fields: dict[str, Any] = msgspec.to_builtins(plan)
    return {**fields.pop("summary"), **fields}


def _version(plan: PlanView, number: int) -> PlanVersion:
    for version in plan.versions:
        if version.number == number:
            return version
    raise NotFound(f"plan {plan.summary.id} has no version {number}")
