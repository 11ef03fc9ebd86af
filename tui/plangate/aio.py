"""Tasks that are never lost: each is referenced until it ends, and its error is logged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

__all__ = ["cancel_and_wait", "carried_through", "spawn"]

_T = TypeVar("_T")
_log = logging.getLogger(__name__)
_alive: set[asyncio.Task[Any]] = set()


def spawn(work: Coroutine[Any, Any, _T], *, name: str) -> asyncio.Task[_T]:
    """Start `work` as a task that cannot be garbage collected and whose failure is logged.

    The caller owns the task and cancels it; this function only keeps it alive and honest.
    """
    task = asyncio.get_running_loop().create_task(work, name=name)
    _alive.add(task)
    task.add_done_callback(_ended)
    return task


async def carried_through(work: Coroutine[Any, Any, _T], *, name: str) -> _T:
    """Wait for `work`, which goes on to its end although whoever waits is cancelled.

    For what must not stop half-way because somebody hangs up. A failure that nobody waits for any
    more is logged.
    """
    task = asyncio.get_running_loop().create_task(work, name=name)
    _alive.add(task)
    task.add_done_callback(_alive.discard)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if not task.done():
            task.add_done_callback(_ended)
        raise


async def cancel_and_wait(*tasks: asyncio.Task[Any] | None) -> None:
    """Cancel the tasks and wait until each has really ended."""
    live = [task for task in tasks if task is not None and not task.done()]
    for task in live:
        task.cancel()
    await asyncio.gather(*live, return_exceptions=True)


def _ended(task: asyncio.Task[Any]) -> None:
    _alive.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("task %s failed", task.get_name(), exc_info=error)
