"""One working tree in which sessions make attempts: what has changed in it since somebody looked."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

from plangate.aio import spawn
from plangate.checkpoints.ignored import ignored
from plangate.daemon.attempts.deeds import Deeds
from plangate.daemon.gate.inotify import Notifier
from plangate.daemon.gate.readiness import under
from plangate.errors import PlangateError
from plangate.gate.plan.record import RECORDS

__all__ = ["Place"]

_QUIET = 1.0
"""Seconds without a change after which it is looked at."""
_AT_LEAST_EVERY = 10.0
"""Seconds after which it is looked at although changes go on."""
_MOST = 2_000
"""Changed paths from which on the whole tree is compared."""
_UNWATCHED_EVERY = 60.0
"""Seconds after which a tree that cannot be watched is compared as a whole."""
_RULES = (".gitignore", ".gitmodules")
"""Files that change what is watched."""


class Place:
    """A working tree.

    Args:
        look: Called when something has changed and it is quiet again.
        complain: Told once when the tree cannot be watched; then it is compared as a whole, at the ends of turns
            and every minute.
    """

    def __init__(self, root: str, look: Callable[[Place], None], complain: Callable[[str], None]) -> None:
        self.root = root
        self.sessions: set[str] = set()
        self.tools: dict[str, set[str]] = {}
        """For each session the tools that it is using."""
        self.acted: set[str] = set()
        """Sessions that have used a tool since the last look."""
        self.deeds: Deeds | None = None
        self._look = look
        self._complain = complain
        self._notifier: Notifier | None = None
        self._changed: set[str] = set()
        self._missed = False
        self._again: set[str] = set()
        """Paths that were taken while a tool ran: what became of them shows only afterwards."""
        self._all_again = False
        self._first = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        self._blind = False

    async def open(self) -> None:
        """Begin to watch."""
        self.deeds = await asyncio.to_thread(Deeds, Path(self.root))
        self._missed = True  # what happened while nobody watched shows in the first comparison
        await self._watch()

    async def _watch(self) -> None:
        skipped = await asyncio.to_thread(_skipped, Path(self.root))
        try:
            made = await asyncio.to_thread(Notifier, Path(self.root), lambda path: under(path, skipped))
        except (OSError, PlangateError) as error:
            self._give_up(error)
            return
        if self._closed:
            made.close()
            return
        self._stop()
        self._notifier = made
        asyncio.get_running_loop().add_reader(made.fd, self._told)
        self._blind = False

    def _give_up(self, error: Exception) -> None:
        """It cannot be watched any more: from now on all of it is compared, now and then."""
        self._stop()
        self._missed = True
        if not self._blind:
            self._blind = True
            words = error.message if isinstance(error, PlangateError) else str(error)
            self._complain(f"{self.root} cannot be watched: {words}; it is compared every minute instead")
        self._arm(_UNWATCHED_EVERY)

    def _stop(self) -> None:
        if self._notifier is not None:
            asyncio.get_running_loop().remove_reader(self._notifier.fd)
            self._notifier.close()
            self._notifier = None

    def doubt(self) -> None:
        """Who knows what was done while nobody looked: the next look is at all of it."""
        self._missed = True

    def close(self) -> None:
        """Watch no more."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        self._stop()

    @property
    def settled(self) -> bool:
        """Whether no agent is using a tool."""
        return not any(self.tools.values())

    def take(self) -> frozenset[str] | None:
        """The paths that changed since the last call, or in the course of a tool; None when they are not known one by one."""
        self._read()
        if self._notifier is None:
            return None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        changed = frozenset(self._changed | self._again)
        missed = self._missed or self._all_again or len(changed) > _MOST
        self._changed, self._missed = set(), False
        self._again = set() if self.settled or missed else set(changed)
        self._all_again = missed and not self.settled
        return None if missed else changed

    def _told(self) -> None:
        before = bool(self._changed or self._missed)
        self._read()
        if not self._changed and not self._missed:
            return
        now = time.monotonic()
        if not before:
            self._first = now
        self._arm(max(0.0, min(_QUIET, self._first + _AT_LEAST_EVERY - now)))

    def _arm(self, delay: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if not self._closed:
            self._timer = asyncio.get_running_loop().call_later(delay, self._quiet)

    def _quiet(self) -> None:
        self._timer = None
        self._look(self)
        if self._notifier is None:
            self._arm(_UNWATCHED_EVERY)

    def _read(self) -> None:
        if self._notifier is None:
            return
        try:
            found, missed = self._notifier.changed()
        except (OSError, PlangateError) as error:
            self._give_up(error)
            return
        self._changed |= found
        self._missed = self._missed or missed
        if any(path.rpartition("/")[2] in _RULES for path in found):
            self._missed = True
            spawn(self._watch(), name=f"watch {self.root} anew")


def _skipped(root: Path) -> frozenset[str]:
    """What is nobody's work: git's own files, ignored ones, records of plans."""
    try:
        names = {os.fsdecode(path) for path in ignored(root)}
    except (OSError, PlangateError):
        names = set()
    return frozenset(names | {".git", RECORDS})
