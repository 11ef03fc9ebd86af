"""The jobs of the sessions that are looked at; asked for again as long as they are."""

from __future__ import annotations

from collections.abc import Callable

from plangate.aio import spawn
from plangate.client.api import Control
from plangate.client.jobs import jobs
from plangate.errors import PlangateError
from plangate.model.jobs import Job
from plangate.model.session import Session

__all__ = ["PresentJobs"]

_FRESH = 2.0
"""Seconds for which an answer is good: processor time and last line change without an event."""


class PresentJobs:
    """Knows what it was asked about before; `changed` hears of every answer."""

    def __init__(self, control: Control, changed: Callable[[], None]) -> None:
        self._control = control
        self._changed = changed
        self._known: dict[str, tuple[list[Job], float, int]] = {}
        self._asking: set[str] = set()

    def of(self, session: Session, now: float) -> list[Job]:
        """Its jobs as far as they are known now; what is old is asked for again."""
        found, at, count = self._known.get(session.id, ([], 0.0, 0))
        old = count != session.jobs or (session.jobs and not 0 <= now - at < _FRESH)
        if old and session.id not in self._asking:
            self._asking.add(session.id)
            spawn(self._ask(session, now), name=f"jobs of {session.id}")
        return found

    async def _ask(self, session: Session, now: float) -> None:
        try:
            found = await self._control.ask(jobs(session.id))
        except PlangateError:
            found = []
        self._asking.discard(session.id)
        self._known[session.id] = (found, now, session.jobs)
        self._changed()
