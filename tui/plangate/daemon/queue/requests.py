"""What the daemon does about each request that concerns queued prompts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from plangate.daemon.connection import Connection
from plangate.daemon.queue.office import QueueOffice
from plangate.errors import UsageError
from plangate.model.queue import condition
from plangate.wire import jobs as wire
from plangate.wire.messages import Message

__all__ = ["QueueRequests"]

_KEY = 40


class QueueRequests:
    """One method for each request; `handlers` names them."""

    def __init__(self, queue: QueueOffice) -> None:
        self._queue = queue
        self.handlers: dict[type[Message], Callable[[Connection, Any], Awaitable[Message]]] = {
            wire.AskQueue: self._list,
            wire.Enqueue: self._add,
            wire.ChangeQueued: self._change,
        }

    async def _list(self, _: Connection, asked: wire.AskQueue) -> Message:
        return wire.Queue(asked.id, self._queue.of(asked.session))

    async def _add(self, who: Connection, asked: wire.Enqueue) -> Message:
        if not (0 < len(asked.key) <= _KEY and asked.key.isalnum()):
            raise UsageError(f"a prompt's key is 1 to {_KEY} letters and digits")
        when = condition(asked.when)
        return wire.Queue(
            asked.id, [await self._queue.add(asked.key, asked.session, asked.text, when, who.name)]
        )

    async def _change(self, who: Connection, asked: wire.ChangeQueued) -> Message:
        if asked.cancel:
            return wire.Queue(asked.id, [await self._queue.cancel(asked.item, who.name)])
        when = condition(asked.when) if asked.when is not None else None
        return wire.Queue(asked.id, [await self._queue.change(asked.item, asked.text, when, who.name)])
