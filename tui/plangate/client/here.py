"""What a session takes over from the process that asks for it, besides the environment."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from plangate.model.session import NewSession

__all__ = ["as_here"]


def as_here(new: NewSession) -> NewSession:
    """The request with this process's umask, unless it names one."""
    return replace(new, umask=_umask()) if new.umask is None else new


def _umask() -> int | None:
    """Read, not set and set back: other threads may be making files."""
    try:
        status = Path("/proc/self/status").read_text(errors="replace")
    except OSError:
        return None
    found = next((line for line in status.splitlines() if line.startswith("Umask:")), "")
    return int(found.split()[1], 8) if found else None
