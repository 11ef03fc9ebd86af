"""Self-descriptions on disk, replaced in one step so that a reader never sees half of one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from plangate.wire.description import HostDescription, KeeperDescription, written

__all__ = ["describe", "withdraw"]


def describe(path: Path, description: HostDescription | KeeperDescription) -> None:
    """Write the description: private, sticky so that cleaners leave it, by rename."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, written(description))
        os.fchmod(handle, 0o1600)
    finally:
        os.close(handle)
    os.replace(temporary, path)  # noqa: PTH105 - the same call, without two more objects


def withdraw(*paths: Path) -> None:
    """Remove files; those that are gone are no error."""
    for path in paths:
        with suppress(OSError):
            path.unlink()
