"""Votes on a plan: each is bound to the digest that the person saw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plangate.gate.plan.record import Actor, ActorKind, Plan, is_record
from plangate.gate.policy import Factor, Policy
from plangate.gate.scope import covering_directories, in_scope, is_whole, protecting
from plangate.model.plan import VoteKind

__all__ = ["Terms", "Vote", "counted", "named", "objection", "terms_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One person's word about one text."""

    by: Actor
    kind: VoteKind
    digest: str
    """Of the version that the person saw."""
    at: float
    """Unix seconds."""
    factor: Factor = Factor.CODE
    """What proved that it was a person."""
    reason: str = ""
    signature: str = ""
    """Armoured ssh signature, where the factor is one."""
    signed: str = ""
    """The text that it signs: what `plangate.proof.approval.payload` made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the policy asks of the approval of one plan; fixed when the plan is submitted."""

    quorum: int = 1
    factors: tuple[Factor, ...] = (Factor.CODE,)
    approvers: tuple[str, ...] = ()
    ttl: float = 8 * 3600.0
    """Seconds."""
    author_counts: bool = True
    """Whether a person who wrote the plan may approve it; an agent never may."""
    protected: tuple[str, ...] = ()
    """The protected patterns that the scope touches: why the quorum may be the higher one."""
    excluded: tuple[str, ...] = ()
    """Globs that stay out of the scope whatever it says."""

    def covers(self, plan: Plan, path: str) -> bool:
        """Whether a path may be written under the plan; records always may: the daemon writes them."""
        if is_record(path):
            return True
        return in_scope(path, plan.scope) and not protecting(path, self.excluded)


def terms_of(policy: Policy, plan: Plan) -> Terms:
    """What a policy asks for a plan. What it protects stays out of a scope that does not name it."""
    approval, guarded = policy.approval, policy.protected.paths
    protected = named(guarded, plan.scope, assumed=plan.scope_assumed)
    quorum = max(approval.quorum, approval.quorum_protected) if protected else approval.quorum
    return Terms(
        quorum=quorum,
        factors=approval.factors,
        approvers=approval.approvers,
        ttl=approval.ttl_hours * 3600.0,
        author_counts=quorum <= 1 and not approval.author_may_not_approve,
        protected=protected,
        excluded=(*policy.read_only, *(glob for glob in guarded if glob not in protected)),
    )


def named(patterns: tuple[str, ...], scope: tuple[str, ...], *, assumed: bool = False) -> tuple[str, ...]:
    """Those of the protected patterns that a scope names, found without knowing any file.

    A scope that was assumed names none. Another names a pattern when it takes in the whole workspace, when
    one of its globs or the directory of one lies within what the pattern protects, or when it takes in the
    fixed beginning of the pattern: `.github/**` is named by `.github/ci.yml`, and `**/migrations/**` by
    `app/migrations/0002.py`, but not by `app/**`.
    """
    if assumed:
        return ()
    if is_whole(scope):
        return patterns
    roots = [root for root in covering_directories(scope, lambda _: True) if root != "."]
    found = []
    for pattern in patterns:
        fixed = covering_directories((pattern,), lambda _: True)[:1]
        within = any(protecting(root, (pattern,)) for root in roots)
        holds = fixed not in ((), (".",)) and any(_within(fixed[0], root) for root in roots)
        if within or holds or any(protecting(glob.strip("/"), (pattern,)) for glob in scope):
            found.append(pattern)
    return tuple(found)


def _within(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory + "/")


def objection(terms: Terms, plan: Plan, vote: Vote) -> str:
    """Why a vote cannot count, in words; empty text when it can."""
    if vote.by.kind is not ActorKind.PERSON:
        return "only a person can decide about a plan"
    if not vote.by.name:
        return "a vote needs the name of the person"
    if vote.digest != plan.digest:
        return f"the plan has changed since it was read; version {plan.version} is the present one"
    if vote.kind is not VoteKind.APPROVE:
        return ""
    if terms.approvers and vote.by.name not in terms.approvers:
        return f"{vote.by.name} is not among the approvers: {', '.join(terms.approvers)}"
    if not terms.author_counts and plan.author.kind is ActorKind.PERSON and plan.author.name == vote.by.name:
        return "who wrote a plan may not approve it here"
    if vote.factor not in terms.factors:
        return f"the policy asks for {' or '.join(terms.factors)}, not {vote.factor}"
    return ""


def counted(terms: Terms, plan: Plan, votes: Iterable[Vote], now: float) -> tuple[str, ...]:
    """Names of the different people whose approvals of exactly this text count now."""
    valid = (
        vote.by.name
        for vote in votes
        if vote.kind is VoteKind.APPROVE and not objection(terms, plan, vote) and now < vote.at + terms.ttl
    )
    return tuple(sorted(set(valid)))
