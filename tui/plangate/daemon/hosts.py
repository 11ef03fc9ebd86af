"""What hosts and keeper say, and what the daemon makes of it: found, lost, replaced, ended."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from plangate.aio import spawn
from plangate.config import paths
from plangate.daemon import hostfile
from plangate.daemon.desk import Desk, now
from plangate.daemon.entry import Entry
from plangate.daemon.grants import Grants
from plangate.daemon.hostlink import HostLink
from plangate.daemon.procfs import is_alive
from plangate.errors import LedgerError, PlangateError
from plangate.model.client import ClientInfo
from plangate.model.session import Exit, Focus, HostState
from plangate.model.terminal import TerminalEventKind
from plangate.wire.greeting import hello
from plangate.wire.messages import Hello, Message
from plangate.wire.spawn import HostDied
from plangate.wire.stream import FocusRelease, HostEvents

__all__ = ["Hosts"]

_log = logging.getLogger(__name__)

_SUCCESSOR_PATIENCE = 5.0
_ORPHAN_PATIENCE = 1.0
"""Seconds that a host may be away before it is given up, with and without a keeper that could replace it."""
_REACH_PATIENCE = 3.0
_LEDGER_RETRY = 5.0
_FOR_PEOPLE = (TerminalEventKind.BELL, TerminalEventKind.NOTIFICATION, TerminalEventKind.CLIPBOARD)
_REOPENED_LINGER = 600.0
"""Seconds that a host stays which was made to show the recording of a session that had ended."""


class Hosts:
    """The hosts of all sessions; implements `HostWatcher`."""

    def __init__(self, me: ClientInfo, desk: Desk, grants: Grants) -> None:
        self.grants = grants
        self.linger = 3600.0
        """Seconds that the screen of an ended session stays readable."""
        self.keeper_alive = False
        self.on_end: Callable[[str], Awaitable[None]] | None = None
        """Told of each session that has ended, before anybody is told of the end."""
        self.on_found: Callable[[str], Coroutine[Any, Any, None]] | None = None
        """Told of each session whose host answers."""
        self._me = me
        self._desk = desk
        self._ending: dict[str, asyncio.Task[None]] = {}
        self._over: dict[str, asyncio.Event] = {}
        self._care: list[Message] = []

    def link(self, entry: Entry) -> None:
        """Connect to the session's host, and stay connected."""
        if entry.link is None:
            entry.link = HostLink(entry.record.id, paths.host_socket(entry.record.id), self)

    async def drop(self, entry: Entry) -> None:
        """Take an ended session off the list and let its host go."""
        ending = self._ending.get(entry.record.id)
        if ending is not None:  # else it would write and publish what we have just removed
            await asyncio.wait({ending})
        if entry.link is not None:
            entry.link.acknowledge(0.0)
            await entry.link.close()
        self._over.pop(entry.record.id, None)
        self.grants.forget(entry.record.id)
        await self._desk.remove(entry)

    async def close(self) -> None:
        """Let go of all hosts; they live on."""
        for entry in list(self._desk.entries.values()):
            if entry.link is not None:
                await entry.link.close()

    def tell(self, message: Message) -> None:
        """Send a message to every host, also to those that are found later; the newest of its kind counts."""
        self._care = [old for old in self._care if type(old) is not type(message)] + [message]
        for entry in self._desk.entries.values():
            if entry.link is not None and entry.link.connected:
                entry.link.send(message)

    async def reach(self, entry: Entry) -> bool:
        """Wait for the host of a session that was just started or replaced; False when it stays away."""
        if entry.link is None:
            return False
        try:
            async with asyncio.timeout(_REACH_PATIENCE):
                await entry.link.until_connected()
        except TimeoutError:
            return False
        return True

    async def until_over(self, entry: Entry, patience: float) -> bool:
        """Wait until a session's end is dealt with; False when that took longer than `patience`."""
        if entry.ended and entry.record.id not in self._ending:
            return True
        over = self._over.setdefault(entry.record.id, asyncio.Event())
        try:
            async with asyncio.timeout(patience):
                await over.wait()
        except TimeoutError:
            return False
        return True

    def greeting(self, session: str) -> Hello:
        """Introduces the daemon to a host."""
        return hello(self._me, self.grants.own(session, self._me))

    def revoked(self, session: str) -> tuple[list[int], int]:
        """What its host must not accept."""
        return self.grants.revoked(session)

    def host_found(self, session: str) -> None:
        """Its host answers."""
        entry = self._desk.entries.get(session)
        if entry is None:
            return
        told = hostfile.host(paths.host_info(session))
        if told is not None and not entry.ended:
            entry.pid, entry.host_pid = told.agent_pid, told.host_pid
        entry.host = HostState.ALIVE
        if entry.link is not None:
            for message in self._care:
                entry.link.send(message)
        self._desk.refresh(entry)
        if self.on_found is not None:
            spawn(self.on_found(session), name=f"found {session}")

    def host_lost(self, session: str, reason: str) -> None:
        """The connection has ended."""
        entry = self._desk.entries.get(session)
        if entry is None:
            return
        _log.info("host of %s lost: %s", session, reason)
        entry.host = HostState.LOST
        entry.focus = Focus()
        self._desk.refresh(entry)
        if not entry.ended:
            self._desk.record("host.lost", session, reason=reason)

    def host_dead(self, session: str) -> None:
        """There is no host any more."""
        entry = self._desk.entries.get(session)
        if entry is None:
            return
        entry.host, entry.link = HostState.GONE, None
        if entry.ended:
            self._desk.refresh(entry)
            return
        rebooted = bool(entry.record.boot) and entry.record.boot != self._desk.boot
        note = "the machine was restarted" if rebooted else "its host and keeper died"
        self._end(entry, Exit(), f"interrupted: {note}")

    def heard(self, session: str, events: HostEvents) -> None:
        """Signs of life."""
        entry = self._desk.entries.get(session)
        if entry is not None:
            entry.take(events, now())
            self._desk.refresh(entry)
            for event in events.events:
                if event.kind in _FOR_PEOPLE:
                    self._desk.feed.told(session, event)

    def focus_moved(self, session: str, focus: Focus) -> None:
        """Somebody got or lost the focus."""
        entry = self._desk.entries.get(session)
        if entry is None:
            return
        if focus.holder == self._me.id and entry.link is not None:
            entry.link.send(FocusRelease(focus.epoch))  # we only typed a prompt
            return
        if focus.holder != entry.focus.holder:
            actor = focus.name or entry.focus.name or "host"
            self._desk.record("focus.changed", session, actor, holder=focus.name, epoch=focus.epoch)
        entry.focus = focus
        self._desk.refresh(entry)

    def program_ended(self, session: str, exit: Exit) -> None:
        """Its program has ended."""
        entry = self._desk.entries.get(session)
        if entry is None:
            return
        if not entry.ended:
            self._end(entry, exit)
        elif entry.link is not None:
            entry.link.acknowledge(max(self.linger, _REOPENED_LINGER))

    def may_come(self, session: str, away: float) -> bool:
        """Whether its host can still answer."""
        entry = self._desk.entries.get(session)
        if entry is None or (entry.record.boot and entry.record.boot != self._desk.boot):
            return False
        told = hostfile.host(paths.host_info(session))
        if told is not None and is_alive(told.host_pid, told.host_started):
            return True
        return away < (_SUCCESSOR_PATIENCE if self.keeper_alive and not entry.ended else _ORPHAN_PATIENCE)

    def host_died(self, told: HostDied) -> None:
        """The keeper says that a host died."""
        entry = self._desk.entries.get(told.session)
        if entry is None:
            return
        if told.successor:
            self._desk.record("host.succeeded", told.session, pid=told.successor)
            if entry.link is not None:
                entry.link.hurry()
        elif not entry.ended:
            self._end(entry, told.exit or Exit(), "" if told.exit else "interrupted: its host died")

    def _end(self, entry: Entry, exit: Exit, note: str = "") -> None:
        session = entry.record.id
        if session not in self._ending:
            task = self._ending[session] = spawn(self._ended(entry, exit, note), name=f"end {session}")
            task.add_done_callback(lambda _: self._over_with(session))

    def _over_with(self, session: str) -> None:
        self._ending.pop(session, None)
        if session in self._over:
            self._over.pop(session).set()

    async def _ended(self, entry: Entry, exit: Exit, note: str) -> None:
        """Record a session's end; its host is told only once that is on the disk."""
        session, desk = entry.record.id, self._desk
        entry.end(await self._durable_end(entry, exit, note), time.time(), note)
        await desk.find_out(entry)
        if self.on_end is not None:
            await self.on_end(session)
        try:
            await desk.vault.save(entry.record)
        except PlangateError as error:  # the ledger has it, which is what counts
            desk.feed.notice("warning", error.message, session=session, hint=error.hint)
        if entry.link is not None:
            entry.link.acknowledge(self.linger)
        desk.refresh(entry)

    async def _durable_end(self, entry: Entry, exit: Exit, note: str) -> Exit:
        """Put the end into the ledger unless a daemon before us has; tries until it is there."""
        session, journal = entry.record.id, self._desk.journal
        while True:
            try:
                known = await journal.page(
                    since=0, limit=1, session=session, kinds=("session.ended",), newest=True
                )
                if known:
                    return Exit(known[0].data.get("code"), known[0].data.get("signal"))
                stopped = entry.record.stop_requested
                event = await journal.record(
                    "session.ended",
                    session,
                    "agent",
                    code=exit.code,
                    signal=exit.signal,
                    stopped=stopped,
                    note=note,
                )
            except LedgerError as error:
                self._desk.feed.notice("error", error.message, session=session, hint=error.hint)
                await asyncio.sleep(_LEDGER_RETRY)
                continue
            self._desk.feed.event(event)
            return exit
