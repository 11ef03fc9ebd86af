"""Capabilities for hosts: made on request, remembered while they may be used, revoked for good."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from plangate import atomic
from plangate.errors import ConfigError, LimitReached
from plangate.model.client import ClientInfo, Role
from plangate.wire.capability import Capability, mint, session_key

__all__ = ["Grants", "read_secret"]

LIFETIME = 2 * 3600.0
"""Seconds in which a client may open connections with one capability; then it asks for another."""
_SECRET_SIZE = 32


@dataclass(slots=True)
class _Issued:
    serial: int
    session: str
    client: str
    expires: float


@dataclass(slots=True)
class _Book:
    """What is on disk: who has what, and what is void."""

    issued: list[_Issued] = field(default_factory=list)
    revoked: dict[str, list[int]] = field(default_factory=dict)
    """By session: serials that its host must not accept."""
    void_before: int = 0
    """Every smaller serial is void, in all sessions."""


class Grants:
    """Makes and revokes capabilities.

    Args:
        secret: What all session keys derive from.
        path: Where issued and revoked serials are kept across restarts.
        clock: Unix nanoseconds.
    """

    def __init__(self, secret: bytes, path: Path, clock: Callable[[], int]) -> None:
        self._secret = secret
        self._path = path
        self._clock = clock
        self._made: dict[tuple[str, Role, ClientInfo], tuple[bytes, float]] = {}
        try:
            self._book = msgspec.json.decode(path.read_bytes(), type=_Book)
        except FileNotFoundError:
            self._book = _Book()
        except ValueError:  # what was revoked is not known any more: void all, clients ask again
            self._book = _Book(void_before=clock())
        known = [entry.serial for entry in self._book.issued]
        self._last = max(
            [
                *known,
                *(serial for void in self._book.revoked.values() for serial in void),
                self._book.void_before,
            ]
        )

    def key(self, session: str) -> bytes:
        """The key that the host of a session is given."""
        return session_key(self._secret, session)

    def issue(self, session: str, role: Role, client: ClientInfo) -> tuple[bytes, float]:
        """A capability and when it expires; remembered before it is given away.

        A client that asks again gets the same one for half of its lifetime.
        """
        now = self._clock()
        made = self._made.get((session, role, client))
        if (
            made is not None and LIFETIME / 2 < made[1] - now / 1e9 <= LIFETIME
        ):  # more: the clock was set back
            return made
        self._last = serial = max(now, self._last + 1)
        expires = now / 1e9 + LIFETIME
        self._book.issued = [entry for entry in self._book.issued if entry.expires > now / 1e9]
        self._book.issued.append(_Issued(serial, session, client.id, expires))
        with suppress(LimitReached):  # the next change writes it; until then this process remembers
            self._save(durable=False)
        made = self._mint(session, role, client, serial, expires), expires
        self._made = {key: old for key, old in self._made.items() if old[1] > now / 1e9}
        self._made[session, role, client] = made
        return made

    def own(self, session: str, client: ClientInfo) -> bytes:
        """The daemon's own capability, which no revocation touches."""
        now = self._clock()
        self._last = serial = max(now, self._last + 1)
        return self._mint(session, Role.OWNER, client, serial, now / 1e9 + 60.0)

    def revoke(self, session: str = "", client: str = "") -> dict[str, list[int]]:
        """Void capabilities, all that fit; the new serials by session.

        What is void is so for this process at once, and `keep` writes it down.
        """
        self._made.clear()
        fresh: dict[str, list[int]] = {}
        kept: list[_Issued] = []
        for entry in self._book.issued:
            if session in ("", entry.session) and client in ("", entry.client):
                fresh.setdefault(entry.session, []).append(entry.serial)
            else:
                kept.append(entry)
        self._book.issued = kept
        for where, serials in fresh.items():
            self._book.revoked.setdefault(where, []).extend(serials)
        return fresh

    def keep(self) -> None:
        """Have revocations on the disk when this returns.

        Raises:
            LimitReached: The disk is full or fails; a daemon that starts anew would not know of them.
        """
        self._save(durable=True)

    def revoked(self, session: str) -> tuple[list[int], int]:
        """What a host is told whenever it is found again: void serials, and before which all are void."""
        return list(self._book.revoked.get(session, ())), self._book.void_before

    def forget(self, session: str) -> None:
        """The session is off the list; its host accepts nothing any more."""
        self._book.issued = [entry for entry in self._book.issued if entry.session != session]
        self._book.revoked.pop(session, None)
        with suppress(LimitReached):
            self._save(durable=False)

    def _mint(self, session: str, role: Role, client: ClientInfo, serial: int, expires: float) -> bytes:
        capability = Capability(
            session=session, role=role, client=client.id, name=client.name, serial=serial, expires=expires
        )
        return mint(capability, self.key(session))

    def _save(self, *, durable: bool) -> None:
        try:
            atomic.write(self._path, msgspec.json.encode(self._book), durable=durable)
        except OSError as error:
            raise LimitReached(
                f"{self._path} cannot be written: {error.strerror}", "Make room on its disk."
            ) from error


def read_secret(path: Path) -> bytes:
    """The secret of this installation, made on first use.

    Raises:
        ConfigError: The file is there and no secret; every host would refuse what is made with it.
    """
    try:
        secret = path.read_bytes()
    except FileNotFoundError:
        secret = secrets.token_bytes(_SECRET_SIZE)
        atomic.write(path, secret)
    if len(secret) != _SECRET_SIZE:
        raise ConfigError(
            f"{path} holds {len(secret)} bytes instead of {_SECRET_SIZE}",
            "Restore it, or remove it: running sessions can then no longer be reached.",
        )
    return secret
