"""What the daemon does about each request of a person that concerns tasks and attempts."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from plangate.attempts.facts import AttemptLinked, AttemptMarked, UndoDismissed
from plangate.daemon.attempts.tracker import Tracker
from plangate.daemon.connection import Connection
from plangate.errors import NotFound, UsageError
from plangate.model.attempts import Attempt, Task
from plangate.wire import attempts as wire
from plangate.wire.control import Done
from plangate.wire.messages import Message

__all__ = ["AttemptRequests", "page_of"]

_LONGEST = 500
"""Characters of a reason."""
_PAGE_BYTES = 4 * 1024 * 1024
"""Of tasks in one message: half of what the wire takes."""


class AttemptRequests:
    """One method for each request; `handlers` names them."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        self.handlers: dict[type[Message], Callable[[Connection, Any], Awaitable[Message]]] = {
            wire.AskTasks: self._tasks,
            wire.LinkAttempt: self._link,
            wire.MarkAttempt: self._mark,
            wire.DismissUndo: self._dismiss,
        }

    async def _tasks(self, _: Connection, asked: wire.AskTasks) -> Message:
        wanted = [
            task
            for task in self._tracker.history.tasks()
            if any(
                attempt.began >= asked.since and asked.session in ("", attempt.session)
                for attempt in task.attempts
            )
        ]
        page = page_of(wanted[asked.skip :])
        return wire.Tasks(asked.id, page, more=asked.skip + len(page) < len(wanted))

    async def _link(self, who: Connection, asked: wire.LinkAttempt) -> Message:
        attempt = self._attempt(asked.attempt)
        tasks = {task.id for task in self._tracker.history.tasks()}
        if asked.task and asked.task not in tasks:
            raise NotFound(f"there is no task {asked.task}", "plangate tasks ls lists them.")
        task = asked.task or secrets.token_hex(5)
        why = _reason(asked.reason) or f"{who.name} says so"
        fact = AttemptLinked(attempt=attempt.id, task=task, why=why, by=who.name)
        await self._tracker.correct(fact, attempt.session, who.name)
        return Done(asked.id, f"attempt {attempt.id} belongs to task {task}")

    async def _mark(self, who: Connection, asked: wire.MarkAttempt) -> Message:
        attempt = self._attempt(asked.attempt)
        fact = AttemptMarked(
            attempt=attempt.id, at=time.time(), end=asked.end, by=who.name, reason=_reason(asked.reason)
        )
        await self._tracker.correct(fact, attempt.session, who.name)
        return Done(asked.id, f"attempt {attempt.id} counts as {asked.end}")

    async def _dismiss(self, who: Connection, asked: wire.DismissUndo) -> Message:
        attempt = self._attempt(asked.attempt)
        if asked.undo not in {undo.id for undo in attempt.undos}:
            raise NotFound(
                f"attempt {attempt.id} has no undo {asked.undo}", "plangate tasks show lists them."
            )
        fact = UndoDismissed(attempt=attempt.id, undo=asked.undo, by=who.name, reason=_reason(asked.reason))
        await self._tracker.correct(fact, attempt.session, who.name)
        return Done(asked.id, f"{asked.undo} does not count as an undo")

    def _attempt(self, id: str) -> Attempt:
        found = self._tracker.history.attempt(id)
        if found is None:
            raise NotFound(f"there is no attempt {id}", "plangate tasks ls lists them.")
        return found


def page_of(tasks: list[Task]) -> list[Task]:
    """As many as fit into one message, at least one."""
    room = _PAGE_BYTES
    for count, task in enumerate(tasks):
        room -= len(msgspec.msgpack.encode(task))
        if room < 0:
            return tasks[: max(1, count)]
    return tasks


def _reason(text: str) -> str:
    if len(text) > _LONGEST:
        raise UsageError(f"a reason has at most {_LONGEST} characters")
    return text.strip()
