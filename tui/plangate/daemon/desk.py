"""All sessions as clients see them: judged, published when they changed, written down."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable

from msgspec.structs import replace

from plangate.aio import spawn
from plangate.daemon.agents import Agents
from plangate.daemon.entry import Entry
from plangate.daemon.feed import Feed
from plangate.daemon.journal import Journal
from plangate.daemon.procfs import boot_id
from plangate.daemon.records import Record
from plangate.daemon.status.evidence import Now
from plangate.daemon.vault import Vault
from plangate.errors import LedgerError, NotFound
from plangate.model.session import Session

__all__ = ["Desk", "ended_before", "now"]

_log = logging.getLogger(__name__)

_FRESH_EVERY = 0.5
"""Seconds between two updates of a session in which only its last output is new."""


def now() -> Now:
    """The present on both clocks."""
    return Now(time.monotonic(), time.time())


class Desk:
    """Sessions by id."""

    def __init__(self, journal: Journal, feed: Feed, vault: Vault, agents: Agents) -> None:
        self.journal = journal
        self.feed = feed
        self.vault = vault
        self.agents = agents
        self.entries: dict[str, Entry] = {}
        self.boot = boot_id()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._told_at: dict[str, float] = {}

    def get(self, session: str) -> Entry:
        """A session.

        Raises:
            NotFound: There is none with this id.
        """
        entry = self.entries.get(session)
        if entry is None:
            raise NotFound(f"there is no session {session}", "plangate ls lists them.")
        return entry

    def views(self) -> list[Session]:
        """All sessions as they are listed, oldest first."""
        ordered = sorted(self.entries.values(), key=lambda entry: entry.record.created)
        return [entry.published or entry.view() for entry in ordered]

    def add(self, record: Record) -> Entry:
        """Put a session on the list."""
        rules = self.agents.rules(record.new.agent)
        entry = Entry(record, rules)
        self.entries[record.id] = entry
        self.refresh(entry)
        self._find_out(entry)
        return entry

    def agents_changed(self) -> None:
        """Plugins and manifests were read anew: judge every session by them."""
        for entry in self.entries.values():
            entry.tracker.use(self.agents.rules(entry.record.new.agent))
            self.refresh(entry)
            self._find_out(entry)

    async def find_out(self, entry: Entry) -> None:
        """See whether an ended session can be gone on with; a plugin may read many files over that."""
        entry.resumable = await asyncio.to_thread(self.agents.can_resume, entry.record)

    async def remove(self, entry: Entry) -> None:
        """Take a session off the list."""
        session = entry.record.id
        self.entries.pop(session, None)
        self._look_again(entry, None)
        self._told_at.pop(session, None)
        await self.vault.delete(session)
        self.feed.session(session, None)

    def close(self) -> None:
        """Look at no session any more."""
        for timer in self._timers.values():
            timer.cancel()

    def refresh(self, entry: Entry) -> None:
        """Judge a session's state anew, tell clients what changed, and look again when it is time."""
        moment = now()
        session = entry.record.id
        entry.judge(moment)
        view, before = entry.view(), entry.published
        wake = entry.tracker.deadline(moment)
        if view != before:
            lasting = before is None or not _only_fresher(before, view)
            due = self._told_at.get(session, 0.0) + _FRESH_EVERY
            if lasting or moment.monotonic >= due:
                entry.published = view
                self._told_at[session] = moment.monotonic
                self.feed.session(session, view)
                self.vault.note(entry.record, soon=lasting)
            else:
                wake = due if wake is None else min(wake, due)
        self._look_again(entry, wake)

    def record(self, kind: str, session: str = "", actor: str = "daemon", **data: object) -> None:
        """Append an event that nobody waits for."""
        spawn(self.recorded(kind, session, actor, **data), name=f"record {kind}")

    async def recorded(self, kind: str, session: str = "", actor: str = "daemon", **data: object) -> None:
        """Append an event; a ledger that cannot be written is shown to everybody, and life goes on."""
        try:
            self.feed.event(await self.journal.record(kind, session, actor, **data))
        except LedgerError as error:
            _log.error("%s is not in the ledger: %s", kind, error.message)
            self.feed.notice("error", error.message, session=session, hint=error.hint)

    def _find_out(self, entry: Entry) -> None:
        if entry.ended:
            spawn(self._found_out(entry), name=f"resumable {entry.record.id}")

    async def _found_out(self, entry: Entry) -> None:
        await self.find_out(entry)
        if self.entries.get(entry.record.id) is entry:
            self.refresh(entry)

    def _look_again(self, entry: Entry, wake: float | None) -> None:
        session = entry.record.id
        old = self._timers.pop(session, None)
        if old is not None:
            old.cancel()
        if wake is not None:
            delay = max(0.0, wake - time.monotonic())
            self._timers[session] = asyncio.get_running_loop().call_later(delay + 0.001, self._look, session)

    def _look(self, session: str) -> None:
        entry = self.entries.get(session)
        if entry is not None:
            entry.look_at_foreground()
            self.refresh(entry)


def _only_fresher(before: Session, after: Session) -> bool:
    """Whether the last output is all that is new."""
    same = replace(
        after,
        last_output=before.last_output,
        last_line=before.last_line,
        title=before.title,
        evidence=before.evidence,
    )
    return same == before


def ended_before(entries: Iterable[Entry], moment: float) -> list[Entry]:
    """Sessions that ended before a moment in Unix seconds."""
    return [entry for entry in entries if entry.record.ended is not None and entry.record.ended < moment]
