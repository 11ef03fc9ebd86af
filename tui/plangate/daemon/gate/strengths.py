"""How strongly this machine can hold a gate, found out once for each daemon by doing it."""

from __future__ import annotations

import asyncio
import logging
import math
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from plangate.model.gate import Strength
from plangate.model.sandbox import Door

__all__ = ["Best", "Strengths", "strongest"]

_log = logging.getLogger(__name__)

_PATIENCE = 30.0
_TRUSTED = 600.0
"""Seconds for which a supervisor counts as the best there is: a busy machine may have answered too late for more."""


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
        clock: Seconds that never jump.
    """

    def __init__(self, probe: Callable[[], Best], clock: Callable[[], float] = time.monotonic) -> None:
        self._probe = probe
        self._clock = clock
        self._found: asyncio.Future[Best] | None = None
        self._until = 0.0

    async def best(self) -> Best:
        """The strongest way that works here."""
        asked = self._found
        if asked is None or (asked.done() and self._clock() > self._until):
            asked = self._found = asyncio.ensure_future(asyncio.to_thread(self._probe))
            self._until = math.inf
        found = await asyncio.shield(asked)
        if asked is self._found and found.strength is not Strength.KERNEL and self._until == math.inf:
            trusted = _TRUSTED if found.strength is Strength.SYSCALL else -1.0
            self._until = self._clock() + trusted  # what was too busy to answer gets another chance
        return found


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
