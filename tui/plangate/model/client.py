"""Who is connected, and what they may do."""

from __future__ import annotations

from enum import StrEnum

import msgspec

__all__ = ["AT_THE_MACHINE", "ClientInfo", "Role", "Standing"]


class Role(StrEnum):
    """What a connection may do; each role may do what the ones before it may."""

    VIEWER = "viewer"
    """See everything, change nothing."""
    APPROVER = "approver"
    """Also answer plans and permissions."""
    DRIVER = "driver"
    """Also type, start and stop."""
    OWNER = "owner"
    """Also change settings, devices and the daemon."""

    @property
    def rank(self) -> int:
        """Position in the order of the roles, from 0."""
        return _RANKS[self]

    def covers(self, needed: Role) -> bool:
        """Whether this role may do what `needed` may."""
        return _RANKS[self] >= _RANKS[needed]


_RANKS = {role: rank for rank, role in enumerate(Role)}


class ClientInfo(msgspec.Struct, frozen=True):
    """One connected program, named so that people recognise each other."""

    id: str
    name: str
    kind: str
    """dashboard, cli, web or daemon."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a client asks to be when it connects to the daemon."""

    ticket: bytes = b""
    """Of a device; empty for a program at the machine."""
    at_most: Role = Role.OWNER
    decides: bool = True
    """Whether it wants to approve."""


AT_THE_MACHINE = Standing()
