"""How strongly this machine can hold a gate, found out once for each daemon by doing it."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from plangate.model.gate import Strength
from plangate.model.sandbox import Door

__all__ = ["Best", "Strengths", "strongest"]

_log = logging.getLogger(__name__)

_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Best:
    """What was found."""

    strength: Strength
    door: Door = Door.OWN
    """Which way into namespaces, where they are what holds."""


class Strengths:
    """Asks once, and remembers.

    Args:
        probe: Tries the ways there are and gives back the strongest that worked; blocks.
    """

    def __init__(self, probe: Callable[[], Best]) -> None:
        self._probe = probe
        self._found: asyncio.Future[Best] | None = None

    async def best(self) -> Best:
        """The strongest way that works here."""
        if self._found is None:
            self._found = asyncio.ensure_future(asyncio.to_thread(self._probe))
        found = await asyncio.shield(self._found)
        if found.strength is not Strength.KERNEL:
            self.forget()  # a machine that was too busy to answer gets another chance
        return found

    def forget(self) -> None:
        """Ask again next time: the machine may have been set up otherwise."""
        self._found = None


def strongest() -> Best:
    """Try in a process of its own what this machine can hold."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "plangate.daemon.gate.trial"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=True,
        )
        strength, door = done.stdout.split()
        return Best(Strength(strength), Door(door))
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        _log.warning("how strongly gates can be held here could not be found out: %s", error)
        return Best(Strength.WATCH)
