"""What the daemon does about each request of a client."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from plangate.aio import spawn
from plangate.config import paths
from plangate.daemon import hostfile, recordings, worktrees
from plangate.daemon.attempts.anew import Beginning
from plangate.daemon.attempts.requests import AttemptRequests
from plangate.daemon.connection import Connection
from plangate.daemon.desk import Desk
from plangate.daemon.devices.office import DeviceOffice
from plangate.daemon.gate.people import person
from plangate.daemon.gate.requests import GateRequests
from plangate.daemon.hosts import Hosts
from plangate.daemon.jobs.requests import JobRequests
from plangate.daemon.notify.office import NotifyOffice
from plangate.daemon.procfs import is_alive
from plangate.daemon.queue.requests import QueueRequests
from plangate.daemon.starting import Starter
from plangate.daemon.undoing.requests import UndoRequests
from plangate.errors import (
    Exited,
    LimitReached,
    NotFound,
    Refused,
    Unavailable,
    UsageError,
)
from plangate.git import search_path
from plangate.model.session import HostState
from plangate.model.status import DaemonStatus
from plangate.wire import control as wire
from plangate.wire.jobs import TestNotification
from plangate.wire.messages import Failure, Message
from plangate.wire.spawn import Revoke, SetPalette, Upgrade

__all__ = ["Requests"]

_PAGE_LIMIT = 5_000
_NAME_LIMIT = 120
_TASK_LIMIT = 4_000
_UPGRADE_PATIENCE = 40.0


class Requests:
    """One method for each request; `handle` finds it.

    Args:
        status: Makes the daemon's account of itself.
        reload: Reads settings and plugins anew; gives back what was faulty.
        shutdown: Ends the daemon, with True the sessions and the keeper, too.
    """

    def __init__(
        self,
        desk: Desk,
        hosts: Hosts,
        starter: Starter,
        gates: GateRequests,
        attempts: AttemptRequests,
        beginning: Beginning,
        undos: UndoRequests,
        devices: DeviceOffice,
        jobs: JobRequests,
        queue: QueueRequests,
        notify: NotifyOffice,
        *,
        status: Callable[[], Awaitable[DaemonStatus]],
        reload: Callable[[], Awaitable[list[str]]],
        shutdown: Callable[[bool, str], None],
    ) -> None:
        self._desk = desk
        self._hosts = hosts
        self._starter = starter
        self._status = status
        self._reload = reload
        self._shutdown = shutdown
        self._upgrades = 0
        self._notify = notify
        self._first = beginning
        self._handlers: dict[type[Message], Callable[[Connection, Any], Awaitable[Message]]] = {
            wire.AskSessions: self._sessions,
            wire.Start: self._start,
            wire.AskGrant: self._grant,
            wire.StopSession: self._stop,
            wire.Restart: self._restart,
            wire.Resume: self._resume,
            wire.Remove: self._remove,
            wire.Rename: self._rename,
            wire.MarkSeen: self._mark_seen,
            wire.Subscribe: self._subscribe,
            wire.AskEvents: self._events,
            wire.AskAgents: self._agents,
            wire.AskStatus: self._ask_status,
            wire.Shutdown: self._end,
            wire.PurgeRecordings: self._purge,
            wire.Reload: self._read_again,
            wire.UpgradeHosts: self._upgrade,
            wire.UsePalette: self._palette,
            wire.RevokeGrants: self._revoke,
            **gates.handlers,
            **attempts.handlers,
            **undos.handlers,
            **devices.handlers,
            **jobs.handlers,
            **queue.handlers,
            TestNotification: self._test_notification,
        }
        self._devices = devices

    async def handle(self, connection: Connection, message: Message) -> Message:
        """Carry out a request.

        Raises:
            PlangateError: It is refused, or failed.
        """
        handler = self._handlers.get(type(message))
        if handler is None:
            raise UsageError(f"the daemon does not take {type(message).__name__}")
        await self._devices.allow(connection, message)
        return await handler(connection, message)

    async def _sessions(self, _: Connection, asked: wire.AskSessions) -> Message:
        return wire.Sessions(asked.id, self._desk.views())

    async def _start(self, who: Connection, asked: wire.Start) -> Message:
        session = await self._starter.start(asked.key, asked.new, asked.environment, who.name)
        return wire.SessionReply(asked.id, session)

    async def _restart(self, who: Connection, asked: wire.Restart) -> Message:
        assert who.client is not None
        by = person(who.client)
        session = await self._starter.restart(
            asked.key,
            asked.session,
            asked.environment,
            who.name,
            lambda old: self._first.prompt(old, asked.anew, by),
        )
        return wire.SessionReply(asked.id, session)

    async def _resume(self, who: Connection, asked: wire.Resume) -> Message:
        session = await self._starter.resume(asked.key, asked.session, asked.environment, who.name)
        return wire.SessionReply(asked.id, session)

    async def _grant(self, who: Connection, asked: wire.AskGrant) -> Message:
        entry = self._desk.get(asked.session)
        if entry.host is HostState.GONE:
            await self._starter.reopen(entry)
        assert who.client is not None
        token, expires = self._hosts.grants.issue(asked.session, asked.role, who.client)
        return wire.Granted(asked.id, str(paths.host_socket(asked.session)), token, expires)

    async def _stop(self, who: Connection, asked: wire.StopSession) -> Message:
        entry = self._desk.get(asked.session)
        if entry.ended:
            raise Exited(f"session {entry.record.name} has ended already")
        reachable = await self._hosts.reach(entry)
        if not reachable and not asked.force:
            raise Unavailable(
                f"the host of session {entry.record.name} does not answer",
                "Try again in a moment, or by force.",
            )
        entry.record.stop_requested = True
        try:
            await self._desk.vault.save(entry.record)
        except LimitReached:  # the program to be stopped may be the one that fills the disk
            self._desk.vault.note(entry.record, soon=True)
        self._desk.record("session.stopping", asked.session, who.name, force=asked.force)
        if reachable:
            entry.stop(self._starter.settings.sessions.stop_grace, force=asked.force)
        else:
            _kill_behind_its_back(asked.session)
        return wire.Done(asked.id, f"stopping {entry.record.name}")

    async def _remove(self, who: Connection, asked: wire.Remove) -> Message:
        entry = self._desk.get(asked.session)
        record = entry.record
        if not entry.ended:
            raise Refused(f"session {record.name} still runs", "Stop it first.")
        text = f"removed {record.name}"
        if asked.worktree and record.worktree is not None:
            others = [
                other.record.name
                for other in self._desk.entries.values()
                if other is not entry and other.record.worktree == record.worktree
            ]
            if others:
                raise Refused(f"session {others[0]} uses the worktree {record.worktree.path}, too")
            search_path.set(record.search_path)
            text = await asyncio.to_thread(
                worktrees.remove, record.worktree, branch_created=record.branch_created
            )
        await self._desk.recorded("session.removed", asked.session, who.name, name=record.name)
        await self._hosts.drop(entry)
        return wire.Done(asked.id, text)

    async def _rename(self, who: Connection, asked: wire.Rename) -> Message:
        entry = self._desk.get(asked.session)
        record = entry.record
        for field, text, limit in (
            ("name", asked.name, _NAME_LIMIT), ("group", asked.group, _NAME_LIMIT), ("task", asked.task, _TASK_LIMIT),
        ):  # fmt: skip
            if text is not None and (len(text) > limit or (field != "task" and not text.isprintable())):
                raise UsageError(f"the {field} must be at most {limit} printable characters")
        if asked.name is not None:
            if not asked.name.strip():
                raise UsageError("the name must not be empty")
            record.name = asked.name.strip()
        record.group = record.group if asked.group is None else asked.group.strip()
        record.task = record.task if asked.task is None else asked.task
        await self._desk.vault.save(record)
        self._desk.record(
            "session.renamed", asked.session, who.name, name=record.name, group=record.group, task=record.task
        )
        self._desk.refresh(entry)
        return wire.Done(asked.id)

    async def _mark_seen(self, _: Connection, asked: wire.MarkSeen) -> Message:
        entry = self._desk.get(asked.session)
        entry.seen()
        self._desk.refresh(entry)
        return wire.Done(asked.id)

    async def _subscribe(self, who: Connection, asked: wire.Subscribe) -> Message:
        newest = self._desk.feed.subscribe(who, asked.since)
        return wire.Done(asked.id, str(newest))

    async def _events(self, _: Connection, asked: wire.AskEvents) -> Message:
        events = await self._desk.journal.page(
            since=max(0, asked.since),
            limit=max(1, min(asked.limit, _PAGE_LIMIT)),
            session=asked.session,
            kinds=asked.kinds,
            newest=asked.newest,
        )
        return wire.Events(asked.id, events, self._desk.journal.last)

    async def _agents(self, _: Connection, asked: wire.AskAgents) -> Message:
        return wire.Agents(asked.id, await self._desk.agents.infos())

    async def _test_notification(self, _: Connection, asked: TestNotification) -> Message:
        return wire.Done(asked.id, await self._notify.test())

    async def _ask_status(self, _: Connection, asked: wire.AskStatus) -> Message:
        return wire.Status(asked.id, await self._status())

    async def _end(self, who: Connection, asked: wire.Shutdown) -> Message:
        self._shutdown(asked.sessions, who.name)
        return wire.Done(asked.id, "the daemon is ending")

    async def _purge(self, who: Connection, asked: wire.PurgeRecordings) -> Message:
        if asked.session and asked.session in self._desk.entries and not self._desk.get(asked.session).ended:
            raise Refused("a running session's recording cannot be deleted", "Stop the session first.")
        running = {name for name, entry in self._desk.entries.items() if not entry.ended}
        directory = paths.recordings_dir()
        sessions = [asked.session] if asked.session else await asyncio.to_thread(_recorded, running)
        if asked.session and not paths.recording_dir(asked.session).is_dir():
            raise NotFound(f"there is no recording of session {asked.session}")
        freed = await asyncio.to_thread(recordings.purge, directory, sessions)
        self._desk.record("recordings.purged", asked.session, who.name, sessions=sessions, bytes=freed)
        return wire.Done(asked.id, f"freed {freed} bytes in {len(sessions)} recordings")

    async def _read_again(self, _: Connection, asked: wire.Reload) -> Message:
        return wire.Done(asked.id, "\n".join(await self._reload()))

    async def _upgrade(self, who: Connection, asked: wire.UpgradeHosts) -> Message:
        entries = [self._desk.get(asked.session)] if asked.session else list(self._desk.entries.values())
        done, failed = 0, []
        for entry in entries:
            if entry.ended or entry.link is None or not entry.link.connected:
                continue
            problem = await self._upgrade_one(entry.record.id)
            if problem:
                failed.append(f"{entry.record.name}: {problem}")
            else:
                done += 1
                self._desk.record("host.upgraded", entry.record.id, who.name)
        return wire.Done(asked.id, "\n".join([f"{done} upgraded", *failed]))

    async def _upgrade_one(self, session: str) -> str:
        """Replace one host in place; "" when its successor answers, else what went wrong."""
        link = self._desk.get(session).link
        if link is None:
            return "its host is away"
        self._upgrades += 1
        failure: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        link.on_failure(self._upgrades, failure.set_result)
        link.send(Upgrade(self._upgrades, [sys.executable, "-m", "plangate.host"]))
        lost = spawn(link.until_lost(), name=f"upgrade {session}")
        either: set[asyncio.Future[Any]] = {failure, lost}
        try:
            async with asyncio.timeout(_UPGRADE_PATIENCE):
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                if failure.done():
                    reply = failure.result()
                    return reply.message if isinstance(reply, Failure) else "refused"
                await link.until_connected()
                return ""
        except TimeoutError:
            return f"no answer within {_UPGRADE_PATIENCE:g} s"
        finally:
            lost.cancel()

    async def _palette(self, _: Connection, asked: wire.UsePalette) -> Message:
        palette = SetPalette(asked.foreground, asked.background, asked.cursor, asked.indexed, asked.dark)
        self._hosts.tell(palette)
        return wire.Done(asked.id)

    async def _revoke(self, who: Connection, asked: wire.RevokeGrants) -> Message:
        if asked.session:
            self._desk.get(asked.session)
        fresh = self._hosts.grants.revoke(asked.session, asked.client)
        for session, serials in fresh.items():
            entry = self._desk.entries.get(session)
            if entry is not None and entry.link is not None and entry.link.connected:
                entry.link.send(Revoke(serials))
            self._desk.record("grants.revoked", session, who.name, count=len(serials), client=asked.client)
        self._hosts.grants.keep()
        return wire.Done(asked.id, f"revoked {sum(map(len, fresh.values()))}")


def _kill_behind_its_back(session: str) -> None:
    """End a program whose host does not answer; whoever is its parent collects the exit."""
    told = hostfile.host(paths.host_info(session))
    if told is None or not is_alive(told.agent_pid, told.agent_started):
        raise Unavailable(f"neither host nor program of session {session} can be found")
    with suppress(ProcessLookupError):
        os.killpg(told.agent_pid, signal.SIGKILL)


def _recorded(running: set[str]) -> list[str]:
    return [path.name for path in paths.recordings_dir().iterdir() if path.name not in running]
