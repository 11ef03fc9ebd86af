"""The base of every message, and what opens a connection.

A message is a msgpack array whose first element is its number. Numbers are never reused; fields
are only ever appended, with a default, so that each side ignores what it does not know. Raise
`VERSION` when a message changes its meaning, `OLDEST` when an old meaning is no longer understood;
a host speaks at least the two versions before its own.

    1 to 19     opening, errors: everybody          (this module)
    20 to 59    client to host                      (plangate.wire.stream)
    60 to 89    host to client                      (plangate.wire.stream)
    100 to 199  client and daemon                   (plangate.wire.control; 130 to 148, 157 to 161, 175: plangate.wire.gate)
    200 to 219  daemon, keeper and host             (plangate.wire.spawn)
    240 to 259  client and daemon                   (plangate.wire.attempts)
    260 to 279  client, front and daemon: devices   (plangate.wire.devices)
    280 to 289  client and daemon                   (plangate.wire.jobs)
"""

from __future__ import annotations

import msgspec

from plangate.model.client import ClientInfo, Role

__all__ = ["OLDEST", "VERSION", "Failure", "Hello", "Message", "Welcome"]

VERSION = 1
OLDEST = 1


class Message(msgspec.Struct, array_like=True, gc=False):
    """Base of all messages. Not frozen, because type checkers do not see that subclasses inherit it."""


class Hello(Message, tag=1):
    """First message of whoever connects."""

    product: str
    newest: int
    oldest: int
    client: ClientInfo
    capability: bytes = b""
    """What proves the role; only the daemon's socket takes none (the peer's uid decides)."""
    ticket: bytes = b""
    """Makes this the connection of a device, with its role; for the daemon only, good once."""
    at_most: Role = Role.OWNER
    """The client wants no more than this, because it acts for somebody else."""
    decides: bool = True
    """Whether it may approve at all; a web front without devices may not."""


class Welcome(Message, tag=2):
    """Answer to `Hello`: the version both sides will speak."""

    product: str
    version: int
    instance: str
    """Random for every process, so that a stale socket path is noticed."""
    role: Role
    session: str = ""
    device: str = ""
    """Name of the device that a ticket was for."""
    again: bytes = b""
    """The ticket for the next connection of that device."""


class Failure(Message, tag=3):
    """Something was refused or went wrong; `id` names the request, 0 the connection itself."""

    id: int
    code: str
    """`PlangateError.code` of the error."""
    message: str
    hint: str = ""
