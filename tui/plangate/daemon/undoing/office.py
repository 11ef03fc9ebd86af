"""Everything about checkpoints and undo, put together for the daemon."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from plangate.checkpoints import Checkpoint
from plangate.config import paths
from plangate.config.settings import Checkpoints
from plangate.daemon.desk import Desk
from plangate.daemon.gate.office import GateOffice
from plangate.daemon.undoing.requests import UndoRequests
from plangate.daemon.undoing.undoing import Undoing

__all__ = ["UndoOffice"]

_DAY = 86_400.0
_MEGABYTE = 1024 * 1024
_PRUNE_EVERY = 3600.0


class UndoOffice:
    """The parts that have to do with checkpoints.

    Args:
        settings: What the settings say about them now.
    """

    def __init__(self, desk: Desk, gates: GateOffice, settings: Callable[[], Checkpoints]) -> None:
        self._desk = desk
        self._settings = settings
        self._shelf = gates.shelf
        self._shelf.taken.append(self._taken)
        self._pruned = time.monotonic()
        root = paths.checkpoints_dir() / "undo"
        self.undoing = Undoing(desk, gates.keeper, gates.review, gates.shelf, root)
        gates.passes.undo = self.undoing.restore
        self.requests = UndoRequests(desk, gates.shelf, self.undoing)

    def use(self, settings: Checkpoints) -> None:
        """The settings were read anew."""
        self._shelf.store.large = settings.large * _MEGABYTE

    async def recover(self) -> None:
        """End undos that a killed daemon has left in between."""
        await self.undoing.recover()

    async def look_round(self) -> None:
        """Undos that could not be ended are tried again; old checkpoints go."""
        await self.undoing.recover()
        if time.monotonic() - self._pruned < _PRUNE_EVERY:
            return
        self._pruned = time.monotonic()
        settings = self._settings()

        def prune() -> tuple[int, int]:
            return self._shelf.store.prune(
                older_than=time.time() - settings.keep * _DAY,
                quota=settings.quota * _MEGABYTE,
                keep=self.undoing.protected(),
            )

        gone, freed = await asyncio.to_thread(prune)
        if gone:
            await self._desk.recorded("checkpoints.pruned", checkpoints=gone, bytes=freed)

    def _taken(self, checkpoint: Checkpoint) -> None:
        self._desk.record(
            "checkpoint.taken", checkpoint.session, checkpoint=checkpoint.id, reason=checkpoint.reason,
            workspace=checkpoint.workspace, tree=checkpoint.tree, head=checkpoint.head,
            files=checkpoint.files, bytes=checkpoint.bytes, skipped=checkpoint.skipped,
        )  # fmt: skip
