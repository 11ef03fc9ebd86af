"""What the daemon does about each request that concerns states and background jobs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from plangate.daemon.connection import Connection
from plangate.daemon.desk import Desk, now
from plangate.daemon.jobs.office import JobOffice
from plangate.wire import jobs as wire
from plangate.wire.messages import Message

__all__ = ["JobRequests"]


class JobRequests:
    """One method for each request; `handlers` names them."""

    def __init__(self, desk: Desk, jobs: JobOffice) -> None:
        self._desk = desk
        self._jobs = jobs
        self.handlers: dict[type[Message], Callable[[Connection, Any], Awaitable[Message]]] = {
            wire.AskExplanation: self._explain,
            wire.AskJobs: self._list,
        }

    async def _explain(self, _: Connection, asked: wire.AskExplanation) -> Message:
        entry = self._desk.get(asked.session)
        await self._jobs.look()
        entry.look_at_foreground()
        self._desk.refresh(entry)
        return wire.ExplanationReply(asked.id, entry.tracker.explain(asked.session, now()))

    async def _list(self, _: Connection, asked: wire.AskJobs) -> Message:
        if asked.session:
            self._desk.get(asked.session)
        return wire.Jobs(asked.id, self._jobs.book.of(asked.session))
