"""Holding sessions still while somebody else writes in their workspace."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable

from plangate.daemon.desk import Desk
from plangate.daemon.entry import Entry
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.undoing import still
from plangate.errors import PlangateError
from plangate.gate.machine import Paused, Resumed
from plangate.gate.plan.record import Actor
from plangate.model.gate import GateState
from plangate.model.session import Reason, State
from plangate.sandbox.holders import processes

__all__ = ["Holding"]

_TOLD = 3


class Holding:
    """Which sessions work in a directory, who of them writes, and how they are stopped for a while."""

    def __init__(self, desk: Desk, keeper: Gatekeeper) -> None:
        self._desk = desk
        self._keeper = keeper

    def workspace(self, session: str) -> str:
        """The directory that a session works in."""
        entry = self._desk.get(session)
        gate = entry.record.gate
        return os.path.realpath(gate.workspace if gate is not None and gate.workspace else entry.record.cwd)

    def living_in(self, workspace: str) -> list[Entry]:
        """Sessions that run and whose directory is this one, around it or in it."""
        return [entry for entry in self._in(workspace) if entry.pid]

    def late_in(self, workspace: str) -> list[Entry]:
        """Those of which nobody knows yet whether they run: their hosts have not answered."""
        return [entry for entry in self._in(workspace) if not entry.pid]

    def _in(self, workspace: str) -> list[Entry]:
        real = os.path.realpath(workspace)
        return [
            entry
            for entry in self._desk.entries.values()
            if not entry.ended and _overlap(self.workspace(entry.record.id), real)
        ]

    async def writers(self, entries: Iterable[Entry], workspace: str) -> tuple[str, ...]:
        """Who writes there now, in words; who is stopped already does not."""
        words: list[str] = []
        for entry in entries:
            post = self._keeper.posts.get(entry.record.id)
            if post is not None and post.state(time.time()) is GateState.PAUSED:
                continue
            found = await asyncio.to_thread(self._open, entry, workspace)
            for pid, path in found[:_TOLD]:
                words.append(f"{entry.record.name}: process {pid} has {path} open for writing")
            if not found and entry.record.state is State.WORKING:
                words.append(f"{entry.record.name} is working")
        return tuple(words)

    async def hold(self, entry: Entry, undo: str, by: Actor) -> None:
        """Close its gate and stop its processes."""
        entry.undoing = undo
        post = self._keeper.posts.get(entry.record.id)
        if post is not None:
            if not post.gate.paused:
                reason = f"undoing, for {by.name}"
                await self._keeper.change(
                    post, Paused(reason=reason), kind="gate.pause_asked", actor=by.name, why="undo"
                )
        else:
            await asyncio.to_thread(still.stop, entry.pid)
            entry.tracker.held(Reason.QUESTION, f"undoing, for {by.name}", at=time.time())
        self._desk.refresh(entry)

    async def let_go(self, entry: Entry, by: Actor, *, thaw: bool) -> None:
        """It is over.

        Args:
            thaw: Whether its processes go on; not those that were stopped before.
        """
        entry.undoing = ""
        post = self._keeper.posts.get(entry.record.id)
        if post is None:
            entry.tracker.held(None, at=time.time())
            if thaw and entry.pid:
                await asyncio.to_thread(still.go_on, entry.pid)
        elif thaw and post.gate.paused:
            await self._keeper.change(post, Resumed(by=by), kind="gate.resumed", actor=by.name, why="undone")
        self._desk.refresh(entry)

    def stopped(self, entry: Entry) -> bool:
        """Whether a person, or a spent budget, has stopped it already."""
        post = self._keeper.posts.get(entry.record.id)
        return post is not None and post.gate.paused

    def _open(self, entry: Entry, workspace: str) -> list[tuple[int, str]]:
        gate = entry.record.gate
        try:
            confined = gate is not None and gate.confinement is not None
            pids = (
                processes(gate.confinement)
                if confined and gate and gate.confinement
                else still.family(entry.pid)
            )
        except (OSError, PlangateError):
            return []
        return still.writers(pids, workspace)


def _overlap(one: str, other: str) -> bool:
    first, second = one.rstrip("/") + "/", other.rstrip("/") + "/"
    return first.startswith(second) or second.startswith(first)
