"""The checkpoint that a waiting plan starts from, taken before a person decides: approving is then quick.

The gate is closed meanwhile, but people may work in the same tree. A watch that began before the
checkpoint tells whether it is still what the tree is; in doubt another one is taken.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from plangate.aio import spawn
from plangate.checkpoints import Checkpoint
from plangate.checkpoints.ignored import ignored
from plangate.daemon.gate.commits import head, index_stamp
from plangate.daemon.gate.inotify import Notifier
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.shelf import Shelf
from plangate.errors import PlangateError

__all__ = ["Readiness", "ignored_in", "under"]


@dataclass(slots=True)
class _Ready:
    checkpoint: Checkpoint
    notifier: Notifier
    index: tuple[int, ...]


class Readiness:
    """One checkpoint for each session whose plan waits."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._ready: dict[str, asyncio.Task[_Ready | None]] = {}

    def begin(self, post: Post) -> None:
        """A plan waits: be ready for its approval."""
        self.forget(post.session)
        self._ready[post.session] = spawn(self._prepare(post), name=f"ready {post.session}")

    def forget(self, session: str) -> None:
        """No plan waits any more."""
        task = self._ready.pop(session, None)
        if task is not None:
            task.add_done_callback(_let_go)

    async def checkpoint(self, post: Post, reason: str) -> Checkpoint:
        """A checkpoint of the workspace as it is now, the prepared one if nothing has changed since.

        Raises:
            PlangateError: None can be taken.
        """
        task = self._ready.pop(post.session, None)
        ready = await task if task is not None else None
        if ready is not None:
            fits = await asyncio.to_thread(_fits, ready, post.workspace)
            _close(ready)
            if fits:
                return ready.checkpoint
        return await self._shelf.take(post.workspace, reason, post.session)

    async def _prepare(self, post: Post) -> _Ready | None:
        root = Path(post.workspace)
        try:
            skipped = post.skipped = await asyncio.to_thread(ignored_in, root)
            notifier = await asyncio.to_thread(Notifier, root, lambda path: under(path, skipped))
        except (OSError, PlangateError):
            return None  # it cannot be watched: the checkpoint is taken at the approval
        index = index_stamp(post.workspace)
        try:
            checkpoint = await self._shelf.take(post.workspace, "a plan waits", post.session)
        except (OSError, PlangateError):
            notifier.close()
            return None
        return _Ready(checkpoint, notifier, index)


def under(path: str, directories: frozenset[str]) -> bool:
    """Whether a path is one of some directories, or lies in one."""
    parts = path.split("/")
    return any("/".join(parts[:count]) in directories for count in range(1, len(parts) + 1))


def ignored_in(root: Path) -> frozenset[str]:
    """Git's own directory and what git ignores, relative to the root."""
    return frozenset({os.fsdecode(path) for path in ignored(root)} | {".git"})


def _fits(ready: _Ready, workspace: str) -> bool:
    changed, missed = ready.notifier.changed()
    same = ready.index == index_stamp(workspace) and ready.checkpoint.head == head(workspace)
    return same and not changed and not missed


def _let_go(task: asyncio.Task[_Ready | None]) -> None:
    if task.cancelled() or task.exception() is not None:
        return
    ready = task.result()
    if ready is not None:
        _close(ready)


def _close(ready: _Ready) -> None:
    """Off the event loop: the kernel takes up to 20 ms to let go of a watch."""
    asyncio.get_running_loop().run_in_executor(None, ready.notifier.close)
