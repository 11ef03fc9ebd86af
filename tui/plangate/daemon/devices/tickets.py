"""One-shot tickets: what makes a connection that of a device."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable

import msgspec

from plangate.errors import Unauthorised

__all__ = ["Tickets"]

_LIFETIME = 30.0
_MAC = hashlib.sha256().digest_size
_NONCE = 16


class _Again(msgspec.Struct, array_like=True, frozen=True):
    device: str
    nonce: bytes


class Tickets:
    """Made for devices, each good for one connection.

    The first one is known to this daemon only and expires. A connection is given another for when it
    is lost: that one outlives a daemon, because it is signed, and the device must still be paired.

    Args:
        secret: Of this installation.
        clock: Monotonic seconds.
    """

    def __init__(self, secret: bytes, clock: Callable[[], float]) -> None:
        self._key = hmac.digest(secret, b"tickets", "sha256")
        self._clock = clock
        self._fresh: dict[bytes, tuple[str, float]] = {}
        self._used: set[bytes] = set()

    def issue(self, device: str) -> bytes:
        """The ticket of a device's first connection."""
        now = self._clock()
        self._fresh = {ticket: kept for ticket, kept in self._fresh.items() if now < kept[1]}
        ticket = secrets.token_bytes(_NONCE)
        self._fresh[ticket] = (device, now + _LIFETIME)
        return ticket

    def again(self, device: str) -> bytes:
        """The ticket of its next one."""
        body = msgspec.msgpack.encode(_Again(device, secrets.token_bytes(_NONCE)))
        return hmac.digest(self._key, body, "sha256") + body

    def redeem(self, ticket: bytes) -> str:
        """Whose it is; it is void from now on.

        Raises:
            Unauthorised: It was used, is too old, or was not made here.
        """
        device, ends = self._fresh.pop(ticket, ("", 0.0))
        if device and self._clock() < ends:
            return device
        mac, body = ticket[:_MAC], ticket[_MAC:]
        if not hmac.compare_digest(mac, hmac.digest(self._key, body, "sha256")):
            raise Unauthorised("the ticket is not good", "Reload the page.")
        told = msgspec.msgpack.decode(body, type=_Again)
        if told.nonce in self._used:
            raise Unauthorised("the ticket was used already", "Reload the page.")
        self._used.add(told.nonce)
        return told.device
