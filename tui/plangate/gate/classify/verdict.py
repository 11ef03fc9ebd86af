"""The three answers about a shell command."""

from __future__ import annotations

from dataclasses import dataclass

from plangate.gate.facts import Label

__all__ = ["Bad", "Doubt", "Finding", "Label", "Verdict", "mutating", "unknown"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer about one command."""

    label: Label
    reason: str
    """In words for a person and for the agent, without a final stop."""


Bad = tuple[Label, str]
"""A label that is not read-only, and the reason."""
Finding = Bad | None
"""What a rule says about one simple command; None is read-only."""


class Doubt(Exception):
    """Raised where a command cannot be understood; its text is the reason."""


def mutating(reason: str) -> Bad:
    """The finding that something is changed."""
    return Label.MUTATING, reason


def unknown(reason: str) -> Bad:
    """The finding that it cannot be told."""
    return Label.UNKNOWN, reason
