"""Where a plan stands: everything that its life so far comes to, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field

from plangate.gate.plan.comments import Comment
from plangate.gate.plan.record import Plan
from plangate.gate.plan.votes import Terms, Vote, counted
from plangate.model.plan import Phase, VoteKind

__all__ = ["ENDED", "WAITING", "PlanState", "Transition", "allows_open", "expires_at"]


ENDED = frozenset({Phase.REJECTED, Phase.DONE, Phase.ABANDONED, Phase.UNDONE})
"""Nothing but an undo leads on from these."""

WAITING = frozenset({Phase.SUBMITTED, Phase.DRIFTED})
"""A person is asked."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of a plan's history."""

    at: float
    """Unix seconds."""
    phase: Phase
    """What it led to."""
    words: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanState:
    """A plan with its versions, votes, comments and phase."""

    plan: Plan
    """The present version."""
    phase: Phase = Phase.DRAFT
    versions: tuple[Plan, ...] = ()
    """All versions, the present one last; only ever grows."""
    terms: Terms = field(default_factory=Terms)
    votes: tuple[Vote, ...] = ()
    """Of the present version only."""
    submitted: str = ""
    """The digest that is under review or was approved."""
    approved: str = ""
    """The digest that enough people approved; empty without an approval."""
    approved_at: float = 0.0
    checkpoint: str = ""
    """Snapshot from before it ran; empty until it has."""
    conversation: str = ""
    """The agent's own id of the conversation that carries it out; empty when none is known."""
    presented: str = ""
    """The conversation that presented it."""
    left: bool = False
    """Whether another conversation has begun since, and the plan did not go along."""
    head: str = ""
    """Commit that the tree was on when it was set aside."""
    steps_done: tuple[str, ...] = ()
    """Ids of the steps that are said to be carried out."""
    touched: tuple[str, ...] = ()
    """What has changed while it ran."""
    outside: tuple[str, ...] = ()
    """What of that, or of what was tried, lies outside of the scope."""
    mine: tuple[str, ...] = ()
    """What people said that they changed themselves; it counts for nothing in here any more."""
    comments: tuple[Comment, ...] = ()
    viewed: tuple[tuple[str, int], ...] = ()
    """For each person the version last looked at."""
    successor: str = ""
    """Id of the plan that took its place."""
    since: float = 0.0
    """When the phase began, Unix seconds."""
    reason: str = ""
    """Why it is in this phase, in a few words."""
    history: tuple[Transition, ...] = ()
    """Only ever grows."""

    def last_viewed(self, person: str) -> Plan | None:
        """The version that a person looked at last."""
        number = dict(self.viewed).get(person, 0)
        return next((plan for plan in self.versions if plan.version == number), None)


def expires_at(state: PlanState) -> float | None:
    """When too few unexpired approvals are left, Unix seconds; None when it is not approved."""
    if not state.approved:
        return None
    times = sorted((vote.at for vote in state.votes if vote.kind is VoteKind.APPROVE), reverse=True)
    return times[state.terms.quorum - 1] + state.terms.ttl if len(times) >= state.terms.quorum else None


def allows_open(state: PlanState, now: float) -> bool:
    """Whether the gate may be open for this plan: asked again from the votes, never from memory."""
    end = expires_at(state)
    return (
        state.phase is Phase.EXECUTING
        and end is not None
        and now < end
        and state.approved == state.plan.digest
        and not state.outside
        and len(counted(state.terms, state.plan, state.votes, now)) >= state.terms.quorum
    )
