"""Why a session's state is believed: what every source says, and which of them were overruled."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from plangate.model.session import Authority, Reason, State

__all__ = ["Claim", "Explanation", "Standing"]


class Standing(StrEnum):
    """What a source's word counts for at present."""

    BELIEVED = "believed"
    AGREES = "agrees"
    OVERRULED = "overruled"
    SILENT = "silent"
    """It has nothing to say."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What one source says about a session."""

    source: Authority
    standing: Standing
    state: State = State.UNKNOWN
    reason: Reason | None = None
    words: str = ""
    """What it says, or why it is silent."""
    at: float = 0.0
    """When it said so, in Unix seconds; 0: that is not known."""
    why: str = ""
    """Why it is overruled."""


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A session's state with everything that speaks for and against it."""

    session: str
    state: State
    reason: Reason | None = None
    source: Authority = Authority.NONE
    words: str = ""
    since: float = 0.0
    """Unix seconds."""
    claims: tuple[Claim, ...] = ()
    """The strongest source first."""
    jobs: tuple[str, ...] = ()
    """What runs behind its back."""
    typed: float = 0.0
    """When somebody last typed into it; 0: never, as far as is known."""
