"""Who may connect to a host, and as what. Pure."""

from __future__ import annotations

from plangate.errors import Unauthorised
from plangate.wire.capability import Capability, verify
from plangate.wire.messages import Hello, Message
from plangate.wire.versions import agree

__all__ = ["Gatekeeper"]


class Gatekeeper:
    """Checks what a client shows.

    Args:
        key: The session's key.
        product: Our version, for the error that names both.
    """

    __slots__ = ("_key", "_product", "_session", "revoked", "revoked_before")

    def __init__(self, session: str, key: bytes, product: str) -> None:
        self._session = session
        self._key = key
        self._product = product
        self.revoked: set[int] = set()
        self.revoked_before = 0
        """Every capability with a smaller serial is void."""

    def admit(self, message: Message, now: float) -> tuple[int, Capability]:
        """The version to speak and the capability of whoever sent this first message.

        Raises:
            Unauthorised: It is no greeting, or its capability is not good here and now (Unix seconds).
            VersionMismatch: There is no common version.
        """
        if not isinstance(message, Hello):
            raise Unauthorised("a connection begins with a greeting")
        version = agree(message, self._product)
        capability = verify(
            message.capability,
            self._key,
            session=self._session,
            now=now,
            revoked=self.revoked,
            revoked_before=self.revoked_before,
        )
        return version, capability

    def revoke(self, serials: list[int], all_but: int) -> None:
        """Accept these no longer, and with `all_but` none with a smaller serial than that."""
        self.revoked.update(serials)
        self.revoked_before = max(self.revoked_before, all_but)

    def is_void(self, capability: Capability) -> bool:
        """Whether a capability that was good has been revoked since."""
        return capability.serial in self.revoked or capability.serial < self.revoked_before
