"""What the gate asks of the mounts of a session, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plangate.model.gate import Holder

__all__ = ["CLOSED", "Flipped", "Mount", "Opening"]


class Opening(StrEnum):
    """How much of the workspace is writable."""

    CLOSED = "closed"
    SCOPED = "scoped"
    """Some directories."""
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Mount:
    """A state of the workspace's mount."""

    opening: Opening = Opening.CLOSED
    directories: tuple[str, ...] = ()
    """Relative to the workspace; only when it is scoped."""


CLOSED = Mount()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flipped:
    """What came of a flip. Below strength syscall there is nothing to flip, and it always succeeds."""

    wanted: Mount
    done: bool
    holders: tuple[Holder, ...] = ()
    """Who keeps it from closing."""
    error: str = ""
    """What the kernel said, when that was not "busy"."""
    reached: Mount | None = None
    """How far it got, when it is not done and something has changed all the same."""
