"""`plangate prove COMMIT`: which plan a commit was made under, who approved it, when, and how it was enforced."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plangate.gate.budget import Change
from plangate.gate.plan.record import RECORDS, record_path
from plangate.proof.approval import SIGNERS
from plangate.proof.history import Commit, History
from plangate.proof.judge import Evidence, Found, Judged, judge
from plangate.proof.verify import find_record, policy_at, signature_check

__all__ = ["Proven", "prove"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What a repository says about one commit."""

    commit: Commit
    changes: tuple[Change, ...]
    judged: Judged
    how: str
    """Where the plans were found: "trailer", "record" (the commit brings it), or empty."""


def prove(place: Path, revision: str, *, now: float) -> Proven:
    """Look back at one commit, by the policy and the signers that held before it.

    Args:
        place: A directory in the repository.
        revision: The commit.
        now: Unix seconds.

    Raises:
        PlangateError: There is no such commit, or no git or ssh-keygen.
    """
    history = History(place)
    commit = history.commit(history.resolve(revision))
    before = commit.parents[0] if commit.parents else None
    changes = tuple(history.changes(before, commit.id))
    policy, _ = policy_at(history, before or commit.id)
    found, how = _found(history, commit, changes)
    check = signature_check(history.file(before or commit.id, SIGNERS) or "", policy, at_its_time=True)
    evidence = Evidence(policy=policy, changes=changes, found=found, squashed=True, now=now)
    return Proven(commit=commit, changes=changes, judged=judge(evidence, check), how=how)


def _found(history: History, commit: Commit, changes: tuple[Change, ...]) -> tuple[tuple[Found, ...], str]:
    """Its plans: those that its trailers name, wherever the record was committed, else those it brings."""
    named = [one for id in commit.plans if (one := _by_id(history, commit, id)) is not None]
    if named:
        return tuple(named), "trailer"
    brought = [
        find_record(history, commit.id, change.path)
        for change in changes
        if change.path.startswith(RECORDS + "/") and change.path.endswith(".json")
    ]
    readable = tuple(one for one in brought if one.record is not None)
    return readable, "record" if readable else ""


def _by_id(history: History, commit: Commit, plan: str) -> Found | None:
    """The record of a plan: in the commit, or in the present branch when it was committed later."""
    if "/" in plan:
        return None
    for revision in (commit.id, "HEAD"):
        found = find_record(history, revision, record_path(plan))
        fits = found.record is not None and (
            not commit.digests or found.record.digest in commit.digests or len(commit.plans) > 1
        )
        if fits:
            return found
    return None
