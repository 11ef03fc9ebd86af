"""Messages between a client and the daemon about tasks and attempts; all of them are for people."""

from __future__ import annotations

from plangate.model.attempts import AttemptEnd, Task
from plangate.wire.messages import Message

__all__ = ["AskTasks", "DismissUndo", "LinkAttempt", "MarkAttempt", "Tasks"]


class AskTasks(Message, tag=240):
    """Tasks with their attempts, the oldest first. Answered by `Tasks`."""

    id: int
    session: str = ""
    """Only those that this session worked on."""
    since: float = 0.0
    """Unix seconds: only those of which an attempt began later."""
    skip: int = 0
    """So many of them were answered before."""


class LinkAttempt(Message, tag=241):
    """An attempt belongs to another task, or with an empty one to a task of its own. Answered by `Done`."""

    id: int
    attempt: str
    task: str = ""
    reason: str = ""


class MarkAttempt(Message, tag=242):
    """How an attempt ended, as a person says. Answered by `Done`."""

    id: int
    attempt: str
    end: AttemptEnd
    reason: str = ""


class DismissUndo(Message, tag=243):
    """What was taken for an undo is none. Answered by `Done`."""

    id: int
    attempt: str
    undo: str
    reason: str = ""


class Tasks(Message, tag=250):
    """Tasks with their attempts."""

    id: int
    tasks: list[Task]
    more: bool = False
    """There are others; they are to be asked for again, so that no message comes near the wire's limit."""
