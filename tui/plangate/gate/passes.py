"""Why a session's gate is open, and everything that is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from plangate.gate.budget import Usage
from plangate.gate.mounts import CLOSED, Mount
from plangate.gate.plan.record import Actor
from plangate.gate.plan.state import PlanState
from plangate.gate.policy import Budget, Policy
from plangate.model.gate import Holder, Strength

__all__ = ["NOTHING", "BudgetPass", "Gate", "GlassPass", "Guard", "Pass", "PlanPass"]

NOTHING = Usage()


class Guard(StrEnum):
    """Whether a session is gated at all."""

    GATED = "gated"
    OFF = "off"
    """A shell that a person opened for themself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPass:
    """Open because a plan is executed."""

    state: PlanState
    directories: tuple[str, ...]
    """What covers the scope; "." is the whole workspace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPass:
    """Open for a small change without a plan."""

    by: Actor
    limit: Budget
    until: float
    """Unix seconds."""
    given: float
    reason: str = ""
    usage: Usage = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassPass:
    """Open because a person broke the glass."""

    by: Actor
    reason: str
    until: float
    """Unix seconds."""


Pass: TypeAlias = PlanPass | BudgetPass | GlassPass


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Everything that is known about one session's gate."""

    guard: Guard = Guard.GATED
    policy: Policy
    strength: Strength
    """What this machine holds while it is closed."""
    grant: Pass | None = None
    spent: BudgetPass | None = None
    """The last pass that ran over or out; an extension goes on from its meter."""
    plan: PlanState | None = None
    """The session's plan, also when it does not run: what a row shows."""
    paused: bool = False
    observe: bool = False
    """A person wants everything recorded and nothing refused, whatever the policy says."""
    actual: Mount = CLOSED
    """What the kernel last said."""
    holders: tuple[Holder, ...] = ()
    trouble: str = ""
    """What the last flip failed with."""
    since: float = 0.0
    """When the state last changed, Unix seconds."""
    reason: str = ""
