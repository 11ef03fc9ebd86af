"""What is concluded about tasks and attempts: frozen values that become ledger entries and back.

The kind of a fact is its class's name in the ledger's manner: `AttemptEnded` is "attempt.ended". Tasks and
attempts are nothing but their facts; `plangate.attempts.history` puts them together again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from plangate.model.attempts import AttemptEnd, Confidence, Enforcement, Undo
from plangate.model.kinds import Kinds

__all__ = [
    "FACT_KINDS",
    "AttemptAssigned",
    "AttemptBegan",
    "AttemptEnded",
    "AttemptLinked",
    "AttemptMarked",
    "AttemptPlanned",
    "AttemptRestarted",
    "AttemptResumed",
    "AttemptUndone",
    "AttemptWorked",
    "Fact",
    "UndoDismissed",
    "UndoTakenBack",
    "fact_from_payload",
    "fact_kind",
    "fact_payload",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptBegan:
    """A go at a task began; the first of a task makes the task."""

    attempt: str
    task: str
    session: str
    at: float
    prompt: str
    agent: str = ""
    workspace: str = ""
    conversation: str = ""
    checkpoint: str = ""
    linked: str = ""
    enforcement: Enforcement = Enforcement.OFF
    assigned: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptAssigned:
    """A coin decided, before it edited anything, whether it is to have a plan; `AttemptBegan` says so when it fell earlier."""

    attempt: str
    at: float
    assigned: str
    """A value of `plangate.model.attempts.Side`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptPlanned:
    """A plan was approved for it."""

    attempt: str
    at: float
    plan: str
    before_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptWorked:
    """How much it has edited so far; told at the first edit, at the ends of turns and at its end."""

    attempt: str
    at: float
    first_edit: float
    files: int
    lines: int
    tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptUndone:
    """Work of it was taken back."""

    undo: Undo


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoTakenBack:
    """The work is there again."""

    attempt: str
    undo: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRestarted:
    """The same task was begun again."""

    attempt: str
    by: str
    """The attempt that does."""
    at: float
    why: str
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLinked:
    """It belongs to another task than was thought."""

    attempt: str
    task: str
    why: str
    by: str = ""
    """The person who said so; empty: it was concluded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptEnded:
    """It ended; a later undo or restart still changes what became of it."""

    attempt: str
    at: float
    end: AttemptEnd
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptResumed:
    """It goes on after all, perhaps in another session."""

    attempt: str
    session: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptMarked:
    """A person says how it ended."""

    attempt: str
    at: float
    end: AttemptEnd
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoDismissed:
    """A person says that it was none."""

    attempt: str
    undo: str
    by: str
    reason: str = ""


Fact: TypeAlias = (
    AttemptBegan
    | AttemptAssigned
    | AttemptPlanned
    | AttemptWorked
    | AttemptUndone
    | UndoTakenBack
    | AttemptRestarted
    | AttemptLinked
    | AttemptEnded
    | AttemptResumed
    | AttemptMarked
    | UndoDismissed
)

_KINDS: Kinds[Fact] = Kinds(Fact)

FACT_KINDS = _KINDS.all
"""The kinds of all facts in the ledger."""
fact_kind = _KINDS.kind
fact_payload = _KINDS.payload
fact_from_payload = _KINDS.read
