"""A plan as people read it, comment on it and decide about it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from plangate.model.gate import Strength

__all__ = [
    "Phase",
    "PlanComment",
    "PlanStep",
    "PlanSummary",
    "PlanVersion",
    "PlanView",
    "PlanVote",
    "VoteKind",
]


class Phase(StrEnum):
    """Where a plan is on its way."""

    DRAFT = "draft"
    """Being written, or sent back by expiry, a moved base or a changed policy."""
    SUBMITTED = "submitted"
    """It waits for a person."""
    CHANGES = "changes"
    """A person asked for changes."""
    REJECTED = "rejected"
    APPROVED = "approved"
    EXECUTING = "executing"
    WAITING = "waiting"
    """Approved and set aside: its gate was closed, or its conversation ended; a person lets it go on."""
    DRIFTED = "drifted"
    """Something outside its scope was changed; the gate is closed."""
    DONE = "done"
    ABANDONED = "abandoned"
    UNDONE = "undone"


class VoteKind(StrEnum):
    """What a person decides about a plan."""

    APPROVE = "approve"
    CHANGES = "changes"
    REJECT = "reject"


class PlanStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step."""

    id: str
    text: str
    done_when: str = ""


class PlanComment(msgspec.Struct, frozen=True, kw_only=True):
    """A remark of a person, anchored so that it survives an edit."""

    id: str
    by: str
    at: float
    text: str
    version: int
    """The version that it was made on."""
    step: str = ""
    """Id of the step that it is about."""
    line: int = 0
    """Line of that version's markdown, from 1; 0 when it is about no single line."""


class PlanVote(msgspec.Struct, frozen=True, kw_only=True):
    """One decision of one person."""

    by: str
    kind: VoteKind
    at: float
    digest: str
    """Of the version that the person saw."""
    factor: str = ""
    """What proved the person: code, pin or ssh-sig."""


class PlanVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a plan's text."""

    number: int
    digest: str
    at: float
    by: str
    markdown: str


class PlanSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A plan in a list."""

    id: str
    session: str
    title: str
    phase: Phase
    version: int
    digest: str
    """Binds a vote to exactly this text, scope, base commit and policy."""
    author: str = ""
    created: float = 0.0
    since: float = 0.0
    """When the phase began."""
    steps: int = 0
    lines: int = 0
    """Lines of its markdown."""
    approvals: int = 0
    quorum: int = 1
    why: str = ""
    """Why it is in this phase, when that needs words."""


class PlanView(msgspec.Struct, frozen=True, kw_only=True):
    """A plan in full."""

    summary: PlanSummary
    markdown: str
    goal: str = ""
    steps: tuple[PlanStep, ...] = ()
    scope: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()
    base: str = ""
    """The commit that it was written against; empty outside a repository."""
    policy: str = ""
    """Digest of the policy that it was submitted under."""
    versions: tuple[PlanVersion, ...] = ()
    """All versions, oldest first; the last one is this one."""
    comments: tuple[PlanComment, ...] = ()
    votes: tuple[PlanVote, ...] = ()
    """Of the present version."""
    factors: tuple[str, ...] = ()
    """What an approval may be proved with, the preferred one first: code, pin, ssh-sig."""
    code: str = ""
    """What is to be typed back for the factor `code`."""
    protected: tuple[str, ...] = ()
    """Patterns of the scope that touch what the policy protects."""
    directories: tuple[str, ...] = ()
    """The directories that would be writable, relative to the workspace; "." is all of it."""
    strength: Strength | None = None
    """How strongly the session's gate holds everything else; None: no gate holds it now."""
    stores: tuple[str, ...] = ()
    """Git's own directories that open besides, relative to the workspace, so that the agent can commit."""
    until: float | None = None
    """When the approval ends, once it is given."""
    touched: tuple[str, ...] = ()
    """Paths that were changed while it was carried out."""
    drift: tuple[str, ...] = ()
    """Those of them that are outside the scope."""
    mine: tuple[str, ...] = ()
    """Paths that people said they changed themselves."""
    warnings: tuple[str, ...] = ()
    """What a reviewer should know, each a sentence."""
