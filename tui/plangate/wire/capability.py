"""Capabilities: what a client shows a host to be let in, made by the daemon. Pure.

A capability is its fields as msgpack with an HMAC-SHA256 under the session's key before them. The
key derives from a secret that only the daemon reads and is handed to the host when it starts, so
that a host can check capabilities while no daemon runs.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Container

import msgspec

from plangate.errors import Unauthorised
from plangate.model.client import Role

__all__ = ["Capability", "mint", "session_key", "verify"]

_MAC_SIZE = hashlib.sha256().digest_size
_HINT = "Connect again; the daemon gives out a new capability."


class Capability(msgspec.Struct, array_like=True, frozen=True, kw_only=True):
    """The right to do in one session what `role` may do."""

    session: str
    role: Role
    client: str
    """Id of the client it was made for, and the one that the focus is granted to."""
    name: str
    """The client as people know it."""
    serial: int
    """Grows with every capability made, in nanoseconds of Unix time; what revocation names."""
    expires: float
    """Unix seconds. A connection outlives it; only opening one needs a valid capability."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Capability).decode


def session_key(secret: bytes, session: str) -> bytes:
    """The key of one session; knowing it tells nothing about other sessions' keys."""
    return hmac.digest(secret, b"session:" + session.encode(), "sha256")


def mint(capability: Capability, key: bytes) -> bytes:
    """The capability as the bytes that open a connection."""
    body = _encode(capability)
    return hmac.digest(key, body, "sha256") + body


def verify(
    token: bytes,
    key: bytes,
    *,
    session: str,
    now: float,
    revoked: Container[int] = (),
    revoked_before: int = 0,
) -> Capability:
    """The capability in `token`, if it is good for `session` at `now` (Unix seconds).

    Args:
        revoked: Serials that are void.
        revoked_before: Every smaller serial is void.

    Raises:
        Unauthorised: It is missing, forged, for another session, expired or revoked.
    """
    if not token:
        raise Unauthorised("A capability is needed to connect to this session", _HINT)
    mac, body = token[:_MAC_SIZE], token[_MAC_SIZE:]
    if not hmac.compare_digest(mac, hmac.digest(key, body, "sha256")):
        raise Unauthorised("The capability was not made for this session", _HINT)
    try:
        capability = _decode(body)
    except ValueError as error:
        raise Unauthorised("The capability cannot be read", _HINT) from error
    if capability.session != session:
        raise Unauthorised("The capability was not made for this session", _HINT)
    if capability.expires <= now:
        raise Unauthorised("The capability has expired", _HINT)
    if capability.serial in revoked or capability.serial < revoked_before:
        raise Unauthorised("The capability was revoked", _HINT)
    return capability
