"""Hears of every change of state and hands on what people should know."""

from __future__ import annotations

import asyncio
import logging
import time

from plangate.aio import spawn
from plangate.config.settings import Notifications
from plangate.daemon.desk import Desk
from plangate.daemon.notify.notes import Note, Pacer, note_of
from plangate.daemon.notify.sinks import Sink, sinks
from plangate.errors import PlangateError, UsageError
from plangate.model.event import Event
from plangate.model.session import Session

__all__ = ["NotifyOffice"]

_log = logging.getLogger(__name__)

_MOST_UNDER_WAY = 8
"""Notifications on their way at once; a sink that hangs must not gather threads."""


class NotifyOffice:
    """Implements `Listener`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._before: dict[str, Session] = {}
        self._pacer = Pacer()
        self._sinks: list[Sink] = []
        self._states: frozenset[str] = frozenset()
        self._under_way = 0
        self._complained: set[str] = set()

    def use(self, settings: Notifications) -> None:
        """The settings have been read anew."""
        self._states = frozenset(settings.states)
        self._complained.clear()
        self._sinks = sinks(
            desktop=settings.desktop,
            command=settings.command,
            webhook=settings.webhook,
            services=settings.services,
        )

    def session(self, view: Session) -> None:
        """A session changed."""
        before = self._before.get(view.id)
        self._before[view.id] = view
        if not self._sinks or before is None:
            return
        entry = self._desk.entries.get(view.id)
        looked = entry.tracker.memory.looked if entry is not None else 0.0
        note = note_of(before, view, self._states, looked=looked, now=time.time())
        paced = self._pacer.allow(note, time.monotonic()) if note is not None else None
        if paced is not None and self._under_way < _MOST_UNDER_WAY:
            spawn(self._send(paced), name=f"notify of {view.id}")

    def event(self, event: Event) -> None:
        """Only sessions are told of."""
        if event.kind == "session.removed":
            self._before.pop(event.session, None)

    async def test(self) -> str:
        """Send a notification to every sink; what came of it, a line for each.

        Raises:
            UsageError: The settings name no sink.
        """
        if not self._sinks:
            raise UsageError(
                "no sink is set up",
                "Set notifications.desktop, command, webhook or services; see docs/notifications.md.",
            )
        note = Note("", "plangate", "test", "Plangate can reach you", "This is a test.", False, "plangate")
        return "\n".join([f"{sink.name}: {await self._handed(sink, note) or 'sent'}" for sink in self._sinks])

    async def _send(self, note: Note) -> None:
        self._under_way += 1
        try:
            for sink in self._sinks:
                fault = await self._handed(sink, note)
                if fault and sink.name not in self._complained:
                    self._complained.add(sink.name)
                    self._desk.feed.notice(
                        "warning", f"notification by {sink.name}: {fault}", session=note.session
                    )
                elif not fault:
                    self._complained.discard(sink.name)
        finally:
            self._under_way -= 1

    async def _handed(self, sink: Sink, note: Note) -> str:
        """Hand it over; why that failed, else nothing."""
        try:
            await asyncio.to_thread(sink.send, note)
        except PlangateError as error:
            return error.message
        except Exception as error:  # noqa: BLE001 - apprise's plugins may raise anything
            _log.exception("sink %s failed", sink.name)
            return str(error) or type(error).__name__
        return ""
