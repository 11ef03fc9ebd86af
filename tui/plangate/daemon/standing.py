"""What one connection may do, decided when it is made."""

from __future__ import annotations

from dataclasses import dataclass

from plangate.errors import PinNeeded
from plangate.model.client import Role

__all__ = ["OWNER", "Proof", "Rank"]

LASTING = 600.0
"""Seconds in which answers to an agent's questions need no PIN anew."""
_USABLE = 60.0
"""Seconds in which a PIN that was shown counts for one approval."""


@dataclass(slots=True)
class Proof:
    """Whether a person has shown the PIN on this connection, in monotonic seconds."""

    shown: float = float("-inf")
    unused: bool = False

    def show(self, now: float) -> None:
        """The PIN was right."""
        self.shown, self.unused = now, True

    def use(self, now: float) -> None:
        """Take it for one approval.

        Raises:
            PinNeeded: It was not shown, or for something else.
        """
        if not self.unused or now - self.shown > _USABLE:
            raise PinNeeded("this needs the PIN", "It is chosen at the machine: plangate pin set.")
        self.unused = False

    def look(self, now: float) -> None:
        """Make sure that a person was there a while ago.

        Raises:
            PinNeeded: Not for too long.
        """
        if now - self.shown > LASTING:
            raise PinNeeded("this needs the PIN", "It is chosen at the machine: plangate pin set.")


@dataclass(frozen=True, slots=True)
class Rank:
    """Role and origin of a connection."""

    role: Role = Role.OWNER
    device: str = ""
    """Id of the device; empty for a program at the machine."""
    name: str = ""
    """The device's name."""
    decides: bool = True
    """Whether it may approve at all."""
    again: bytes = b""
    """Ticket for its next connection."""


OWNER = Rank()
