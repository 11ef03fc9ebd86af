"""Follows the background jobs of all sessions, and tells of their begin and end."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from plangate import atomic
from plangate.aio import cancel_and_wait, spawn
from plangate.daemon.desk import Desk
from plangate.daemon.entry import Entry
from plangate.daemon.jobs.book import Book, Line, Memory
from plangate.daemon.jobs.handles import MOST, Handles
from plangate.daemon.jobs.look import Eye, Seen, Watched
from plangate.daemon.status.evidence import Phase, Turn
from plangate.errors import NotFound
from plangate.model.jobs import Job, JobState, Kind
from plangate.model.session import Exit

__all__ = ["JobOffice"]

_log = logging.getLogger(__name__)

_EVERY = 2.0
"""Seconds between two looks."""
_GAP = 0.1
"""Seconds at least: jobs may end by the dozen."""
_SHARE = 50
"""A look may take this part of the time between two: on a machine where it takes long it is taken less often."""
_YOUNGEST = 1.0
"""Seconds that a process must have lived to be listed as a job."""
_COLLECTED = 5
"""Looks for which it is waited until somebody has collected how a process ended."""
_HEADSTART = 3.0
"""Seconds in which an agent that is started with a prompt begins its own helpers."""


class JobOffice:
    """All jobs.

    Args:
        file: Keeps what outlives a daemon.
    """

    def __init__(self, desk: Desk, file: Path) -> None:
        self._desk = desk
        self._file = file
        self._eye = Eye()
        self._handles: dict[tuple[str, int], Handles] = {}
        self._gone: dict[tuple[str, int], int] = {}
        """Jobs whose process has gone and whose exit code nobody has told yet, with the looks since."""
        self._looking = asyncio.Lock()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.book = Book(boot=desk.boot)
        self.on_end: list[Callable[[Job], Awaitable[None]]] = []
        """Told of each job that has ended, once the ledger has it."""

    async def recover(self) -> None:
        """Take up what a daemon before this one knew."""
        try:
            memory = msgspec.json.decode(await asyncio.to_thread(self._file.read_bytes), type=Memory)
        except FileNotFoundError:
            memory = Memory()
        except (OSError, ValueError) as error:
            _log.warning("%s cannot be read: %s", self._file, error)
            memory = Memory()
        self.book = Book(memory, self._desk.boot)
        for line in self.book.running():
            self._hold(line)
        self._task = spawn(self._follow(), name="jobs")

    async def close(self) -> None:
        """Follow them no more; they run on."""
        if self._task is not None:
            await cancel_and_wait(self._task)
        for handles in self._handles.values():
            handles.close()
        self._handles.clear()

    def find(self, session: str, number: int) -> Job:
        """A job.

        Raises:
            NotFound: There is none, or none any more.
        """
        job = self.book.get(session, number)
        if job is None:
            raise NotFound(f"the session has no job {number}", "plangate jobs lists them.")
        return job

    async def turned(self, session: str, turn: Turn) -> None:
        """Take in what is said of a session's turn; before one counts as over, look what was left running."""
        entry = self._desk.entries.get(session)
        if entry is None:
            return
        if turn.phase is Phase.ENDED:
            await self.look(turn_over=session)
        entry.tracker.take(turn)
        self._desk.refresh(entry)

    async def look(self, *, turn_over: str = "") -> None:
        """Look now.

        Args:
            turn_over: A session whose turn is just about to end: of it the youngest processes count, too.
        """
        async with self._looking:
            watched = [self._watched(entry) for entry in self._desk.entries.values()]
            seen = await asyncio.to_thread(self._eye.look, watched, self.book.known())
            now = time.time()
            old = [
                each
                for each in seen
                if now - each.began >= _YOUNGEST or self.book.find(each.pid, each.started)
            ]
            changed = await self._take_in(old, now)
            if changed or self.book.forget(now, self._desk.entries):
                await self._keep()
            self._show(seen, turn_over)
            if len(old) < len(seen):
                asyncio.get_running_loop().call_later(_YOUNGEST, self._wake.set)

    async def _follow(self) -> None:
        while True:
            began = time.monotonic()
            try:
                if self._desk.entries:
                    await self.look()
            except Exception:  # noqa: BLE001 - a look that fails once must not be the last
                _log.exception("the jobs could not be looked at")
            pause = max(_EVERY, _SHARE * (time.monotonic() - began))
            self._wake.clear()
            try:
                async with asyncio.timeout(pause):
                    await self._wake.wait()
                    await asyncio.sleep(_GAP)
            except TimeoutError:
                pass

    def _watched(self, entry: Entry) -> Watched:
        kind = entry.kind
        session = entry.record.id
        if kind == Kind.AGENT and session not in self.book.asked:
            asked = _asked(entry)
            if asked is not None:
                self.book.asked[session] = asked
        return Watched(session, entry.pid, entry.host_pid, kind, self.book.asked.get(session))

    async def _take_in(self, seen: list[Seen], now: float) -> bool:
        changed = False
        here = {(each.pid, each.started) for each in seen}
        for each in seen:
            line = self.book.find(each.pid, each.started)
            if line is None:
                changed = True
                line = self._begin(each)
            elif line.job.state is JobState.ENDED:
                continue
            await self._refresh(line, each)
        for line in self.book.running():
            if (line.job.pid, line.started) not in here:
                changed = await self._left(line, now) or changed
        return changed

    def _begin(self, each: Seen) -> Line:
        job = Job(
            session=each.session,
            id=0,
            pid=each.pid,
            command=each.command,
            state=JobState.RUNNING,
            began=each.began,
            detached=each.detached,
        )
        line = self.book.begin(job, each.started)
        self._hold(line)
        told = {"job": line.job.id, "pid": job.pid, "command": job.command, "detached": job.detached}
        self._desk.record("job.began", job.session, "agent", **told)
        return line

    async def _refresh(self, line: Line, each: Seen) -> None:
        handles = self._handles.get((line.job.session, line.job.id))
        if handles is not None:
            await asyncio.to_thread(handles.read, each.pids)
        line.spent |= each.spent
        line.job = msgspec.structs.replace(
            line.job,
            state=JobState.STOPPED if each.state in "tT" else JobState.RUNNING,
            command=each.command,
            cpu=round(sum(line.spent.values()), 2),
            processes=len(each.pids),
            detached=each.detached,
            output=handles.output if handles is not None else "",
            last_line=handles.last_line if handles is not None else line.job.last_line,
        )

    async def _left(self, line: Line, now: float) -> bool:
        """Its process is gone; how it ended is known once somebody has collected it."""
        key = (line.job.session, line.job.id)
        handles = self._handles.get(key)
        exit = handles.exit() if handles is not None else Exit()
        tries = self._gone[key] = self._gone.get(key, 0) + 1
        if exit == Exit() and handles is not None and tries < _COLLECTED:
            self._wake_soon()
            return False
        if handles is not None:
            await asyncio.to_thread(handles.read, ())
            line.job = msgspec.structs.replace(line.job, last_line=handles.last_line or line.job.last_line)
            handles.close()
            del self._handles[key]
        del self._gone[key]
        job = self.book.end(line, exit, now)
        lasted = round(now - job.began, 1)
        await self._desk.recorded(
            "job.ended", job.session, "agent",
            job=job.id, command=job.command, exit=job.exit, lasted=lasted, cpu=job.cpu, last_line=job.last_line,
        )  # fmt: skip
        for tell in self.on_end:
            await tell(job)
        return True

    def _wake_soon(self) -> None:
        asyncio.get_running_loop().call_later(0.2, self._wake.set)

    def _hold(self, line: Line) -> None:
        key = (line.job.session, line.job.id)
        hold = len(self._handles) < MOST
        self._handles[key] = Handles(line.job.pid, self._wake.set, hold=hold)

    def _show(self, seen: list[Seen], turn_over: str) -> None:
        """Every session with its jobs; a change is told to everybody."""
        running: dict[str, list[str]] = {}
        for line in self.book.running():
            if line.job.state is JobState.RUNNING:
                running.setdefault(line.job.session, []).append(line.job.command)
        for each in seen:
            if each.session == turn_over and self.book.find(each.pid, each.started) is None:
                running.setdefault(turn_over, []).append(each.command)
        for session, entry in list(self._desk.entries.items()):
            jobs = tuple(running.get(session, ()))
            count = len(self.book.running(session))
            if entry.jobs != count or entry.tracker.memory.jobs != jobs:
                entry.jobs = count
                entry.tracker.runs_behind(jobs)
                self._desk.refresh(entry)

    async def _keep(self) -> None:
        data = msgspec.json.encode(self.book.memory())
        try:
            await asyncio.to_thread(atomic.write, self._file, data, durable=False)
        except OSError as error:
            _log.warning("%s cannot be written: %s", self._file, error)


def _asked(entry: Entry) -> float | None:
    """When an agent was first asked something; what it started before that is its own."""
    if entry.tracker.memory.asked:
        return entry.tracker.memory.asked
    return entry.record.created + _HEADSTART if entry.record.new.prompt else None
