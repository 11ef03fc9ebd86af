"""How strongly this machine can hold a gate, found out once for each daemon by doing it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable

from plangate.model.gate import Strength

__all__ = ["Strengths", "strongest"]

_PATIENCE = 30.0


class Strengths:
    """Asks once, and remembers.

    Args:
        probe: Tries the ways there are and gives back the strongest that worked; blocks.
    """

    def __init__(self, probe: Callable[[], Strength]) -> None:
        self._probe = probe
        self._found: asyncio.Future[Strength] | None = None

    async def best(self) -> Strength:
        """The strongest way that works here."""
        if self._found is None:
            self._found = asyncio.ensure_future(asyncio.to_thread(self._probe))
        return await asyncio.shield(self._found)

    def forget(self) -> None:
        """Ask again next time: the machine may have been set up otherwise."""
        self._found = None


def strongest() -> Strength:
    """Try in a process of its own what this machine can hold."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "plangate.daemon.gate.trial"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return Strength.WATCH
    return Strength.KERNEL if done.returncode == 0 else Strength.WATCH
