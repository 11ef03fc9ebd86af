"""Undo: who writes is stopped, the journal is written, the tree is brought back, and all of it is recorded."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec

from plangate.checkpoints import Checkpoint, Journal, Outcome, Phase, Undoer
from plangate.daemon.desk import Desk
from plangate.daemon.entry import Entry
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.review import Review
from plangate.daemon.gate.shelf import Shelf
from plangate.daemon.undoing.holding import Holding
from plangate.daemon.undoing.views import change_views, checkpoint_view, undo_view
from plangate.errors import NotFound, PlangateError, Refused
from plangate.gate.machine import Closed
from plangate.gate.plan.record import Actor, ActorKind
from plangate.model.checkpoints import Preview, UndoView, path_bytes, path_text
from plangate.model.plan import Phase as PlanPhase

__all__ = ["Undoing"]

_log = logging.getLogger(__name__)

_RUNNING = (PlanPhase.EXECUTING, PlanPhase.DRIFTED)
_BEGUN = (*_RUNNING, PlanPhase.WAITING)
_MOST_TOLD = 200


class Undoing:
    """Undos of all workspaces.

    Args:
        root: Where their journals are.
        reached: Told before each single step of an undo; for tests.
    """

    def __init__(
        self,
        desk: Desk,
        keeper: Gatekeeper,
        review: Review,
        shelf: Shelf,
        root: Path,
        reached: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._desk = desk
        self._keeper = keeper
        self._review = review
        self._shelf = shelf
        self._undoer = Undoer(shelf.store, root, reached)
        self._running: set[str] = set()
        """Undos of this process that are under way."""
        self._late: set[str] = set()
        """Sessions that have not been told yet that an undo has ended."""
        self._recovering = asyncio.Lock()
        self.holding = Holding(desk, keeper)

    def find(self, checkpoint: str, session: str) -> Checkpoint:
        """A checkpoint by the beginning of its id, or the newest one of a session's workspace; blocks.

        Raises:
            NotFound: There is none.
        """
        if checkpoint:
            found = self._shelf.store.find(checkpoint)
            if session and found.workspace != self.holding.workspace(session):
                raise NotFound(f"checkpoint {found.id} is one of {found.workspace}, not of this session")
            return found
        workspace = self.holding.workspace(session)
        of_it = self._shelf.store.listed(Path(workspace))
        if not of_it:
            raise NotFound(f"there is no checkpoint of {workspace}", "plangate checkpoint create takes one.")
        return of_it[-1]

    async def preview(self, checkpoint: str, session: str, paths: tuple[str, ...]) -> Preview:
        """What an undo would do.

        Raises:
            NotFound: There is no such checkpoint, or its workspace is gone.
        """
        target = await asyncio.to_thread(self.find, checkpoint, session)
        raw = tuple(path_bytes(path) for path in paths)
        store = self._shelf.store

        def look() -> Preview:
            tree = store.tree(target)
            changes = store.pending(target, raw, tree)
            views = change_views(store, target.workspace, changes)
            return Preview(
                checkpoint=checkpoint_view(target, sum(not view.directory for view in views)),
                changes=views,
                index=not raw and store.index_differs(target),
                head=store.moved_head(target),
                skipped=tuple(path_text(one.path) for one in tree.skipped),
            )

        found = await self._shelf.turn(target.workspace, look)
        living = self.holding.living_in(target.workspace)
        writers = await self.holding.writers(living, target.workspace)
        return replace(found, writers=writers)

    async def undo(
        self,
        checkpoint: str,
        session: str,
        paths: tuple[str, ...],
        by: Actor,
        *,
        pause: bool,
        gate: bool = False,
    ) -> UndoView:
        """Bring a workspace, or some paths in it, back to a checkpoint.

        Args:
            pause: Whether who writes there is stopped for as long as it takes.
            gate: Whether it is where the session's gate was opened: then the session goes on, closed.

        Raises:
            Refused: Somebody writes there, and is not to be paused.
            PlangateError: It cannot be done; everything is as it was, unless the message says otherwise.
        """
        target = await asyncio.to_thread(self.find, checkpoint, session)
        living = self.holding.living_in(target.workspace)
        self._refuse_twice(living)
        writers = await self.holding.writers(living, target.workspace)
        if writers and not pause:
            raise Refused(
                f"{writers[0]}, in the workspace to be brought back",
                "Wait until it is done, or have it paused for as long as the undo takes.",
            )
        journal = Journal(
            id=f"u{secrets.token_hex(4)}",
            checkpoint=target.id,
            workspace=target.workspace,
            paths=tuple(path_bytes(path) for path in paths),
            index=not paths,
            session=session or next((entry.record.id for entry in living), ""),
            who=by.name,
            began=time.time(),
            gate=gate,
            thaw=tuple(entry.record.id for entry in living if not self.holding.stopped(entry)),
        )
        self._running.add(journal.id)
        try:
            return await self._carried_out(journal, target, living, by)
        finally:
            self._running.discard(journal.id)

    async def _carried_out(
        self, journal: Journal, target: Checkpoint, living: list[Entry], by: Actor
    ) -> UndoView:
        await asyncio.to_thread(self._undoer.begin, journal)
        await self._desk.recorded(
            "undo.began", journal.session, by.name, undo=journal.id, checkpoint=target.id,
            workspace=target.workspace, paths=[path_text(path) for path in journal.paths],
            paused=list(journal.thaw),
        )  # fmt: skip
        try:
            for entry in living:
                await self.holding.hold(entry, journal.id, by)
            outcome = await self._shelf.turn(target.workspace, lambda: self._undoer.run(journal))
        except BaseException as error:
            await self._broken(journal, by, error)
            raise
        return await self._ended(outcome, target, by)

    async def restore(self, session: str, checkpoint: str, by: Actor) -> tuple[str, ...]:
        """Bring a session's workspace back to where its gate was opened; the paths that could not be."""
        view = await self.undo(checkpoint, session, (), by, pause=True, gate=True)
        return view.left

    async def found(self, session: str) -> None:
        """A session answers: when an undo has ended without it, it is told now."""
        if session in self._late:
            await self.recover()

    async def recover(self) -> None:
        """End what a killed daemon has left in between; what cannot be ended stays stopped, and is tried again."""
        async with self._recovering:
            for journal in await asyncio.to_thread(self._undoer.pending):
                if journal.id not in self._running:
                    await self._recover(journal)

    async def _recover(self, journal: Journal) -> None:
        by = Actor(kind=ActorKind.PERSON, name=journal.who or "somebody")
        if journal.late:
            await self._let_go(journal, by)
            return
        for entry in self.holding.living_in(journal.workspace):
            await self.holding.hold(entry, journal.id, by)
        try:
            outcome = await self._shelf.turn(journal.workspace, partial(self._undoer.recover, journal))
            target = await asyncio.to_thread(self._known, outcome.journal)
            await self._ended(outcome, target, by)
        except (PlangateError, OSError) as error:
            _log.error("undo %s waits: %s", journal.id, error)
            words = f"an undo of {journal.workspace} was cut off and cannot be ended: {error}"
            self._desk.feed.notice("error", words, session=journal.session)

    def protected(self) -> frozenset[str]:
        """Checkpoints that somebody may need: gates, plans that run, undos under way; blocks."""
        needed = {journal.checkpoint for journal in self._undoer.pending()}
        needed |= {journal.before for journal in self._undoer.pending()}
        needed |= {post.record.checkpoint for post in self._keeper.posts.values()}
        for post in self._keeper.posts.values():
            state = self._keeper.plans.live(post.record.plan)
            if state is not None:
                needed.add(state.checkpoint)
        return frozenset(needed - {""})

    def _known(self, journal: Journal) -> Checkpoint:
        try:
            return self._shelf.store.find(journal.checkpoint)
        except NotFound:
            return self._shelf.store.find(journal.before)

    def _refuse_twice(self, living: list[Entry]) -> None:
        for entry in living:
            if entry.undoing:
                raise Refused(f"an undo is under way in the workspace of {entry.record.name}")

    async def _broken(self, journal: Journal, by: Actor, error: BaseException) -> None:
        """Nothing came of it: who was stopped goes on, unless the tree is in between."""
        waits = any(one.id == journal.id for one in await asyncio.to_thread(self._undoer.pending))
        if waits and isinstance(error, PlangateError):
            return
        why = error.message if isinstance(error, PlangateError) else type(error).__name__
        await self._desk.recorded(
            "undo.failed", journal.session, by.name, undo=journal.id, checkpoint=journal.checkpoint, why=why
        )
        for entry in self.holding.living_in(journal.workspace):
            await self.holding.let_go(entry, by, thaw=entry.record.id in journal.thaw)

    async def _ended(self, outcome: Outcome, target: Checkpoint, by: Actor) -> UndoView:
        journal = outcome.journal
        store = self._shelf.store
        view = await asyncio.to_thread(undo_view, store, checkpoint_view(target), outcome)
        rolled_back = journal.phase is Phase.ROLLED_BACK
        paths = [path_text(change.path) for change in outcome.changes if not change.is_directory]
        await self._desk.recorded(
            "undo.rolled_back" if rolled_back else "undo.done", journal.session, by.name,
            undo=journal.id, checkpoint=journal.checkpoint, before=journal.before,
            workspace=journal.workspace, whole=not journal.paths, files=view.files, added=view.added,
            removed=view.removed, paths=paths[:_MOST_TOLD], left=list(view.left), index=view.index,
            note=view.note,
        )  # fmt: skip
        if journal.gate and not rolled_back:
            await self._desk.recorded(
                "gate.restored", journal.session, by.name, undo=journal.id, checkpoint=journal.checkpoint,
                changes=len(outcome.changes), left=[path_text(path) for path, _ in journal.left],
            )  # fmt: skip
        await self._let_go(journal, by)
        return view

    async def _let_go(self, journal: Journal, by: Actor) -> None:
        """Whoever was stopped goes on; who cannot be reached yet is dealt with once they are found."""
        done = journal.phase is not Phase.ROLLED_BACK
        goes_on = {*journal.thaw, journal.session} if journal.gate and done else {*journal.thaw}
        living, late = self._concerned(journal)
        names = tuple(entry.record.id for entry in late)
        self._late.update(names)
        for entry in late:
            entry.undoing = journal.id
            self._desk.refresh(entry)
        for entry in living:
            self._late.discard(entry.record.id)
            if done and not journal.paths:
                await self._reset(entry, by, gate=journal.gate and entry.record.id == journal.session)
            await self.holding.let_go(entry, by, thaw=entry.record.id in goes_on)
        if not names:
            await asyncio.to_thread(self._undoer.forget, journal)
        elif names != journal.late:
            await asyncio.to_thread(self._undoer.wait, msgspec.structs.replace(journal, late=names))

    def _concerned(self, journal: Journal) -> tuple[list[Entry], list[Entry]]:
        """Sessions that have not been told of an undo's end: those that can be, and those that cannot be reached yet."""
        living, late = self.holding.living_in(journal.workspace), self.holding.late_in(journal.workspace)
        if journal.late:
            living = [entry for entry in living if entry.record.id in journal.late]
        return living, [entry for entry in late if entry.record.created <= journal.began]

    async def _reset(self, entry: Entry, by: Actor, *, gate: bool) -> None:
        """The work of the session's plan, or budget, is gone: its gate is closed, its plan undone."""
        post = self._keeper.posts.get(entry.record.id)
        if post is None:
            return
        state = self._keeper.plans.live(post.record.plan)
        if post.gate.grant is not None:
            await self._keeper.change(post, Closed(by=by, reason=f"undone by {by.name}"))
        post.spent, post.drift = False, ()
        if gate:
            post.record.checkpoint = ""
        if state is not None and state.phase in (_BEGUN if gate else _RUNNING):
            await self._review.undone(post, by)
