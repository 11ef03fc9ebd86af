"""Whether the moment of a prompt has come; pure."""

from __future__ import annotations

from dataclasses import dataclass

from plangate.model.queue import When

__all__ = ["Standing", "holds_back"]

_SLOW = 15.0
"""Seconds that an agent may take to show that it has begun to work on a prompt."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a session stands."""

    reachable: bool
    """Its host answers."""
    blocked: bool
    """A person is asked something: what is typed now would be the answer."""
    waits: bool
    """Its agent waits for a prompt."""
    typist: str
    """Who holds the keyboard; empty when it is free."""
    undoing: bool = False
    since_last: float | None = None
    """Seconds since a prompt was sent from here; None: none was."""
    worked: bool = True
    """Whether the agent has worked since then."""
    job_runs: bool = False
    """Whether the job runs that is waited for."""


def holds_back(when: When, now: Standing) -> str:
    """What a prompt still waits for, in words; empty when it can be sent."""
    if not now.reachable:
        return "its host does not answer"
    if now.typist:
        return f"{now.typist} has the keyboard"
    if now.blocked:
        return "the session asks a person something"
    if now.undoing:
        return "an undo is under way"
    if when.kind == "now":
        return ""
    if when.kind == "job" and now.job_runs:
        return f"job {when.job} runs"
    if not now.waits:
        return "the agent works"
    if now.since_last is not None and not now.worked and now.since_last < _SLOW:
        return "the prompt before it was sent just now"
    return ""
