"""Where a front listens, how it is reached there, and what that needs."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from plangate.errors import DirectoryError, Refused, Unavailable, UsageError
from plangate.web.guard import Origins

__all__ = ["Place", "bind", "bind_path", "hosts", "origins", "urls"]

_EVERYWHERE = ("0.0.0.0", "::")
_LOOPBACK = ("127.0.0.1", "localhost")
_BACKLOG = 64
_OWN_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What was asked for."""

    host: str = "127.0.0.1"
    port: int = 0
    path: Path | None = None
    """Of a unix socket, instead of host and port."""
    names: tuple[str, ...] = ()
    """Under which it is reached besides, through what encrypts in front of it."""
    tls: bool = False

    @property
    def scheme(self) -> str:
        """Of the addresses."""
        return "https" if self.tls else "http"

    @property
    def private(self) -> bool:
        """Whether only this machine reaches it."""
        if self.path is not None or self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def bind(place: Place) -> socket.socket:
    """Listen at an address.

    Raises:
        Refused: Others could reach it, and it would not be encrypted.
        Unavailable: It is taken, or not of this machine.
    """
    if not place.private and not place.tls:
        raise Refused(
            f"without encryption only this machine may be served, not {place.host}",
            "Add --tls auto or --cert and --key; or leave it at 127.0.0.1 behind ssh -L or tailscale serve.",
        )
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    try:
        return socket.create_server((place.host, place.port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", "") or error
        raise Unavailable(
            f"cannot listen at {place.host} port {place.port}: {why}", "--port 0 takes a free one."
        ) from error


def bind_path(path: Path) -> socket.socket:
    """Listen at a unix socket that only its owner can open; a stale one is replaced.

    Raises:
        DirectoryError: Something else is there.
        Unavailable: It cannot be made, or somebody listens there.
    """
    if path.exists() and not path.is_socket():
        raise DirectoryError(f"{path} is there and no socket", "Name another path.")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    scratch = path.with_name(f".{path.name}.new")
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            if probe.connect_ex(str(path)) == 0:
                raise Unavailable(f"somebody listens at {path} already")
        scratch.unlink(missing_ok=True)
        listener.bind(str(scratch))
        scratch.chmod(0o600)
        listener.listen(_BACKLOG)
        scratch.rename(path)
    except OSError as error:
        listener.close()
        raise Unavailable(f"cannot listen at {path}: {error.strerror or error}") from error
    except Unavailable:
        listener.close()
        raise
    return listener


def origins(place: Place, port: int) -> Origins:
    """Under which names browsers may reach it."""
    exact: dict[str, frozenset[str]] = {}
    for name in place.names:
        _add(exact, _checked(name), 443, frozenset({"https"}))
    if place.path is not None:
        return Origins(exact, frozenset(_LOOPBACK))
    for name in hosts(place):
        _add(exact, name, port, frozenset({place.scheme}))
    return Origins(exact)


def urls(place: Place, port: int) -> tuple[str, ...]:
    """Its addresses, the one for other devices first."""
    if place.path is not None:
        return tuple(f"https://{_checked(name)}" for name in place.names)
    suffix = "" if port == _OWN_PORTS[place.scheme] else f":{port}"
    found = [name for name in hosts(place) if name not in (*_LOOPBACK, "[::1]")] or list(_LOOPBACK[:1])
    return (
        *(f"https://{_checked(name)}" for name in place.names),
        *(f"{place.scheme}://{name}{suffix}" for name in found),
    )


def _add(exact: dict[str, frozenset[str]], name: str, port: int, schemes: frozenset[str]) -> None:
    exact[f"{name}:{port}"] = schemes
    for scheme in schemes:
        if _OWN_PORTS[scheme] == port:
            exact[name] = schemes


def _checked(name: str) -> str:
    plain = name.lower().rstrip(".")
    if not plain or not all(char.isalnum() or char in "-." for char in plain):
        raise UsageError(f"{name!r} is no name of a host")
    return plain


def hosts(place: Place) -> Sequence[str]:
    """Names and addresses in the form they have in a URL."""
    if place.host in _EVERYWHERE:
        found = [_bracketed(address) for address in _addresses(v6=place.host == "::")]
        return [*found, socket.gethostname().lower(), *_LOOPBACK, "[::1]"]
    if place.private:
        return (
            [*_LOOPBACK, "[::1]"]
            if place.host in (*_LOOPBACK, "::1")
            else [_bracketed(place.host), *_LOOPBACK]
        )
    return [_bracketed(place.host.lower())]


def _addresses(*, v6: bool) -> list[str]:
    families = (socket.AF_INET, socket.AF_INET6) if v6 else (socket.AF_INET,)
    known = [
        each.address for group in psutil.net_if_addrs().values() for each in group if each.family in families
    ]
    plain = [address for address in known if "%" not in address]
    return sorted(plain, key=lambda address: ipaddress.ip_address(address).is_loopback)


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
