"""Checkpoints of the workspaces, one piece of work at a time for each workspace, off the event loop."""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from plangate.checkpoints import Checkpoint, Entry, Kind, Restored, Store, What, measure
from plangate.gate.budget import Change, ChangeKind

__all__ = ["Shelf"]

_T = TypeVar("_T")

_KINDS = {What.ADDED: ChangeKind.NEW, What.REMOVED: ChangeKind.DELETED}


class Shelf:
    """The store of checkpoints as the gates use it."""

    def __init__(self, root: Path) -> None:
        self.store = self._store = Store(root)
        self.taken: list[Callable[[Checkpoint], None]] = []
        """Told of every checkpoint that was taken here."""
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def take(
        self, workspace: str, reason: str, session: str, *, include_ignored: bool = False
    ) -> Checkpoint:
        """Take a checkpoint; it is on the disk when this returns."""

        def create() -> Checkpoint:
            return self._store.create(
                Path(workspace), reason, session=session, include_ignored=include_ignored
            )

        checkpoint = await self.turn(workspace, create)
        for told in self.taken:
            told(checkpoint)
        return checkpoint

    async def changes(self, workspace: str, checkpoint: str) -> list[Change]:
        """What has changed since, measured as a reviewer would; ignored files do not count."""

        return await self.turn(workspace, lambda: self._measured(workspace, checkpoint))

    async def restore(self, workspace: str, checkpoint: str, paths: tuple[str, ...] = ()) -> Restored:
        """Bring the workspace, or some paths in it, back."""
        raw = tuple(os.fsencode(path) for path in paths)
        return await self.turn(
            workspace, lambda: self._store.restore(self._store.find(checkpoint), raw, index=not raw)
        )

    async def with_store(self, workspace: str, work: Callable[[Store], _T]) -> _T:
        """Do something with the store in this workspace's turn."""
        return await self.turn(workspace, lambda: work(self._store))

    def _measured(self, workspace: str, checkpoint: str) -> list[Change]:
        found = self._store.changes(self._store.find(checkpoint))
        now = {id(one.after): Path(workspace, os.fsdecode(one.path)) for one in found if one.after}

        def content(entry: Entry) -> bytes:
            path = now.get(id(entry))
            if path is None or entry.kind is not Kind.FILE:
                return self._store.content(entry)
            try:
                return path.read_bytes()
            except OSError:
                return b""  # gone again: the next look sees it

        return [
            Change(
                path=os.fsdecode(one.path),
                kind=_KINDS.get(one.what, ChangeKind.MODIFIED),
                added=one.added,
                deleted=one.removed,
                binary=one.binary,
            )
            for one in measure(found, content)
        ]

    async def turn(self, workspace: str, work: Callable[[], _T]) -> _T:
        """Do something with a workspace's checkpoints off the event loop, when nobody else does."""
        async with self._turns[_real(workspace)]:
            return await asyncio.to_thread(work)


def _real(workspace: str) -> str:
    return os.path.realpath(workspace)
