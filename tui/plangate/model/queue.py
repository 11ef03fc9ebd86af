"""Prompts that wait for their moment."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from plangate.errors import UsageError

__all__ = ["QueueState", "Queued", "When", "condition"]

_JOB = re.compile(r"job:(\d+)(?:-ends)?")


class QueueState(StrEnum):
    """What has become of a prompt."""

    WAITING = "waiting"
    SENDING = "sending"
    """It is on its way; whether it has arrived, its session's host will say."""
    SENT = "sent"
    CANCELLED = "cancelled"
    """A person took it back, or its session ended."""


class When(msgspec.Struct, frozen=True):
    """What a prompt waits for, besides a free keyboard and a session that asks nothing."""

    kind: str
    """"now", "idle" or "job"."""
    job: int = 0
    """The job whose end is waited for, and then for the agent to be idle."""

    def __str__(self) -> str:
        return f"job:{self.job}-ends" if self.kind == "job" else self.kind


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """One prompt."""

    id: str
    session: str
    text: str
    when: When
    by: str
    """Who wants it sent."""
    added: float
    """Unix seconds."""
    state: QueueState = QueueState.WAITING
    at: float = 0.0
    """When it was sent or cancelled."""
    why: str = ""
    """Why it was cancelled, or what it still waits for."""


def condition(text: str) -> When:
    """What people write: now, idle, job:3-ends.

    Raises:
        UsageError: It is none of these.
    """
    if text in ("now", "idle"):
        return When(text)
    found = _JOB.fullmatch(text)
    if found is None:
        raise UsageError(f'"{text}" is no condition', "There are: now, idle, job:NUMBER-ends.")
    return When("job", int(found[1]))
