"""Letting one device in: a token for a QR code or six digits, good once, soon, and for few wrong tries."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from plangate.errors import Refused
from plangate.model.client import Role

__all__ = ["LIFETIME", "Invitation", "Pairing"]

LIFETIME = 120.0
"""Seconds."""
_TRIES = 5
_DIGITS = 6
_NONE = "no pairing is open"
_HINT = "plangate pair, at the machine, opens one for two minutes."


@dataclass(frozen=True, slots=True)
class Invitation:
    """What was shown at the machine."""

    token: str
    code: str
    role: Role
    ends: float
    """In the seconds of the clock."""


class Pairing:
    """At most one open invitation.

    Args:
        clock: Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._open: Invitation | None = None
        self._wrong = 0

    def open(self, role: Role) -> Invitation:
        """Invite a device; an open invitation ends."""
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        self._wrong = 0
        self._open = Invitation(secrets.token_urlsafe(32), code, role, self._clock() + LIFETIME)
        return self._open

    def close(self) -> None:
        """Invite nobody any more."""
        self._open = None

    def accept(self, token: str, code: str) -> Role:
        """Use the invitation up; the role that it gives.

        Raises:
            Refused: There is none, it is too late, or what was shown is wrong; after a few wrong tries it is void.
        """
        invitation = self._open
        if invitation is None or self._clock() >= invitation.ends:
            self._open = None
            raise Refused(_NONE, _HINT)
        by_token = hmac.compare_digest(token.encode("utf-8", "replace"), invitation.token.encode())
        typed = "".join(code.split())
        by_code = hmac.compare_digest(typed.encode("utf-8", "replace"), invitation.code.encode())
        if by_token or by_code:
            self._open = None
            return invitation.role
        self._wrong += 1
        if self._wrong >= _TRIES:
            self._open = None
            raise Refused("the code is wrong, and was wrong too often: it is void now", _HINT)
        raise Refused("the code is wrong")
