"""What happens to a session's gate: plain frozen values for `plangate.gate.machine.happen`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from plangate.gate.budget import Usage
from plangate.gate.mounts import Flipped, Mount
from plangate.gate.plan.record import Actor
from plangate.gate.plan.state import PlanState
from plangate.gate.policy import Budget, Policy
from plangate.model.gate import Strength

__all__ = [
    "BudgetGiven",
    "Closed",
    "DaemonLost",
    "Extended",
    "GateEvent",
    "GlassBroken",
    "Metered",
    "Observed",
    "Paused",
    "PlanFollowed",
    "PolicyLoaded",
    "Recovered",
    "Resumed",
    "StrengthFound",
    "Ticked",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFollowed:
    """The session's plan took a step; what its state allows is asked from it."""

    state: PlanState
    directories: tuple[str, ...] = ()
    """What covers the scope, from `scope.covering_directories` and the tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetGiven:
    """A person lets a small change through."""

    by: Actor
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """A person lets more through, and says why."""

    by: Actor
    limit: Budget
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Metered:
    """The meter was read."""

    usage: Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassBroken:
    """A person opens everything for a while."""

    by: Actor
    reason: str
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """It is to be closed whatever is granted."""

    by: Actor
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """The session's processes are stopped."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """A person lets them go on."""

    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLoaded:
    """The policy is this one now."""

    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A person has everything recorded and nothing refused, or held closed again."""

    by: Actor
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthFound:
    """This is what holds now."""

    strength: Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class DaemonLost:
    """The daemon died, or a new one finds that the last one did: nobody metered meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A new daemon has found the session again."""

    same_namespace: bool
    """Whether it is the one on record; without it nothing stays open."""
    actual: Mount
    """What its mounts really are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """Time has passed."""


GateEvent: TypeAlias = (
    PlanFollowed
    | BudgetGiven
    | Extended
    | Metered
    | GlassBroken
    | Closed
    | Paused
    | Resumed
    | PolicyLoaded
    | Observed
    | StrengthFound
    | DaemonLost
    | Recovered
    | Ticked
    | Flipped
)
