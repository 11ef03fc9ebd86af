"""The PIN that approves plans: hashed so that the file alone is worth little, and few wrong tries at a time."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from plangate import atomic
from plangate.errors import ConfigError, LimitReached, NotFound, Refused, UsageError

__all__ = ["Pin"]

_COST = 2**15
_BLOCK = 8
_MEMORY = 128 * _COST * _BLOCK * 2
"""Bytes; scrypt needs 128 N r, and hashlib's own limit is just below that."""
_SHORTEST = 4
_LONGEST = 128
_MOST_TRIES = 5
"""Wrong ones in a row, after which each costs a wait."""
_FIRST_WAIT = 30.0
_LONGEST_WAIT = 3600.0


class _Stored(msgspec.Struct):
    salt: bytes
    cost: int
    hash: bytes


@dataclass(slots=True)
class _Tries:
    wrong: int = 0
    not_before: float = 0.0


class Pin:
    """One PIN for this installation. Everything here blocks for about a tenth of a second.

    Args:
        path: Where its hash is kept.
        clock: Monotonic seconds.
    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._tries: dict[str, _Tries] = {}

    @property
    def known(self) -> bool:
        """Whether one was chosen."""
        return self._path.exists()

    def choose(self, pin: str, before: str) -> None:
        """Choose a PIN, or another one.

        Raises:
            UsageError: It is too short or too long.
            Refused: `before` is not the present one.
            LimitReached: The disk is full.
        """
        if not _SHORTEST <= len(pin) <= _LONGEST:
            raise UsageError(f"a PIN has {_SHORTEST} to {_LONGEST} characters")
        if self.known:
            self.check(before)
        salt = os.urandom(16)
        stored = _Stored(salt, _COST, _hashed(pin, salt, _COST))
        try:
            atomic.write(self._path, msgspec.json.encode(stored))
        except OSError as error:
            raise LimitReached(f"the PIN cannot be stored: {error.strerror}") from error

    def check(self, pin: str, who: str = "") -> None:
        """Make sure that it is the right one.

        Args:
            who: Whose wrong tries count together: a device cannot lock out the machine.

        Raises:
            NotFound: None was chosen.
            Refused: It is wrong, or there were too many wrong ones of late.
        """
        stored = self._stored()
        tries = self._tries.setdefault(who, _Tries())
        wait = tries.not_before - self._clock()
        if wait > 0:
            raise Refused(f"too many wrong PINs; the next try is possible in {wait:.0f} s")
        if hmac.compare_digest(_hashed(pin, stored.salt, stored.cost), stored.hash):
            tries.wrong = 0
            return
        tries.wrong += 1
        if tries.wrong >= _MOST_TRIES:
            pause = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (tries.wrong - _MOST_TRIES))
            tries.not_before = self._clock() + pause
        raise Refused("the PIN is wrong")

    def _stored(self) -> _Stored:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Stored)
        except FileNotFoundError:
            raise NotFound("no PIN was chosen yet", "plangate pin set chooses one.") from None
        except (OSError, ValueError) as error:
            raise ConfigError(f"{self._path} cannot be read", "Remove it and choose a PIN anew.") from error


def _hashed(pin: str, salt: bytes, cost: int) -> bytes:
    secret = pin.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=cost, r=_BLOCK, p=1, maxmem=_MEMORY)
