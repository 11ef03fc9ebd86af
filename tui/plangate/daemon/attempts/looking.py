"""Looking at working trees on behalf of the attempts that were made in them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

from plangate.attempts.again import REMEMBERED
from plangate.attempts.causes import pending
from plangate.attempts.going import Going
from plangate.attempts.observations import Kept, Looked, Reversed
from plangate.daemon.attempts.deeds import explained
from plangate.daemon.attempts.keeping import last_contents, left_of, where_kept
from plangate.daemon.attempts.looker import Compared, Looker
from plangate.daemon.attempts.minutes import Minutes
from plangate.daemon.attempts.place import Place
from plangate.daemon.gate.shelf import Shelf
from plangate.errors import PlangateError
from plangate.model.attempts import UndoKind, Who

__all__ = ["Looking"]

_log = logging.getLogger(__name__)

_COMPARED = 6
"""Attempts of one working tree whose beginnings are compared with it, the newest ones."""


class Looking:
    """Compares trees with the beginnings of attempts, and says who changed what is new.

    Args:
        hooks: Whether a session's agent tells of every tool that it uses.
        powerless: Whether the kernel lets a session change nothing just now.
        working: Whether a session's agent seems to work.
    """

    def __init__(
        self,
        minutes: Minutes,
        shelf: Shelf,
        *,
        hooks: Callable[[str], bool],
        powerless: Callable[[str], bool],
        working: Callable[[str], bool],
    ) -> None:
        self._minutes = minutes
        self._looker = Looker(shelf)
        self._hooks = hooks
        self._powerless = powerless
        self._working = working

    async def look(self, place: Place) -> None:
        """See what has changed in a working tree since the last time."""
        paths = place.take()
        acted, place.acted = place.acted, {session for session, tools in place.tools.items() if tools}
        await self._read_deeds(place, acted, paths)
        now = time.time()
        watched = [
            going
            for going in self._minutes.book.memory.newest()
            if going.workspace == place.root and going.checkpoint and now - (going.ended or now) < REMEMBERED
        ]
        for going in watched[:_COMPARED]:
            if paths is None or paths:
                await self._compare(place, going, paths, self._who(going, acted))
            elif pending(
                self._minutes.book.memory, place.root, now
            ):  # what did nothing explains nothing later
                await self._tell(place, going, Compared((), ()), Who.UNKNOWN, going.kept)

    async def reported(self, place: Place, session: str, paths: frozenset[str]) -> None:
        """A session's agent says that it has edited some files."""
        going = self._minutes.book.memory.current(session)
        if going is not None and going.checkpoint and paths:
            await self._compare(place, going, paths, Who.AGENT, reported=True)

    async def miss(self, repository: str) -> None:
        """See which working trees of a repository are gone, and with them the work that is nowhere else."""
        for going in self._minutes.book.memory.newest():
            if going.repository == repository != going.workspace and going.work and not going.fully_undone:
                kept = await asyncio.to_thread(left_of, going.workspace, repository, last_contents(going))
                if kept is not None:
                    await self._gone(going, kept)

    async def _gone(self, going: Going, kept: Kept) -> None:
        words = "its worktree was removed"
        seen = Reversed(
            at=time.time(), session=going.session, kind=UndoKind.WORKTREE, who=Who.UNKNOWN, words=words
        )
        await self._minutes.see(seen)
        at = time.time()
        await self._minutes.see(Looked(at=at, attempt=going.id, differing=(), settled=True, kept=kept))

    async def _read_deeds(self, place: Place, acted: set[str], changed: frozenset[str] | None) -> None:
        """What git's journals say; the command that an agent reported before says more."""
        deeds = await asyncio.to_thread(place.deeds.since) if place.deeds is not None else []
        for deed in deeds:
            paths = None
            if changed is not None:
                paths = await asyncio.to_thread(explained, Path(place.root), deed, changed)
            nobody_else = Who.PERSON if all(map(self._hooks, place.sessions)) else Who.UNKNOWN
            who = Who.AGENT if acted else nobody_else
            session = next(iter(sorted(acted or place.sessions)), "")
            seen = Reversed(
                at=time.time(), session=session, kind=deed.kind, who=who, words=deed.words, paths=paths
            )
            await self._minutes.see(seen)

    async def _compare(
        self, place: Place, going: Going, paths: frozenset[str] | None, who: Who, *, reported: bool = False
    ) -> None:
        try:
            found = await self._looker.compare(place.root, going.checkpoint, paths)
            kept = await self._kept(place, going, found)
        except (OSError, PlangateError) as error:
            _log.warning("%s cannot be compared with %s: %s", place.root, going.checkpoint, error)
            return
        await self._tell(place, going, found, who, kept, reported=reported)

    async def _tell(
        self, place: Place, going: Going, found: Compared, who: Who, kept: Kept, *, reported: bool = False
    ) -> None:
        await self._minutes.see(
            Looked(
                at=time.time(),
                attempt=going.id,
                differing=found.differing,
                only=found.only,
                settled=place.settled,
                reported=reported,
                who=who,
                kept=kept,
            )
        )

    async def _kept(self, place: Place, going: Going, found: Compared) -> Kept:
        """Where an attempt's work is when none of it is in the tree."""
        contents = last_contents(going)
        if not contents:
            return Kept.NOWHERE
        now = {differing.path: differing.now for differing in found.differing}
        for path, wanted in contents.items():
            track = going.tracks[path]
            looked = found.only is None or path in found.only
            if (now.get(path, track.start) if looked else track.now) == wanted:
                return Kept.NOWHERE  # some of it is here: nobody looks at another branch
        return await asyncio.to_thread(where_kept, Path(place.root), contents)

    def _who(self, going: Going, acted: set[str]) -> Who:
        """Who changed what is new, as an attempt sees it: its own agent, or somebody else."""
        if going.session in acted:
            return Who.AGENT
        if acted or self._hooks(going.session) or self._powerless(going.session):
            return Who.PERSON
        return Who.UNKNOWN if self._working(going.session) else Who.PERSON
