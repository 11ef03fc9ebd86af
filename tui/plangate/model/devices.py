"""Browsers that were paired with this installation, as people see them."""

from __future__ import annotations

import msgspec

from plangate.model.client import Role

__all__ = ["DeviceView", "Front"]


class DeviceView(msgspec.Struct, frozen=True, kw_only=True):
    """One paired browser; what it proves itself with is known to nobody but itself."""

    id: str
    name: str
    role: Role
    created: float
    """Unix seconds."""
    seen: float
    """When it was last connected, in Unix seconds."""
    expires: float
    """When it is forgotten unless it comes again before, in Unix seconds."""
    address: str = ""
    """Where it was paired from."""
    browser: str = ""
    """What it called itself then."""
    connected: bool = False


class Front(msgspec.Struct, frozen=True, kw_only=True):
    """A running `plangate serve`."""

    urls: tuple[str, ...]
    """Where browsers reach it, the one for other devices first."""
    fingerprint: str = ""
    """SHA-256 of a certificate that it made itself; empty otherwise."""
