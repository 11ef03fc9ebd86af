"""What happens to a plan: plain frozen values that become ledger payloads and back.

The kind of an event is its class's name in the ledger's manner: `Submitted` is "plan.submitted".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from plangate.gate.plan.comments import Comment
from plangate.gate.plan.record import Actor, ActorKind, Plan
from plangate.gate.plan.votes import Terms, Vote
from plangate.model.kinds import Kinds

__all__ = [
    "PLAN_KINDS",
    "Abandoned",
    "Amended",
    "BaseMoved",
    "Claimed",
    "CommentResolved",
    "Commented",
    "Conversed",
    "Drafted",
    "Edited",
    "Finished",
    "PlanEvent",
    "PolicyChanged",
    "Reopened",
    "Restored",
    "SetAside",
    "Started",
    "StepsDone",
    "Strayed",
    "Submitted",
    "Superseded",
    "Ticked",
    "Touched",
    "Undone",
    "Viewed",
    "Voted",
    "Withdrawn",
    "event_from_payload",
    "event_kind",
    "event_payload",
]

SYSTEM = Actor(kind=ActorKind.SYSTEM, name="daemon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A plan was written down; the first event of every plan."""

    plan: Plan
    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A new version was made; all votes are void."""

    plan: Plan
    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The present version waits for people."""

    digest: str
    terms: Terms
    by: Actor
    conversation: str = ""
    """The agent's own id of the conversation that presents it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The author took it back before it ran."""

    by: Actor
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """A person approved, requested changes or rejected."""

    vote: Vote


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The approved plan is to be executed: everything it is bound to is checked again."""

    digest: str
    head: str
    """Commit that the session's tree is on."""
    policy_digest: str
    """Of the policy now."""
    checkpoint: str
    """Id of the snapshot that was taken just before."""
    conversation: str = ""
    """The one that carries it out."""
    by: Actor = SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Files changed while the plan ran; one outside of the scope makes it drift."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strayed:
    """The session tried what the plan does not cover, and was refused."""

    paths: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A running or drifted plan got a new version, which waits for people again."""

    plan: Plan
    terms: Terms
    by: Actor
    conversation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What lay outside of the scope was put back; the plan goes on."""

    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Its gate is closed for the time being; the approval stands while what it is bound to does."""

    by: Actor
    head: str
    """Commit that the session's tree is on."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """A person lets a plan that was set aside go on: everything it is bound to is checked again."""

    by: Actor
    head: str
    policy_digest: str
    conversation: str = ""
    """The one that goes on with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversed:
    """The session's conversation is another one now."""

    conversation: str
    head: str
    """Commit that the session's tree is on."""
    keeps: bool = False
    """Whether the plan goes along: the conversation was forked, or the policy says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsDone:
    """The agent, or a person, says that these steps are carried out; all of them, also those said before."""

    steps: tuple[str, ...]
    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A person says that they made changes outside of the scope themselves; without others the plan goes on."""

    paths: tuple[str, ...]
    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The plan is carried out."""

    by: Actor
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Abandoned:
    """Nobody goes on with it."""

    by: Actor
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A person put the tree back to the snapshot from before the plan."""

    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded:
    """Another plan of the session took its place."""

    successor: str
    by: Actor = SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """Time has passed: what has expired ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged:
    """The policy is another one now."""

    policy_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMoved:
    """The session's tree is on another commit now."""

    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    """Somebody remarked something."""

    comment: Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentResolved:
    """A remark needs no answer any more."""

    comment: str
    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """A person has looked at a version: what later differences are shown against."""

    version: int
    by: Actor = field(default=Actor(kind=ActorKind.PERSON))


PlanEvent: TypeAlias = (
    Drafted
    | Edited
    | Submitted
    | Withdrawn
    | Voted
    | Started
    | Touched
    | Strayed
    | Amended
    | Restored
    | SetAside
    | Reopened
    | Conversed
    | StepsDone
    | Claimed
    | Finished
    | Abandoned
    | Undone
    | Superseded
    | Ticked
    | PolicyChanged
    | BaseMoved
    | Commented
    | CommentResolved
    | Viewed
)


_KINDS: Kinds[PlanEvent] = Kinds(PlanEvent, "plan")

PLAN_KINDS = _KINDS.all
"""The kinds of all events of plans in the ledger."""
event_kind = _KINDS.kind
event_payload = _KINDS.payload
event_from_payload = _KINDS.read
