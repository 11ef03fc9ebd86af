"""Reads what hosts say of themselves in files, so that they are found by whoever comes later."""

from __future__ import annotations

from pathlib import Path

from plangate.daemon.procfs import is_alive
from plangate.wire.description import HostDescription, read_host

__all__ = ["host", "living_hosts"]


def host(path: Path) -> HostDescription | None:
    """The description in a file, or None when there is none that can be read."""
    try:
        return read_host(path.read_bytes())
    except OSError:
        return None


def living_hosts(directory: Path) -> list[HostDescription]:
    """All hosts that are alive; what dead ones left behind is not touched."""
    found = [host(path) for path in sorted(directory.glob("*.json"))]
    return [told for told in found if told is not None and is_alive(told.host_pid, told.host_started)]
