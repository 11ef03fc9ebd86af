"""What the daemon does about each request of a person that concerns checkpoints and undo."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from plangate.checkpoints import Checkpoint
from plangate.daemon.connection import Connection
from plangate.daemon.desk import Desk
from plangate.daemon.gate.people import person
from plangate.daemon.gate.shelf import Shelf
from plangate.daemon.undoing.undoing import Undoing
from plangate.daemon.undoing.views import checkpoint_view
from plangate.errors import NotFound, PlangateError, Refused, UsageError
from plangate.gate.plan.record import Actor
from plangate.model.checkpoints import CheckpointView
from plangate.wire import undo as wire
from plangate.wire.control import Done
from plangate.wire.messages import Message

__all__ = ["UndoRequests"]

Handler = Callable[[Connection, Any], Awaitable[Message]]
_REASON_LIMIT = 200


class UndoRequests:
    """One method for each request; `handlers` names them."""

    def __init__(self, desk: Desk, shelf: Shelf, undoing: Undoing) -> None:
        self._desk = desk
        self._shelf = shelf
        self._undoing = undoing
        self.handlers: dict[type[Message], Handler] = {
            wire.AskCheckpoints: self._list,
            wire.AskPreview: self._preview,
            wire.TakeCheckpoint: self._by_a_person(self._take),
            wire.DropCheckpoint: self._by_a_person(self._drop),
            wire.Undo: self._by_a_person(self._undo),
        }

    def _by_a_person(self, handler: Handler) -> Handler:
        """Only for who is outside of all sessions; that somebody else tried is recorded."""

        async def checked(who: Connection, asked: Any) -> Message:
            if who.inside:
                tried = type(asked).__name__
                await self._desk.recorded(
                    "access.refused", who.inside, who.name, tried=tried, why="it belongs to a session"
                )
                raise Refused(
                    "what runs in a session cannot undo", "Undo in the dashboard, or in a terminal outside."
                )
            return await handler(who, asked)

        return checked

    async def _list(self, _: Connection, asked: wire.AskCheckpoints) -> Message:
        workspace = self._undoing.holding.workspace(asked.session) if asked.session else asked.workspace
        found = await asyncio.to_thread(self._listed, workspace)
        views = [checkpoint_view(one) for one in found]
        if asked.compare:
            views = [await self._compared(one) for one in found]
        return wire.Checkpoints(asked.id, views[::-1])

    def _listed(self, workspace: str) -> list[Checkpoint]:
        if not workspace:
            return self._shelf.store.listed()
        for place in (Path(workspace), *Path(workspace).parents):
            try:
                if found := self._shelf.store.listed(place):
                    return found
            except NotFound:
                continue
        return []

    async def _compared(self, checkpoint: Checkpoint) -> CheckpointView:
        def count() -> int:
            return sum(not change.is_directory for change in self._shelf.store.pending(checkpoint))

        try:
            return checkpoint_view(checkpoint, await self._shelf.turn(checkpoint.workspace, count))
        except (PlangateError, OSError):  # the workspace is gone, or the checkpoint damaged
            return checkpoint_view(checkpoint)

    async def _preview(self, _: Connection, asked: wire.AskPreview) -> Message:
        _needs_one(asked.checkpoint, asked.session)
        preview = await self._undoing.preview(asked.checkpoint, asked.session, asked.paths)
        return wire.PreviewReply(asked.id, preview)

    async def _take(self, who: Connection, asked: wire.TakeCheckpoint) -> Message:
        workspace = self._undoing.holding.workspace(asked.session) if asked.session else asked.workspace
        if not workspace:
            raise UsageError("a checkpoint is of a directory or of a session")
        if len(asked.reason) > _REASON_LIMIT:
            raise UsageError(f"a reason has at most {_REASON_LIMIT} characters")
        reason = " ".join(asked.reason.split()) or f"asked for by {_person(who).name}"
        taken = await self._shelf.take(
            workspace, reason, asked.session, include_ignored=asked.include_ignored
        )
        return wire.CheckpointReply(asked.id, checkpoint_view(taken, 0))

    async def _drop(self, who: Connection, asked: wire.DropCheckpoint) -> Message:
        found = await asyncio.to_thread(self._undoing.find, asked.checkpoint, "")
        if found.id in await asyncio.to_thread(self._undoing.protected):
            raise Refused(f"checkpoint {found.id} is what a session's gate, plan or undo goes back to")
        await self._shelf.turn(found.workspace, lambda: self._shelf.store.drop(found))
        await self._desk.recorded(
            "checkpoint.dropped", found.session, who.name, checkpoint=found.id, workspace=found.workspace
        )
        return Done(asked.id, f"dropped {found.id}")

    async def _undo(self, who: Connection, asked: wire.Undo) -> Message:
        _needs_one(asked.checkpoint, asked.session)
        view = await self._undoing.undo(
            asked.checkpoint, asked.session, asked.paths, _person(who), pause=asked.pause
        )
        return wire.Undone(asked.id, view)


def _needs_one(checkpoint: str, session: str) -> None:
    if not checkpoint and not session:
        raise UsageError("an undo needs a checkpoint or a session")


def _person(who: Connection) -> Actor:
    assert who.client is not None
    return person(who.client)
