"""Tests of `plangate.client.tasks`."""

from __future__ import annotations

from typing import TypeVar

from plangate.client.call import Call
from plangate.client.tasks import all_tasks, every_task
from plangate.model.attempts import Task
from plangate.wire.attempts import AskTasks, Tasks

_T = TypeVar("_T")

KNOWN = [Task(id=f"t{number}", title="x") for number in range(5)]


def ask(call: Call[_T]) -> _T:
    """A daemon whose messages hold two tasks."""
    asked = call.make(1)
    assert isinstance(asked, AskTasks)
    rest = KNOWN[asked.skip :]
    return call.read(Tasks(asked.id, rest[:2], more=len(rest) > 2))


async def ask_later(call: Call[_T]) -> _T:
    """The same."""
    return ask(call)


async def test_all_pages_are_asked_for() -> None:
    """In order, and nothing twice."""
    assert all_tasks(ask) == KNOWN
    assert await every_task(ask_later) == KNOWN
