"""Whether a range of commits is covered by approved plans: a pure function of the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from plangate.gate.budget import Change, Usage, measure, over
from plangate.gate.plan.record import RECORDS, ActorKind, is_record
from plangate.gate.plan.votes import named
from plangate.gate.policy import Factor, Policy
from plangate.gate.scope import in_scope, protecting
from plangate.proof.record import Approval, ProofRecord
from plangate.proof.review import Review, review

__all__ = ["Evidence", "Found", "Judged", "PlanFinding", "Problem", "ProblemKind", "judge"]


class ProblemKind(StrEnum):
    """What can be wrong; stable words for scripts."""

    NO_PLAN = "no-plan"
    """More changed than the budget lets through, and there is no record."""
    BAD_RECORD = "bad-record"
    EDITED = "edited-after-approval"
    REUSED = "reused-record"
    """The record was already in the target branch."""
    DELETED_RECORD = "deleted-record"
    APPROVALS = "approvals-missing"
    SIGNATURE = "bad-signature"
    OUT_OF_SCOPE = "out-of-scope"
    PROTECTED = "protected"
    """A protected path with too few approvals."""
    BASE = "foreign-base"
    """The plan was written for a commit that is not in this history."""
    TRAILER = "trailer"
    POLICY = "policy"
    """The target branch's own policy is faulty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason why the range does not pass."""

    kind: ProblemKind
    words: str
    path: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A record that the range adds or changes."""

    path: str
    record: ProofRecord | None
    """None when it cannot be read."""
    fault: str = ""
    spent: bool = False
    """Whether the target branch holds it already, with the same digest."""
    base_known: bool = True
    """Whether the commit that the plan was written for is in the range's history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything the judgement depends on."""

    policy: Policy
    """Of the target branch."""
    changes: tuple[Change, ...]
    found: tuple[Found, ...] = ()
    deleted_records: tuple[str, ...] = ()
    untold: tuple[tuple[str, str], ...] = ()
    """Commits that carry no Plan-Id of a record here, as id and subject; merges are none of them."""
    squashed: bool = False
    """Whether the range is a single commit: then the history that a plan was written in may be gone."""
    now: float = 0.0
    """Unix seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFinding:
    """What a plan's record proves."""

    record: ProofRecord
    path: str
    approved_by: tuple[str, ...]
    """Those whose approvals count."""
    signed_by: tuple[str, ...]
    """Those of them who signed."""
    needed: int
    files: tuple[str, ...]
    """What changed under it."""
    review: Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The outcome."""

    usage: Usage
    trivial: bool
    """Within the budget and away from what is protected: no plan is needed."""
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    plans: tuple[PlanFinding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it passes."""
        return not self.problems


Signature = Callable[[ProofRecord, Approval], bool]
"""Whether an approval is signed by who it says, for this record, in this repository, by a present signer."""


@dataclass(slots=True)
class _Sheet:
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    plans: list[PlanFinding] = field(default_factory=list)

    def wrong(self, kind: ProblemKind, words: str, *, path: str = "", commit: str = "") -> None:
        self.problems.append(Problem(kind=kind, words=words, path=path, commit=commit))


def judge(evidence: Evidence, signed: Signature) -> Judged:
    """Judge a range by the target branch's policy."""
    policy, sheet = evidence.policy, _Sheet()
    changes = tuple(change for change in evidence.changes if not is_record(change.path))
    usage = measure(changes)
    if policy.broken:
        sheet.wrong(ProblemKind.POLICY, f"the policy of the target branch is faulty: {policy.broken}")
    for path in evidence.deleted_records:
        sheet.wrong(ProblemKind.DELETED_RECORD, "records are never deleted", path=path)
    for found in evidence.found:
        _look_at(found, evidence, changes, sheet, signed)
    trivial = not policy.broken and _is_trivial(policy, changes, usage)
    if not trivial:
        _cover(evidence, changes, usage, sheet)
    return Judged(
        usage=usage,
        trivial=trivial,
        problems=tuple(sheet.problems),
        notes=tuple(sheet.notes),
        plans=tuple(sheet.plans),
    )


def _is_trivial(policy: Policy, changes: Iterable[Change], usage: Usage) -> bool:
    return not over(usage, policy.budget) and not any(
        protecting(change.path, policy.need_plan) for change in changes
    )


def _look_at(
    found: Found, evidence: Evidence, changes: tuple[Change, ...], sheet: _Sheet, signed: Signature
) -> None:
    """Judge one record by itself; a good one becomes a finding."""
    record, path = found.record, found.path
    if record is None:
        sheet.wrong(ProblemKind.BAD_RECORD, found.fault, path=path)
        return
    if path != f"{RECORDS}/{record.plan.id}.json":
        sheet.wrong(ProblemKind.BAD_RECORD, f"it is the record of plan {record.plan.id}", path=path)
        return
    if not record.unaltered:
        sheet.wrong(ProblemKind.EDITED, "the plan was edited after it was approved", path=path)
        return
    if found.spent:
        sheet.wrong(ProblemKind.REUSED, "the target branch holds this approval already", path=path)
        return
    if not found.base_known and not evidence.squashed:
        sheet.wrong(
            ProblemKind.BASE,
            f"the plan was written for commit {record.plan.base_commit[:10] or '?'}, which is not in this history",
            path=path,
        )
        return
    if not found.base_known:
        sheet.notes.append(f"plan {record.plan.id}: its base is not in this history, which was squashed")
    if record.plan.policy_digest != evidence.policy.digest:
        sheet.notes.append(
            f"plan {record.plan.id} was approved under another policy and is judged by this one"
        )
    sheet.plans.append(_finding(found, record, evidence, changes, sheet, signed))


def _finding(
    found: Found,
    record: ProofRecord,
    evidence: Evidence,
    changes: tuple[Change, ...],
    sheet: _Sheet,
    signed: Signature,
) -> PlanFinding:
    approval = evidence.policy.approval
    covers = _covers(evidence.policy, record)
    mine = tuple(change.path for change in changes if covers(change.path))
    protected = any(protecting(path, _guarded(evidence.policy)) for path in mine)
    needed = max(approval.quorum, approval.quorum_protected) if protected else approval.quorum
    people: dict[str, bool] = {}
    for given in record.approvals:
        good = signed(record, given) if given.signature else False
        if given.signature and not good:
            words = f"the signature of {given.by} is not that of an allowed signer over this plan"
            sheet.wrong(ProblemKind.SIGNATURE, words, path=found.path)
        elif why := _objection(evidence, record, given, needed, good):
            sheet.notes.append(f"plan {record.plan.id}: the approval of {given.by} does not count: {why}")
        else:
            people[given.by] = people.get(given.by, False) or good
    if len(people) < needed:
        kind = (
            ProblemKind.PROTECTED if protected and len(people) >= approval.quorum else ProblemKind.APPROVALS
        )
        words = f"plan {record.plan.id}: {len(people)} of {needed} approvals"
        sheet.wrong(kind, words + (" for a protected path" if protected else ""), path=found.path)
    return PlanFinding(
        record=record,
        path=found.path,
        approved_by=tuple(sorted(people)),
        signed_by=tuple(sorted(name for name, good in people.items() if good)),
        needed=needed,
        files=mine,
        review=review(record.plan, changes, covers),
    )


def _objection(evidence: Evidence, record: ProofRecord, given: Approval, needed: int, good: bool) -> str:
    policy, author = evidence.policy, record.plan.author
    if not given.by:
        return "it names nobody"
    if given.at > evidence.now:
        return "it comes from the future"
    if given.factor not in policy.approval.factors:
        return f"the policy asks for {' or '.join(policy.approval.factors)}"
    if not good and (policy.proof.signatures or given.factor is Factor.SSH_SIG):
        return "it is not signed"
    if policy.approval.approvers and given.by not in policy.approval.approvers:
        return "the policy does not name them"
    barred = needed > 1 or policy.approval.author_may_not_approve
    if barred and author.kind is ActorKind.PERSON and author.name == given.by:
        return "they wrote the plan"
    return ""


def _covers(policy: Policy, record: ProofRecord) -> Callable[[str], bool]:
    """Whether a plan's scope takes a path in; what is protected only where the plan names it."""
    plan = record.plan
    guarded = _guarded(policy)
    known = named(guarded, plan.scope, assumed=plan.scope_assumed)
    unnamed = tuple(glob for glob in guarded if glob not in known)
    return lambda path: in_scope(path, plan.scope) and not protecting(path, unnamed)


def _guarded(policy: Policy) -> tuple[str, ...]:
    return (*policy.read_only, *policy.protected.paths)


def _cover(evidence: Evidence, changes: tuple[Change, ...], usage: Usage, sheet: _Sheet) -> None:
    """Every changed file lies in the scope of a plan with enough approvals."""
    policy = evidence.policy
    if not evidence.found:
        why = "; ".join(over(usage, policy.budget)) or "a protected path changed"
        sheet.wrong(ProblemKind.NO_PLAN, f"no record of an approved plan, and one is needed: {why}")
        return
    for change in changes:
        if not any(change.path in plan.files for plan in sheet.plans):
            pattern = protecting(change.path, policy.need_plan)
            more = f" and protected by {pattern}" if pattern else ""
            sheet.wrong(ProblemKind.OUT_OF_SCOPE, f"outside of every approved plan{more}", path=change.path)
    if policy.proof.trailers:
        for commit, subject in evidence.untold:
            sheet.wrong(ProblemKind.TRAILER, f"no Plan-Id of a plan here: {subject}", commit=commit)
