"""All sessions and what their hosts say: the daemon's picture of the world."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from dataclasses import replace

from plangate.aio import spawn
from plangate.config import paths
from plangate.daemon import hostfile
from plangate.daemon.agents import Agents
from plangate.daemon.entry import Entry
from plangate.daemon.feed import Feed
from plangate.daemon.grants import Grants
from plangate.daemon.hostlink import HostLink
from plangate.daemon.journal import Journal
from plangate.daemon.procfs import boot_id, is_alive
from plangate.daemon.records import Record
from plangate.daemon.status import Now
from plangate.daemon.vault import Vault
from plangate.errors import LedgerError, NotFound, PlangateError
from plangate.model.client import ClientInfo
from plangate.model.input import Key
from plangate.model.session import Exit, Focus, HostState, Session, State
from plangate.model.terminal import TerminalEventKind
from plangate.wire.greeting import hello
from plangate.wire.messages import Hello, Message
from plangate.wire.spawn import HostDied
from plangate.wire.stream import FocusRelease, HostEvents, KeyInput, Paste

__all__ = ["Desk", "now"]

_log = logging.getLogger(__name__)

_SUCCESSOR_PATIENCE = 5.0
_ORPHAN_PATIENCE = 1.0
"""Seconds that a host may be away before it is given up, with and without a keeper that could replace it."""
_FRESH_EVERY = 0.5
"""Seconds between two updates of a session in which only its last output is new."""
_LEDGER_RETRY = 5.0
_FOR_PEOPLE = (TerminalEventKind.BELL, TerminalEventKind.NOTIFICATION, TerminalEventKind.CLIPBOARD)
_TYPED = "typed"
"""Where a record keeps a prompt that is still to be typed."""


def now() -> Now:
    """The present on both clocks."""
    return Now(time.monotonic(), time.time())


class Desk:
    """Sessions by id; implements `HostWatcher`."""

    def __init__(
        self, *, me: ClientInfo, journal: Journal, feed: Feed, vault: Vault, grants: Grants, agents: Agents
    ) -> None:
        self.me = me
        self.journal = journal
        self.feed = feed
        self.vault = vault
        self.grants = grants
        self.agents = agents
        self.entries: dict[str, Entry] = {}
        self.boot = boot_id()
        self.linger = 3600.0
        self.keeper_alive = False
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._told_at: dict[str, float] = {}
        self._ending: set[str] = set()
        self._over: dict[str, asyncio.Event] = {}
        self._care: list[Message] = []

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
        agent = self.agents.find(record.new.agent)
        entry = Entry(record, agent.status_rules if agent else (), resumable=self.agents.can_resume(record))
        self.entries[record.id] = entry
        self.refresh(entry)
        return entry

    def link(self, entry: Entry) -> None:
        """Connect to the session's host, and stay connected."""
        if entry.link is None:
            entry.link = HostLink(entry.record.id, paths.host_socket(entry.record.id), self)

    async def drop(self, entry: Entry) -> None:
        """Take a session off the list."""
        session = entry.record.id
        self.entries.pop(session, None)
        timer = self._timers.pop(session, None)
        if timer is not None:
            timer.cancel()
        self._told_at.pop(session, None)
        self._over.pop(session, None)
        if entry.link is not None:
            entry.link.acknowledge(0.0)
            await entry.link.close()
        await self.vault.delete(session)
        self.grants.forget(session)
        self.feed.session(session, None)

    async def close(self) -> None:
        """Let go of all hosts; they live on."""
        for timer in self._timers.values():
            timer.cancel()
        for entry in list(self.entries.values()):
            if entry.link is not None:
                await entry.link.close()

    def tell_hosts(self, message: Message, *, remember: bool = False) -> None:
        """Send a message to every host, with `remember` also to those that are found later."""
        if remember:
            self._care = [old for old in self._care if type(old) is not type(message)] + [message]
        for entry in self.entries.values():
            if entry.link is not None and entry.link.connected:
                entry.link.send(message)

    def refresh(self, entry: Entry) -> None:
        """Judge a session's state anew, tell clients what changed, and look again when it is time."""
        moment = now()
        session = entry.record.id
        entry.judge(moment)
        self._type_pending(entry)
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

    async def until_over(self, entry: Entry, patience: float) -> bool:
        """Wait until a session's end is in the ledger; False when that took longer than `patience`."""
        if entry.ended:
            return True
        over = self._over.setdefault(entry.record.id, asyncio.Event())
        try:
            async with asyncio.timeout(patience):
                await over.wait()
        except TimeoutError:
            return False
        return True

    # What hosts and keeper say.

    def greeting(self, session: str) -> Hello:
        """Introduces the daemon to a host."""
        return hello(self.me, self.grants.own(session, self.me))

    def revoked(self, session: str) -> list[int]:
        """What its host must not accept."""
        return self.grants.revoked(session)

    def host_found(self, session: str) -> None:
        """Its host answers."""
        entry = self.entries.get(session)
        if entry is None:
            return
        told = hostfile.host(paths.host_info(session))
        if told is not None and not entry.ended:
            entry.pid = told.agent_pid
        entry.host = HostState.ALIVE
        if entry.link is not None:
            for message in self._care:
                entry.link.send(message)
        self.refresh(entry)

    def host_lost(self, session: str, reason: str) -> None:
        """The connection has ended."""
        entry = self.entries.get(session)
        if entry is None:
            return
        _log.info("host of %s lost: %s", session, reason)
        entry.host = HostState.LOST
        entry.focus = Focus()
        self.refresh(entry)
        if not entry.ended:
            self.record("host.lost", session, reason=reason)

    def host_dead(self, session: str) -> None:
        """There is no host any more."""
        entry = self.entries.get(session)
        if entry is None:
            return
        entry.host, entry.link = HostState.GONE, None
        if entry.ended:
            self.refresh(entry)
            return
        rebooted = bool(entry.record.boot) and entry.record.boot != self.boot
        note = (
            "interrupted: the machine was restarted" if rebooted else "interrupted: its host and keeper died"
        )
        spawn(self.end(entry, Exit(), note=note), name=f"end {session}")

    def heard(self, session: str, events: HostEvents) -> None:
        """Signs of life."""
        entry = self.entries.get(session)
        if entry is not None:
            entry.take(events, now())
            self.refresh(entry)
            for event in events.events:
                if event.kind in _FOR_PEOPLE:
                    self.feed.told(session, event)

    def focus_moved(self, session: str, focus: Focus) -> None:
        """Somebody got or lost the focus."""
        entry = self.entries.get(session)
        if entry is None:
            return
        if focus.holder == self.me.id and entry.link is not None:
            entry.link.send(FocusRelease(focus.epoch))  # we only typed a prompt
            return
        if focus.holder != entry.focus.holder:
            self.record(
                "focus.changed", session, actor=focus.name or "host", holder=focus.name, epoch=focus.epoch
            )
        entry.focus = focus
        self.refresh(entry)

    def program_ended(self, session: str, exit: Exit) -> None:
        """Its program has ended."""
        entry = self.entries.get(session)
        if entry is None:
            return
        if not entry.ended:
            spawn(self.end(entry, exit), name=f"end {session}")
        elif entry.link is not None:
            entry.link.acknowledge(self.linger)

    def may_come(self, session: str, away: float) -> bool:
        """Whether its host can still answer."""
        entry = self.entries.get(session)
        if entry is None or (entry.record.boot and entry.record.boot != self.boot):
            return False
        told = hostfile.host(paths.host_info(session))
        if told is not None and is_alive(told.host_pid, told.host_started):
            return True
        return away < (_SUCCESSOR_PATIENCE if self.keeper_alive and not entry.ended else _ORPHAN_PATIENCE)

    def host_died(self, told: HostDied) -> None:
        """The keeper says that a host died."""
        entry = self.entries.get(told.session)
        if entry is None:
            return
        if told.successor:
            self.record("host.succeeded", told.session, pid=told.successor)
            if entry.link is not None:
                entry.link.hurry()
        elif not entry.ended:
            note = "" if told.exit else "interrupted: its host died"
            spawn(self.end(entry, told.exit or Exit(), note=note), name=f"end {told.session}")

    async def end(self, entry: Entry, exit: Exit, *, note: str = "") -> None:
        """Record a session's end; its host is told only once that is on the disk."""
        session = entry.record.id
        if entry.ended or session in self._ending:
            return
        self._ending.add(session)
        try:
            exit = await self._durable_end(entry, exit, note)
            entry.end(exit, time.time(), note)
            entry.resumable = self.agents.can_resume(entry.record)
            try:
                await self.vault.save(entry.record)
            except PlangateError as error:  # the ledger has it, which is what counts
                self.feed.notice("warning", error.message, session=session, hint=error.hint)
        finally:
            self._ending.discard(session)
        if entry.link is not None:
            entry.link.acknowledge(self.linger)
        if session in self._over:
            self._over.pop(session).set()
        self.refresh(entry)

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

    async def _durable_end(self, entry: Entry, exit: Exit, note: str) -> Exit:
        """Put the end into the ledger unless a daemon before us has; tries until it is there."""
        session = entry.record.id
        known = await self.journal.page(
            since=0, limit=1, session=session, kinds=("session.ended",), newest=True
        )
        if known:
            data = known[0].data
            return Exit(data.get("code"), data.get("signal"))
        while True:
            try:
                event = await self.journal.record(
                    "session.ended", session, "agent",
                    code=exit.code, signal=exit.signal, stopped=entry.record.stop_requested, note=note,
                )  # fmt: skip
            except LedgerError as error:
                self.feed.notice("error", error.message, session=session, hint=error.hint)
                await asyncio.sleep(_LEDGER_RETRY)
                continue
            self.feed.event(event)
            return exit

    def _type_pending(self, entry: Entry) -> None:
        """Type the prompt of an agent that takes it in no other way, once it waits for one."""
        text = entry.record.extra.get(_TYPED)
        ready = entry.record.state in (State.DONE, State.IDLE) and not entry.focus.holder
        if text and ready and entry.link is not None and entry.link.connected:
            del entry.record.extra[_TYPED]
            entry.link.send(Paste(0, text))
            entry.link.send(KeyInput(0, Key("enter")))

    def _look_again(self, entry: Entry, wake: float | None) -> None:
        session = entry.record.id
        old = self._timers.pop(session, None)
        if old is not None:
            old.cancel()
        if wake is not None:
            loop = asyncio.get_running_loop()
            delay = max(0.0, wake - time.monotonic())
            self._timers[session] = loop.call_later(delay + 0.001, self._look, session)

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
