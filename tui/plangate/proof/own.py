"""Records of plans that no session carries out: a person's own work, or the first policy of a repository. Pure."""

from __future__ import annotations

from dataclasses import replace

from plangate.errors import Refused, UsageError
from plangate.gate.plan.markdown import parse
from plangate.gate.plan.record import Actor, ActorKind, PlanId, plan_of
from plangate.gate.plan.votes import Terms, Vote, counted, objection, terms_of
from plangate.gate.policy import Policy
from plangate.model.plan import VoteKind
from plangate.proof.record import Approval, ProofRecord

__all__ = ["agreed", "begun", "missing"]


def begun(markdown: str, id: PlanId, *, base_commit: str, policy: Policy, author: str) -> ProofRecord:
    """The record of a plan that a person wrote, approved by nobody yet.

    Args:
        base_commit: That the work begins on.
        policy: Of that commit.

    Raises:
        UsageError: The text says nothing.
    """
    content = parse(markdown, title="")
    if not content.body.strip():
        raise UsageError("the plan is empty", "Say what is to be done, as numbered steps.")
    plan = plan_of(
        content,
        id=id,
        base_commit=base_commit,
        policy_digest=policy.digest,
        author=Actor(kind=ActorKind.PERSON, name=author),
    )
    return ProofRecord(plan=plan, digest=plan.digest, approvals=())


def agreed(record: ProofRecord, policy: Policy, given: Approval) -> ProofRecord:
    """The record with one more approval; a person's second one takes the place of the first.

    Raises:
        Refused: It would not count: who wrote it may not, the policy names others, or asks for another proof.
    """
    if record.plan.author.kind is not ActorKind.PERSON:
        raise Refused("the plan of a session is approved where the session runs", "plangate plan approve")
    if not record.unaltered:
        raise Refused("the plan was edited after it was written down", "Make a new record of it.")
    if why := objection(terms_of(policy, record.plan), record.plan, _vote(record, given)):
        raise Refused(why)
    others = tuple(one for one in record.approvals if one.by != given.by)
    return replace(record, approvals=(*others, given))


def missing(record: ProofRecord, policy: Policy, now: float) -> int:
    """How many approvals are still to be given."""
    terms: Terms = replace(terms_of(policy, record.plan), ttl=float("inf"))
    votes = [_vote(record, given) for given in record.approvals]
    return max(0, terms.quorum - len(counted(terms, record.plan, votes, now)))


def _vote(record: ProofRecord, given: Approval) -> Vote:
    return Vote(
        by=Actor(kind=ActorKind.PERSON, name=given.by),
        kind=VoteKind.APPROVE,
        digest=record.digest,
        at=given.at,
        factor=given.factor,
    )
