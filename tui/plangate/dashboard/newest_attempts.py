"""The newest attempt of each session that was looked at; asked for when it is wanted, and again when it changed."""

from __future__ import annotations

from collections.abc import Callable

from plangate.aio import spawn
from plangate.client.api import Control
from plangate.client.tasks import every_task
from plangate.dashboard.board import Board, Change
from plangate.errors import PlangateError
from plangate.model.attempts import Attempt

__all__ = ["NewestAttempts"]


class NewestAttempts:
    """Knows what it was asked about before; `changed` hears of every answer."""

    def __init__(self, control: Control, board: Board, changed: Callable[[], None]) -> None:
        self._control = control
        self._changed = changed
        self._known: dict[str, Attempt | None] = {}
        self._asking: set[str] = set()
        self._board = board
        self.close = board.watch(self._heard)
        """Ends the watching."""

    def of(self, session: str) -> Attempt | None:
        """The newest attempt as far as it is known now; what is not known is asked for."""
        if session not in self._known and session not in self._asking and self._board.connected:
            self._asking.add(session)
            spawn(self._ask(session), name=f"attempts of {session}")
        return self._known.get(session)

    async def _ask(self, session: str) -> None:
        try:
            tasks = await every_task(self._control.ask, session)
        except PlangateError:
            tasks = []
        found = [one for task in tasks for one in task.attempts if one.session == session]
        self._asking.discard(session)
        self._known[session] = max(found, key=lambda one: one.began, default=None)
        self._changed()

    def _heard(self, change: Change) -> None:
        """An event about a session's attempts makes what is known of it old."""
        if change.connection:
            self._known.clear()
        event = change.event
        if event is not None and event.kind.startswith(("attempt.", "undo.")):
            self._known.pop(event.session, None)
            self._changed()
