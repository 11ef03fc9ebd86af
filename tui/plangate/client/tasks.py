"""All tasks, however many messages they take."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from plangate.client.attempts import TaskPage, task_page
from plangate.client.call import Call
from plangate.model.attempts import Task

__all__ = ["all_tasks", "every_task"]


def all_tasks(
    ask: Callable[[Call[TaskPage]], TaskPage], session: str = "", *, since: float = 0.0
) -> list[Task]:
    """All tasks, or those of a session, or since a Unix time; `ask` is `BlockingControl.ask`."""
    found: list[Task] = []
    more = True
    while more:
        page = ask(task_page(session, since=since, skip=len(found)))
        found += page.tasks
        more = page.more and bool(page.tasks)
    return found


async def every_task(
    ask: Callable[[Call[TaskPage]], Awaitable[TaskPage]], session: str = "", *, since: float = 0.0
) -> list[Task]:
    """The same, all pages; `ask` is `Control.ask`."""
    found: list[Task] = []
    more = True
    while more:
        page = await ask(task_page(session, since=since, skip=len(found)))
        found += page.tasks
        more = page.more and bool(page.tasks)
    return found
