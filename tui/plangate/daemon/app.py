"""The daemon as a whole: puts the parts together, runs until it is told to end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import time
from collections.abc import Callable

import msgspec

from plangate import atomic
from plangate.aio import cancel_and_wait, spawn
from plangate.config import paths
from plangate.config.files import missing, read_settings
from plangate.config.settings import Settings
from plangate.daemon import recordings
from plangate.daemon.adoption import adopt, adopt_strays
from plangate.daemon.agents import Agents
from plangate.daemon.attempts.anew import Beginning
from plangate.daemon.attempts.requests import AttemptRequests
from plangate.daemon.attempts.tracker import Tracker
from plangate.daemon.chronicle import Chronicle
from plangate.daemon.connection import Connection
from plangate.daemon.desk import Desk, ended_before
from plangate.daemon.devices.office import DeviceOffice
from plangate.daemon.feed import Feed
from plangate.daemon.gate.access import Access
from plangate.daemon.gate.office import GateOffice
from plangate.daemon.gate.strengths import Strengths, strongest
from plangate.daemon.grants import Grants, read_secret
from plangate.daemon.hosts import Hosts
from plangate.daemon.jobs.office import JobOffice
from plangate.daemon.jobs.requests import JobRequests
from plangate.daemon.keeperlink import KeeperLink
from plangate.daemon.notify.office import NotifyOffice
from plangate.daemon.queue.office import QueueOffice
from plangate.daemon.queue.requests import QueueRequests
from plangate.daemon.requests import Requests
from plangate.daemon.resuming import Resuming
from plangate.daemon.server import Server
from plangate.daemon.starting import Starter
from plangate.daemon.undoing.office import UndoOffice
from plangate.daemon.vault import Vault
from plangate.errors import PlangateError, Unavailable
from plangate.ledger.ledger import Ledger
from plangate.model.client import ClientInfo
from plangate.model.status import DaemonStatus
from plangate.wire.failures import failure_of
from plangate.wire.greeting import product
from plangate.wire.spawn import HostDied, KeeperStatus

__all__ = ["Daemon"]

_log = logging.getLogger(__name__)

_CHORES_EVERY = 60.0
_DOOR_EVERY = 1.0
_DAY = 86_400.0


class Daemon:
    """All parts of the daemon. Implements `KeeperWatcher`."""

    def __init__(self, ledger: Ledger) -> None:
        self._instance = secrets.token_hex(8)
        self._started = time.time()
        self._settings = Settings()
        self._faults: list[str] = []
        self._keeper_pid = 0
        self._ending = asyncio.Event()
        self._end_sessions = False
        self._ended_by = ""
        me = ClientInfo(id="daemon", name="daemon", kind="daemon")
        self._journal = Chronicle(ledger)
        self._feed = Feed(self._journal)
        self._agents = Agents()
        self._vault = Vault(paths.sessions_dir(), self._complain)
        self._desk = Desk(self._journal, self._feed, self._vault, self._agents)
        secret = read_secret(paths.secret_file())
        grants = Grants(secret, paths.state_dir() / "grants.json", time.time_ns)
        self._hosts = Hosts(me, self._desk, grants)
        self._keeper = KeeperLink(me, self, product=product())
        self._gates = GateOffice(
            self._desk, secret, Strengths(strongest), lambda: self._settings.environment.allow
        )
        self._undos = UndoOffice(self._desk, self._gates, lambda: self._settings.checkpoints)
        self._hosts.on_end, self._hosts.on_found = self._gates.ended, self._undos.undoing.found
        self._jobs = JobOffice(self._desk, paths.jobs_file())
        self._queue = QueueOffice(self._desk, self._jobs, paths.queue_file())
        self._feed.listeners.append(self._queue)
        self._notify = NotifyOffice(self._desk)
        self._feed.listeners.append(self._notify)
        self._tracker = Tracker(
            self._desk, self._gates.shelf, self._gates.keeper.posts, paths.attempts_file()
        )
        self._gates.hooks.told = self._tracker.heard
        self._gates.hooks.turned = self._tracker.turned = self._jobs.turned
        self._gates.keeper.fallen, self._gates.passes.toss = self._tracker.fallen, self._tracker.toss
        self._feed.listeners.append(self._tracker)
        self._starter = Starter(
            self._desk, self._hosts, self._keeper, self._settings, self._gates.keeper, self._gates.preparing
        )
        Resuming(self._desk, self._gates, self._starter)
        self._devices = DeviceOffice(
            self._desk, self._hosts, secret, self._gates.pin, lambda: self._server.connections
        )
        requests = Requests(
            self._desk,
            self._hosts,
            self._starter,
            self._gates.requests,
            AttemptRequests(self._tracker),
            Beginning(self._tracker, self._undos.undoing),
            self._undos.requests,
            self._devices,
            JobRequests(self._desk, self._jobs),
            QueueRequests(self._queue),
            self._notify,
            status=self._status,
            reload=self._reload,
            shutdown=self._shutdown,
        )
        access = Access(self._desk)
        self._server = Server(
            paths.daemon_socket, self._instance, requests.handle, self._gone, access.judge, self._devices.rank
        )

    async def run(self, ready: Callable[[], None]) -> None:
        """Adopt what lives, listen, call `ready`, and go on until somebody ends it."""
        self._listen_to_signals()
        await self._reload()
        adopted, faults = await adopt(self._desk, self._hosts)
        self._faults += faults
        self._keeper.start()
        await self._gates.recover()
        await self._tracker.recover()
        await self._undos.recover()
        await self._jobs.recover()
        await self._queue.recover()
        await self._gates.door.open()
        await self._server.open()
        _describe(self._instance, self._started)
        self._desk.record(
            "daemon.started",
            pid=os.getpid(),
            product=product(),
            adopted=adopted,
            notes=list(self._journal.warnings),
        )
        chores = spawn(self._chores(), name="chores")
        door = spawn(self._watch_door(), name="door")
        ready()
        _log.info("ready, process %d, %d hosts adopted", os.getpid(), adopted)
        await self._ending.wait()
        await cancel_and_wait(chores, door)
        await self._end()

    def keeper_found(self, status: KeeperStatus) -> None:
        """A keeper answers."""
        self._keeper_pid = status.pid
        self._hosts.keeper_alive = True
        _log.info("keeper %d looks after %d hosts", status.pid, len(status.hosts))

    def keeper_lost(self, reason: str) -> None:
        """The keeper is away."""
        self._keeper_pid = 0
        self._hosts.keeper_alive = False
        if not self._ending.is_set():
            self._desk.record("keeper.lost", reason=reason)

    def host_died(self, told: HostDied) -> None:
        """The keeper says that a host died."""
        self._hosts.host_died(told)

    def _gone(self, connection: Connection) -> None:
        self._feed.unsubscribe(connection)
        self._devices.gone(connection)

    async def _status(self) -> DaemonStatus:
        size = await asyncio.to_thread(recordings.size, paths.recordings_dir())
        return DaemonStatus(
            product=product(),
            pid=os.getpid(),
            started=self._started,
            instance=self._instance,
            keeper_pid=self._keeper_pid,
            sessions=len(self._desk.entries),
            clients=tuple(
                sorted(
                    f"{connection.client.name} ({connection.client.kind})"
                    for connection in self._server.connections
                    if connection.client is not None
                )
            ),
            runtime_dir=str(paths.runtime_dir()),
            state_dir=str(paths.state_dir()),
            ledger_seq=self._journal.last,
            ledger_ok=self._journal.ok,
            recordings_bytes=size,
            warnings=(*self._journal.warnings, *self._faults),
        )

    async def _reload(self) -> list[str]:
        loaded = await asyncio.to_thread(read_settings, paths.settings_file())
        self._settings = self._starter.settings = loaded.settings
        self._hosts.linger = loaded.settings.sessions.linger
        self._undos.use(loaded.settings.checkpoints)
        self._notify.use(loaded.settings.notifications)
        self._faults = [str(fault) for fault in loaded.faults]
        self._faults += await asyncio.to_thread(self._agents.load, loaded.settings.plugins.disabled)
        if wanted := loaded.settings.sessions.agent:
            path = paths.settings_file()
            self._faults += map(str, missing(path, "sessions.agent", wanted, self._agents.names()))
        self._desk.agents_changed()
        return self._faults

    def _complain(self, message: str) -> None:
        self._feed.notice("warning", message)

    def _shutdown(self, sessions: bool, who: str) -> None:
        self._end_sessions, self._ended_by = sessions, who
        if not sessions:  # at once, so that whoever asked and then looks for a daemon does not find this one
            self._server.refuse_more()
        self._ending.set()

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._shutdown, False, signal.Signals(number).name)
        loop.add_signal_handler(signal.SIGHUP, lambda: spawn(self._reload(), name="reload"))

    async def _watch_door(self) -> None:
        """A logout removes the runtime directory, and the next login makes an empty one."""
        while True:
            await asyncio.sleep(_DOOR_EVERY)
            try:
                if await self._server.stay_reachable():
                    _describe(self._instance, self._started)
                    _log.warning("the socket was gone; listening at %s", paths.daemon_socket())
                if await self._gates.door.stay_reachable():
                    _log.warning("the agents' socket was gone; listening at %s", paths.agent_socket())
            except (OSError, PlangateError):
                _log.exception("clients cannot reach the daemon")

    async def _chores(self) -> None:
        while True:
            await asyncio.sleep(_CHORES_EVERY)
            try:
                adopt_strays(self._desk, self._hosts)
                await self._gates.look_round()
                await self._undos.look_round()
                await self._keep_quota()
                await self._forget_old()
            except (OSError, PlangateError):
                _log.exception("a chore failed")

    async def _keep_quota(self) -> None:
        limit = self._settings.recordings.total_limit * 1024 * 1024
        running = {name for name, entry in self._desk.entries.items() if not entry.ended}
        gone = await asyncio.to_thread(recordings.enforce, paths.recordings_dir(), limit, running)
        if gone:
            self._desk.record("recordings.dropped", sessions=gone, limit=limit)

    async def _forget_old(self) -> None:
        days = self._settings.sessions.keep_exited
        if days <= 0:
            return
        for entry in ended_before(list(self._desk.entries.values()), time.time() - days * _DAY):
            await self._desk.recorded("session.removed", entry.record.id, name=entry.record.name, why="age")
            await self._hosts.drop(entry)

    async def _end(self) -> None:
        if self._end_sessions:
            await self._stop_sessions()
        await self._desk.recorded("daemon.stopped", actor=self._ended_by, sessions=self._end_sessions)
        farewell = failure_of(Unavailable(f"the daemon was stopped by {self._ended_by}"))
        for connection in self._server.connections:
            connection.send(farewell)
        self._server.close()
        await self._gates.close()
        self._tracker.close()
        await self._queue.close()
        await self._jobs.close()
        await self._feed.close()
        if self._end_sessions:
            with contextlib.suppress(PlangateError):  # it went first
                await self._keeper.retire()
        await self._keeper.close()
        await self._hosts.close()
        self._desk.close()
        await self._vault.close()
        await self._journal.close()
        paths.daemon_info().unlink(missing_ok=True)

    async def _stop_sessions(self) -> None:
        grace = self._settings.sessions.stop_grace
        running = [entry for entry in self._desk.entries.values() if not entry.ended]
        await asyncio.gather(*(self._hosts.reach(entry) for entry in running))
        for entry in running:
            with contextlib.suppress(Unavailable):  # its host is away: it is left to itself
                entry.stop(grace)
        await asyncio.gather(*(self._hosts.until_over(entry, 3 * grace + 10.0) for entry in running))
        for entry in self._desk.entries.values():
            if entry.link is not None:
                entry.link.acknowledge(0.0)


def _describe(instance: str, started: float) -> None:
    told = {"pid": os.getpid(), "instance": instance, "started": started, "product": product()}
    atomic.write(paths.daemon_info(), msgspec.json.encode(told), durable=False)
    paths.keep_from_cleaners(paths.daemon_info())
    atomic.write(paths.runtime_pointer(), os.fsencode(paths.runtime_dir()), durable=False)
