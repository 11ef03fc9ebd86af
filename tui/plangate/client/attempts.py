"""What a client can ask about tasks and attempts; carried out by `Control.ask` and `BlockingControl.ask`."""

from __future__ import annotations

from typing import NamedTuple

from plangate.client.call import Call, done, expect
from plangate.model.attempts import AttemptEnd, Task
from plangate.wire import attempts as wire
from plangate.wire.messages import Message

__all__ = ["TaskPage", "dismiss", "link", "mark", "task_page"]


class TaskPage(NamedTuple):
    """As many tasks as fit into one message."""

    tasks: list[Task]
    more: bool
    """There are others after them."""


def task_page(session: str = "", *, since: float = 0.0, skip: int = 0) -> Call[TaskPage]:
    """Tasks with their attempts, the oldest first.

    Args:
        session: Only those that it worked on; empty: all.
        since: Unix seconds; only those of which an attempt began later.
        skip: How many of them are known already.
    """

    def read(reply: Message) -> TaskPage:
        tasks = expect(reply, wire.Tasks)
        return TaskPage(tasks.tasks, tasks.more)

    return Call(lambda id: wire.AskTasks(id, session, since, skip), read)


def link(attempt: str, task: str, reason: str = "") -> Call[str]:
    """Say that an attempt belongs to another task; to a new one when none is named."""
    return Call(lambda id: wire.LinkAttempt(id, attempt, task, reason), done, repeatable=False)


def mark(attempt: str, end: AttemptEnd, reason: str = "") -> Call[str]:
    """Say how an attempt ended."""
    return Call(lambda id: wire.MarkAttempt(id, attempt, end, reason), done, repeatable=False)


def dismiss(attempt: str, undo: str, reason: str = "") -> Call[str]:
    """Say that what was taken for an undo is none."""
    return Call(lambda id: wire.DismissUndo(id, attempt, undo, reason), done, repeatable=False)
