"""A client of a host: its connection, what it may do and what it was promised."""

from __future__ import annotations

from plangate.errors import PlangateError
from plangate.host.connection import Connection
from plangate.host.frames import TableMark, View
from plangate.host.pacing import Pacer
from plangate.model.client import Role
from plangate.wire.capability import Capability
from plangate.wire.failures import failure_of

__all__ = ["Guest"]


class Guest:
    """One connection to a host; a stranger until `capability` is set."""

    __slots__ = ("capability", "connection", "mark", "pacer", "subscribed", "view")

    connection: Connection

    def __init__(self) -> None:
        self.capability: Capability | None = None
        self.mark = TableMark()
        self.view: View | None = None
        """Set while frames are wanted."""
        self.pacer = Pacer()
        self.subscribed = False

    @property
    def client(self) -> str:
        """Client id; empty for a stranger."""
        return "" if self.capability is None else self.capability.client

    @property
    def name(self) -> str:
        """The client as people know it."""
        return "" if self.capability is None else self.capability.name

    def may(self, needed: Role) -> bool:
        """Whether its role covers `needed`."""
        return self.capability is not None and self.capability.role.covers(needed)

    def attach(self, max_rate: float) -> None:
        """Want frames from now on, the first one full."""
        self.view = View(self.mark)
        self.pacer = Pacer(max_rate, first=self.pacer.next_seq)

    def detach(self) -> None:
        """Want no more frames."""
        self.view = None

    def fail(self, error: PlangateError, request: int = 0) -> None:
        """Tell it what went wrong."""
        self.connection.send(failure_of(error, request))
