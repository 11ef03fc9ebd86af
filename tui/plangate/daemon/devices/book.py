"""The paired devices, kept across restarts; of their secrets only hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from plangate import atomic
from plangate.errors import LimitReached, NotFound, Refused, Unauthorised, UsageError
from plangate.model.client import Role
from plangate.model.devices import DeviceView

__all__ = ["Book", "Device", "named"]

_DAY = 86_400.0
_IDLE = {Role.VIEWER: 30 * _DAY, Role.APPROVER: 30 * _DAY, Role.DRIVER: 7 * _DAY}
"""Seconds without a connection after which a device is forgotten."""
_NAME_LIMIT = 40
_WORDS_LIMIT = 200
_MOST = 64
_SEEN_EVERY = 60.0
_SCHEME = "pg1"
_UNKNOWN = "this browser is not paired, or not any more"
_PAIR = "plangate pair shows how to pair it."


class Device(msgspec.Struct, kw_only=True):
    """One device as it is stored."""

    id: str
    name: str
    role: Role
    created: float
    seen: float
    token: bytes
    """SHA-256 of the cookie's secret."""
    key: bytes
    """SHA-256 of what its page keeps."""
    address: str = ""
    browser: str = ""

    @property
    def expires(self) -> float:
        """When it is forgotten, in Unix seconds."""
        return self.seen + _IDLE.get(self.role, 0.0)

    def view(self, *, connected: bool = False) -> DeviceView:
        """It as people see it."""
        return DeviceView(
            id=self.id,
            name=self.name,
            role=self.role,
            created=self.created,
            seen=self.seen,
            expires=self.expires,
            address=self.address,
            browser=self.browser,
            connected=connected,
        )


class _Stored(msgspec.Struct):
    devices: list[Device] = msgspec.field(default_factory=list)


class Book:
    """All devices.

    Args:
        path: Where they are kept.
        clock: Unix seconds.
    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._saved = 0.0
        try:
            found = msgspec.json.decode(path.read_bytes(), type=_Stored).devices
        except (FileNotFoundError, ValueError):  # what cannot be read lets nobody in
            found = []
        self._devices = {device.id: device for device in found}

    def all(self) -> list[Device]:
        """Those that are not too old, the last seen first."""
        now = self._clock()
        self._devices = {id: device for id, device in self._devices.items() if now < device.expires}
        return sorted(self._devices.values(), key=lambda device: -device.seen)

    def get(self, id: str) -> Device:
        """A device by its id.

        Raises:
            NotFound: There is none, or not any more.
        """
        device = self._devices.get(id)
        if device is None or self._clock() >= device.expires:
            raise NotFound(f"there is no device {id}", "plangate devices ls lists them.")
        return device

    def add(self, name: str, role: Role, address: str, browser: str) -> tuple[Device, str, str]:
        """Pair a device; what its cookie and its page prove themselves with is returned and not kept.

        Raises:
            LimitReached: There are too many, or the disk is full.
        """
        if len(self.all()) >= _MOST:
            raise LimitReached(f"{_MOST} devices are paired", "plangate devices revoke forgets one.")
        name = named(name)
        id = secrets.token_hex(4)
        secret, key = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        now = self._clock()
        device = Device(
            id=id,
            name=self._unique(name),
            role=role,
            created=now,
            seen=now,
            token=_hash(secret),
            key=_hash(key),
            address=_words(address),
            browser=_words(browser),
        )
        self._devices[id] = device
        try:
            self._save()
        except LimitReached:
            del self._devices[id]
            raise
        return device, f"{_SCHEME}.{id}.{secret}", key

    def who(self, token: str) -> Device:
        """Whose cookie this is.

        Raises:
            Unauthorised: Nobody's.
        """
        scheme, _, rest = token.partition(".")
        id, _, secret = rest.partition(".")
        device = self._devices.get(id)
        good = hmac.compare_digest(_hash(secret), device.token if device is not None else bytes(32))
        if scheme != _SCHEME or device is None or not good or self._clock() >= device.expires:
            raise Unauthorised(_UNKNOWN, _PAIR)
        return device

    def enter(self, token: str, key: str) -> Device:
        """The device that shows both of its secrets; it was seen now.

        Raises:
            Unauthorised: One of them is wrong.
        """
        device = self.who(token)
        if not hmac.compare_digest(_hash(key), device.key):
            raise Unauthorised(_UNKNOWN, _PAIR)
        self.saw(device)
        return device

    def saw(self, device: Device) -> None:
        """It is connected now; written down once in a while."""
        device.seen = self._clock()
        if device.seen - self._saved > _SEEN_EVERY:
            with suppress(LimitReached):
                self._save(durable=False)

    def rename(self, id: str, name: str) -> Device:
        """Call a device something else."""
        device = self.get(id)
        name = named(name)
        if name != device.name:
            device.name = self._unique(name)
            self._save()
        return device

    def remove(self, id: str) -> Device:
        """Forget a device, on the disk too when this returns.

        Raises:
            NotFound: There is none.
            LimitReached: The disk fails; for this process it is forgotten all the same.
        """
        device = self._devices.pop(id, None)
        if device is None:
            raise NotFound(f"there is no device {id}", "plangate devices ls lists them.")
        self._save()
        return device

    def _unique(self, name: str) -> str:
        taken = {device.name for device in self._devices.values()}
        return next(
            each
            for each in (name, *(f"{name} {number}" for number in range(2, _MOST + 2)))
            if each not in taken
        )

    def _save(self, *, durable: bool = True) -> None:
        self._saved = self._clock()
        stored = _Stored(list(self._devices.values()))
        try:
            atomic.write(self._path, msgspec.json.encode(stored), durable=durable)
        except OSError as error:
            raise LimitReached(
                f"{self._path} cannot be written: {error.strerror}", "Make room on its disk."
            ) from error


def named(name: str) -> str:
    """A device's name, as it may be shown.

    Raises:
        UsageError: It is too long or cannot be printed.
        Refused: It is empty.
    """
    name = " ".join(name.split())
    if len(name) > _NAME_LIMIT or not name.isprintable():
        raise UsageError(f"a device's name has at most {_NAME_LIMIT} printable characters")
    if not name:
        raise Refused("the device needs a name")
    return name


def _words(text: str) -> str:
    return "".join(char for char in text if char.isprintable())[:_WORDS_LIMIT]


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
