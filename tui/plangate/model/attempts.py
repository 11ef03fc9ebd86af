"""Tasks, the goes at them, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "Attempt",
    "AttemptEnd",
    "Confidence",
    "Enforcement",
    "Side",
    "Task",
    "Undo",
    "UndoKind",
    "Who",
]


class AttemptEnd(StrEnum):
    """How an attempt ended."""

    OPEN = "open"
    """It has not."""
    DONE = "done"
    """The agent ended its turn, no job of it is left, its plan's steps are reported, the policy's tests pass."""
    UNDONE = "undone"
    """All of its work was taken back, and the task was not begun again."""
    RESTARTED = "restarted"
    """The same task was begun again."""
    ABANDONED = "abandoned"
    """It was left before it was done, its work as it was."""


class UndoKind(StrEnum):
    """By what means work was taken back."""

    RESTORE = "restore"
    """`git restore`, or `git checkout` of files."""
    RESET = "reset"
    REVERT = "revert"
    STASH = "stash"
    """Put away and not brought back by the attempt's end."""
    CLEAN = "clean"
    SWITCH = "switch"
    """Another commit was checked out and changes were discarded."""
    APPLY = "apply"
    """A patch was applied backwards."""
    WORKTREE = "worktree"
    """The worktree was removed with what was in it."""
    REWIND = "rewind"
    """The agent's own way back to an earlier message."""
    CHECKPOINT = "checkpoint"
    """Plangate's undo."""
    CONTENT = "content"
    """The files have an earlier content again; nobody saw by what means."""


class Confidence(StrEnum):
    """How sure it is."""

    CERTAIN = "certain"
    """Contents were compared, and the deed was seen; or a person said so."""
    HIGH = "high"
    """Contents were compared."""
    MEDIUM = "medium"
    """Only a deed was seen that usually means it."""
    LOW = "low"


class Who(StrEnum):
    """Who did something."""

    AGENT = "agent"
    PERSON = "person"
    UNKNOWN = "unknown"


class Enforcement(StrEnum):
    """What stood between an attempt and a change without a plan."""

    GATED = "gated"
    OBSERVED = "observed"
    """The gate only recorded."""
    OFF = "off"


class Side(StrEnum):
    """How a coin falls that decides whether a borderline task gets a plan."""

    PLAN = "plan"
    NO_PLAN = "no plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Work that was taken back."""

    id: str
    attempt: str
    at: float
    kind: UndoKind
    full: bool
    """All of the attempt's work; partial otherwise."""
    files: tuple[str, ...] = ()
    """Paths that went back, the first hundred; empty when only the conversation did."""
    count: int = 0
    """How many went back."""
    lines: int = 0
    """Lines of the attempt's work that were lost."""
    share: float = 0.0
    """Of the attempt's lines (of its files where it has no lines), 0 to 1."""
    who: Who = Who.UNKNOWN
    evidence: str = ""
    """In words."""
    confidence: Confidence = Confidence.HIGH
    taken_back: float | None = None
    """When the work was brought back."""
    dismissed: str = ""
    """Who said by hand that it is none."""

    @property
    def counts(self) -> bool:
        """Whether it stands."""
        return self.taken_back is None and not self.dismissed


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One go at a task; times are Unix seconds."""

    id: str
    task: str
    number: int
    """Of the task's attempts, from 1."""
    session: str
    agent: str = ""
    workspace: str = ""
    conversation: str = ""
    prompt: str = ""
    began: float = 0.0
    ended: float | None = None
    end: AttemptEnd = AttemptEnd.OPEN
    why: str = ""
    """Why it is believed to have ended so."""
    linked: str = ""
    """Why it belongs to this task; empty for the first of a task."""
    checkpoint: str = ""
    """Of the tree at its start; empty where there is none."""
    enforcement: Enforcement = Enforcement.OFF
    plan: str = ""
    """Of the plan that was approved for it."""
    planned: bool = False
    """Whether that was before its first edit."""
    first_edit: float | None = None
    files: int = 0
    """Files that it edited, those that were taken back included."""
    lines: int = 0
    """Lines added and deleted, at most at any moment, file by file."""
    tokens: int | None = None
    """As the agent reports them; None when it does not."""
    undos: tuple[Undo, ...] = ()
    restart_of: str = ""
    """The attempt that this one begins again."""
    restarted_by: str = ""
    """The attempt that began this one again."""
    confidence: Confidence = Confidence.HIGH
    """Of the restart."""
    assigned: str = ""
    """What a coin decided, where a team lets one decide: a value of `Side`; what was done may differ."""

    @property
    def counts(self) -> bool:
        """Whether it is in the denominator: it edited something."""
        return self.files > 0

    @property
    def fully_undone(self) -> bool:
        """Whether all of its work was taken back at some time, and that stands."""
        return any(undo.full and undo.counts for undo in self.undos)

    @property
    def redone(self) -> bool:
        """Undone and begun again."""
        return self.fully_undone and bool(self.restarted_by)

    @property
    def lost(self) -> int:
        """Lines that were taken back; a full undo takes all of them."""
        if self.fully_undone:
            return self.lines
        return min(self.lines, sum(undo.lines for undo in self.undos if undo.counts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a person asked for."""

    id: str
    title: str
    """One line."""
    workspace: str = ""
    began: float = 0.0
    attempts: tuple[Attempt, ...] = ()
    """The oldest first."""
