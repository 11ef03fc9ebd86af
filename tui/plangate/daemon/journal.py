"""What the daemon needs of a ledger, so that everything else can be tested without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from plangate.model.event import Event

__all__ = ["Journal"]


class Journal(Protocol):
    """The ledger as the daemon uses it; all methods may be awaited on the event loop."""

    @property
    def last(self) -> int:
        """The newest sequence number."""

    @property
    def warnings(self) -> Sequence[str]:
        """What a person should know: rebuilt from the twin, a failing disk."""

    async def record(self, kind: str, session: str = "", actor: str = "daemon", **data: Any) -> Event:
        """Append an event; it is on the disk when this returns.

        Raises:
            LedgerError: It could not be written.
        """

    async def page(
        self, *, since: int, limit: int, session: str, kinds: Sequence[str], newest: bool
    ) -> list[Event]:
        """Events, oldest first."""

    async def close(self) -> None:
        """Write what is under way and let go of the files."""
