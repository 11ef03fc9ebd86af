"""Everything that may bear upon a session's state, one class for each kind.

Times are Unix seconds, so that what a daemon knew can be compared with what its successor hears;
intervals are measured on the monotonic clock of `Now`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from plangate.daemon.report import Report
from plangate.model.session import Authority, Exit, Reason, State

__all__ = [
    "Decided",
    "Ended",
    "Evidence",
    "Foreground",
    "Held",
    "Jobs",
    "Looked",
    "Marked",
    "Now",
    "Phase",
    "Printed",
    "Reported",
    "Turn",
    "Typed",
    "Verdict",
]


@dataclass(frozen=True, slots=True)
class Now:
    """A moment on both clocks."""

    monotonic: float
    """For intervals."""
    wall: float
    """Unix seconds, for people."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is believed, since when, on whose word and why."""

    state: State
    reason: Reason | None = None
    authority: Authority = Authority.NONE
    evidence: str = ""
    since: float = 0.0
    """When the state began."""
    at: float = 0.0
    """When the evidence for it came."""


class Phase(StrEnum):
    """Where an agent's turn stands, by its hooks or its own records."""

    FRESH = "fresh"
    """A conversation has begun, and nothing was asked in it."""
    PROMPTED = "prompted"
    WORKED = "worked"
    """It uses its tools."""
    INTERRUPTED = "interrupted"
    """A person has cut the turn short."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Turn:
    """A hook, or a line of the agent's own records, has told of the turn."""

    phase: Phase
    source: Authority
    """HOOKS or RECORD."""
    at: float
    words: str = ""
    jobs: tuple[str, ...] = ()
    """For ENDED: what the agent says that it has left running."""
    aside: bool = False
    """It comes from an agent within the agent, whose work begins and ends no turn."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The process is gone."""

    exit: Exit
    stopped: bool
    """A person asked for that."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The gate holds the agent until a person has decided."""

    reason: Reason
    words: str
    at: float


@dataclass(frozen=True, slots=True)
class Decided:
    """The gate holds it no more."""

    at: float


@dataclass(frozen=True, slots=True)
class Reported:
    """Bytes that say what the agent does (OSC 7501); None: they take back what they said."""

    report: Report | None
    at: float


@dataclass(frozen=True, slots=True)
class Marked:
    """Bytes that mark a shell's prompt (OSC 133)."""

    letter: str
    code: str
    at: float


@dataclass(frozen=True, slots=True)
class Printed:
    """Output."""

    last: float
    """When its last byte came."""
    tail: tuple[str, ...]
    """The bottom rows, where they changed."""
    title: str
    now: Now


@dataclass(frozen=True, slots=True)
class Typed:
    """Somebody has typed into it, a person or a program for them."""

    at: float


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody has looked at it."""

    at: float


@dataclass(frozen=True, slots=True)
class Foreground:
    """The kernel says who has the terminal of a shell: a program, "" the shell itself, None unknown."""

    program: str | None


@dataclass(frozen=True, slots=True)
class Jobs:
    """The kernel says which processes of it run behind its back."""

    running: tuple[str, ...]


Evidence: TypeAlias = (
    Turn | Ended | Held | Decided | Reported | Marked | Printed | Typed | Looked | Foreground | Jobs
)
