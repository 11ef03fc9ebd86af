"""Messages between a client and the daemon: why a state is believed, what runs behind a session's back, prompts that wait."""

from __future__ import annotations

from plangate.model.explanation import Explanation
from plangate.model.jobs import Job
from plangate.model.queue import Queued
from plangate.wire.messages import Message

__all__ = [
    "AskExplanation",
    "AskJobs",
    "AskQueue",
    "ChangeQueued",
    "Enqueue",
    "ExplanationReply",
    "Jobs",
    "Queue",
    "TestNotification",
]


class AskExplanation(Message, tag=280):
    """Why a session's state is believed. Answered by `ExplanationReply`."""

    id: int
    session: str


class AskJobs(Message, tag=281):
    """Background jobs. Answered by `Jobs`."""

    id: int
    session: str = ""
    """Only of this session."""


class AskQueue(Message, tag=282):
    """Prompts that wait, and the last ones that were sent or cancelled. Answered by `Queue`."""

    id: int
    session: str = ""
    """Only for this session."""


class Enqueue(Message, tag=283):
    """Queue a prompt; the same `key` never queues a second one. Answered by `Queue` with it."""

    id: int
    key: str
    """Letters and digits; its id from now on."""
    session: str
    text: str
    when: str = "idle"
    """now, idle or job:NUMBER-ends."""


class ChangeQueued(Message, tag=284):
    """Change or cancel a prompt that waits; None leaves a field as it is. Answered by `Queue` with it."""

    id: int
    item: str
    text: str | None = None
    when: str | None = None
    cancel: bool = False


class TestNotification(Message, tag=285):
    """Send a notification to every sink. Answered by `Done`, a line for each."""

    id: int


class ExplanationReply(Message, tag=286):
    """What every source says about a session's state."""

    id: int
    explanation: Explanation


class Jobs(Message, tag=287):
    """Jobs by session and number; those that have ended are kept for a while."""

    id: int
    jobs: list[Job]


class Queue(Message, tag=288):
    """Prompts in the order in which they were added."""

    id: int
    items: list[Queued]
