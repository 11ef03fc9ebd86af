"""Whether the machine has room for one more session."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path

from plangate.errors import LimitReached

__all__ = ["check_room", "raise_file_limit"]

_FULL = 0.8
"""Share of a limit beyond which no session is started, so that everything running keeps working."""


def raise_file_limit() -> int:
    """Raise the number of files this process may have open to what the system allows; gives it back."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            return hard
    return soft


def check_room(
    *, files: int | None = None, file_limit: int | None = None, ptys: Path = Path("/proc/sys/kernel/pty")
) -> None:
    """Make sure that a session can be started without using up what the others need.

    Args:
        files: Open files of this process; None counts them.
        file_limit: How many it may have; None asks.
        ptys: Where the kernel tells of pseudo-terminals.

    Raises:
        LimitReached: Files or pseudo-terminals are nearly used up.
    """
    used = len(os.listdir("/proc/self/fd")) if files is None else files  # noqa: PTH208  # iterdir makes paths
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0] if file_limit is None else file_limit
    if used > limit * _FULL:
        raise LimitReached(
            f"the daemon has {used} of {limit} files open", "End sessions, or raise the limit: ulimit -n."
        )
    with suppress(OSError, ValueError):
        used, limit = (int((ptys / name).read_text()) for name in ("nr", "max"))
        if used > limit * _FULL:
            raise LimitReached(
                f"{used} of {limit} pseudo-terminals are in use",
                "End sessions, or raise the limit: sysctl kernel.pty.max.",
            )
