"""What an agent shows at its socket: it names its session, and permits nothing by itself. Pure."""

from __future__ import annotations

import hmac

from plangate.errors import Unauthorised

__all__ = ["mint", "session_of"]

_LENGTH = 32
"""Hexadecimal digits of the proof: 128 bits."""


def mint(secret: bytes, session: str) -> str:
    """The token of a session, the same for as long as the installation's secret is."""
    return f"{session}.{_proof(secret, session)}"


def session_of(secret: bytes, token: object) -> str:
    """The session that a token names.

    Raises:
        Unauthorised: It is none of ours.
    """
    if isinstance(token, str):
        session, _, proof = token.partition(".")
        given = proof.encode("utf-8", "surrogatepass")
        if hmac.compare_digest(given, _proof(secret, session).encode()):
            return session
    raise Unauthorised("the token was not made for a session of this machine", "Start the session anew.")


def _proof(secret: bytes, session: str) -> str:
    message = b"agent:" + session.encode("utf-8", "surrogatepass")
    return hmac.digest(secret, message, "sha256").hex()[:_LENGTH]
