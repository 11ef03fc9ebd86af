"""What the daemon sees of sessions and their workspaces: plain frozen values for `plangate.attempts.book.Book`.

Times are Unix seconds. Whatever an agent does not report is simply not observed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from plangate.model.attempts import Enforcement, Side, UndoKind, Who

__all__ = [
    "Approved",
    "Assigned",
    "Began",
    "Cleared",
    "Differing",
    "Ended",
    "Kept",
    "Looked",
    "Observation",
    "Prompted",
    "Reversed",
    "Rewound",
    "Spent",
    "TurnEnded",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """A session began, or is found again after the daemon's restart."""

    at: float
    session: str
    agent: str
    workspace: str
    """The top of its directory tree; sessions of one repository's worktrees have different ones."""
    repository: str = ""
    """What the worktrees of one repository share; the workspace where there is none."""
    of: str = ""
    """The session whose task (`again`) or conversation it goes on with."""
    again: bool = False
    """A person asked for the same task again."""
    enforcement: Enforcement = Enforcement.OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A coin fell for the attempt that a session is at, or for its next one."""

    at: float
    session: str
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompted:
    """A person, or a program for them, asked for something."""

    at: float
    session: str
    text: str
    conversation: str = ""
    checkpoint: str = ""
    """Of the tree at that moment."""
    branch: str = ""
    """Checked out at that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """The conversation was put away and another one begun, in the same process."""

    at: float
    session: str
    conversation: str = ""
    """The new one."""


class Kept(StrEnum):
    """Where work that is not in the tree now can still be found."""

    NOWHERE = ""
    BRANCH = "branch"
    """On the branch that the attempt worked on, which is not checked out now."""
    STASH = "stash"


class Differing(NamedTuple):
    """A file that differs from what it was at an attempt's start; digests leave the layout out."""

    path: str
    start: str
    """Digest at the start; empty: there was none."""
    now: str
    """Digest now; empty: there is none."""
    lines: int
    """Added and deleted between the two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The tree was compared with an attempt's start."""

    at: float
    attempt: str
    differing: tuple[Differing, ...]
    only: tuple[str, ...] | None = None
    """The paths that were compared; None: all of them."""
    settled: bool = False
    """No tool of the agent runs, and nothing has changed for a while: a test's passing files are gone."""
    reported: bool = False
    """The agent says that it edited `only`."""
    who: Who = Who.UNKNOWN
    """Who changed what has changed since the look before."""
    kept: Kept = Kept.NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversed:
    """Something was done that takes changes back; what it really changed is for the next look to say."""

    at: float
    session: str
    kind: UndoKind
    who: Who
    words: str
    """The command, or what else was seen."""
    paths: frozenset[str] | None = None
    """Files that it can have made what they are; None: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewound:
    """The agent's conversation went back to an earlier message."""

    at: float
    session: str
    prompts: int = 1
    """How many of the person's messages were dropped."""
    who: Who = Who.PERSON
    replaced: bool = False
    """It is seen only by the prompt that took the place of the first of them, and began the present attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A person approved a plan of the session."""

    at: float
    session: str
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEnded:
    """The agent ended its turn."""

    at: float
    session: str
    interrupted: bool = False
    """A person cut it short."""
    unfinished: str = ""
    """Why it is not done, in words: a job runs, steps are not reported, the tests fail; empty: it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Tokens that the agent says it has used in this session so far."""

    at: float
    session: str
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The session's process ended."""

    at: float
    session: str
    stopped: bool = False
    """A person ended it."""


Observation: TypeAlias = (
    Began | Assigned | Prompted | Cleared | Looked | Reversed | Rewound | Approved | TurnEnded | Spent | Ended
)
