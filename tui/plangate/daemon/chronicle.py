"""The ledger behind the `Journal` interface: writes awaited, reads off the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from plangate.ledger.ledger import Ledger
from plangate.model.event import Event

__all__ = ["Chronicle"]


class Chronicle:
    """Implements `Journal`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @property
    def last(self) -> int:
        """The newest sequence number."""
        return self._ledger.last_seq

    @property
    def ok(self) -> bool:
        """Whether the last attempt to record something succeeded."""
        return not self._ledger.failing

    @property
    def warnings(self) -> Sequence[str]:
        """What was mended while opening, and whether writing fails."""
        failing = (
            ["The ledger cannot be written; new events wait or are refused"] if self._ledger.failing else []
        )
        return [*self._ledger.notes, *failing]

    async def record(self, kind: str, session: str = "", actor: str = "daemon", **data: Any) -> Event:
        """Append an event; it is on the disk when this returns."""
        return await self._ledger.record(kind, session, actor, data)

    async def page(
        self, *, since: int, limit: int, session: str, kinds: Sequence[str], newest: bool
    ) -> list[Event]:
        """Events, oldest first."""
        return await asyncio.to_thread(
            self._ledger.page, since=since, limit=limit, session=session, kinds=tuple(kinds), newest=newest
        )

    async def close(self) -> None:
        """Write what is under way and let go of the files."""
        await asyncio.to_thread(self._ledger.close)
