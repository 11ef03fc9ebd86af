"""Keeps the prompts that wait, and sends each once.

A prompt is written down as being sent before its host hears of it, under a name by which the host
writes it once. Whoever dies in between: a new daemon sends it again under that name, and the host,
or the one that takes its place, says that it is written already.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from plangate import atomic
from plangate.aio import cancel_and_wait, spawn
from plangate.daemon.desk import Desk
from plangate.daemon.entry import Entry
from plangate.daemon.jobs.office import JobOffice
from plangate.daemon.queue.moment import Standing, holds_back
from plangate.errors import Exited, LimitReached, NotFound, Refused, UsageError
from plangate.model.event import Event
from plangate.model.jobs import Job, JobState
from plangate.model.queue import Queued, QueueState, When
from plangate.model.session import Session, State
from plangate.wire.composing import Compose, Composed
from plangate.wire.messages import Failure, Message

__all__ = ["QueueOffice"]

_log = logging.getLogger(__name__)

_LONGEST = 100_000
"""Characters of one prompt."""
_MOST = 50
"""Prompts that wait for one session."""
_KEPT = 200
"""Prompts that were sent or cancelled and are still listed."""
_AGAIN = 2.0
_PATIENCE = 15.0
"""Seconds for a host to say that a prompt is written."""
_FIRST_NUMBER = 1_000_000
"""Numbers of our requests of hosts; those of others are smaller."""
_OPEN = (QueueState.WAITING, QueueState.SENDING)


class QueueOffice:
    """All prompts that wait. Implements `Listener`.

    Args:
        file: Keeps them over the death of a daemon.
    """

    def __init__(self, desk: Desk, jobs: JobOffice, file: Path) -> None:
        self._desk = desk
        self._jobs = jobs
        self._file = file
        self._items: dict[str, Queued] = {}
        self._sent: dict[str, float] = {}
        """When a session was last sent something (monotonic)."""
        self._worked: set[str] = set()
        """Sessions that have worked since."""
        self._number = _FIRST_NUMBER
        self._writing = asyncio.Lock()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        jobs.on_end.append(self._job_ended)

    async def recover(self) -> None:
        """Take up what waits, and what a daemon before this one was just sending."""
        try:
            known = msgspec.json.decode(await asyncio.to_thread(self._file.read_bytes), type=list[Queued])
        except FileNotFoundError:
            known = []
        except (OSError, ValueError) as error:
            _log.warning("%s cannot be read: %s", self._file, error)
            known = []
        self._items = {item.id: item for item in known}
        for entry in self._desk.entries.values():
            self._show(entry)
        self._task = spawn(self._serve(), name="queue")

    async def close(self) -> None:
        """Send no more; what waits is on the disk."""
        if self._task is not None:
            await cancel_and_wait(self._task)

    def of(self, session: str = "") -> list[Queued]:
        """Prompts of a session or of all, in the order in which they were added."""
        return [item for item in self._items.values() if session in ("", item.session)]

    async def add(self, key: str, session: str, text: str, when: When, by: str) -> Queued:
        """Queue a prompt; the same key never queues a second one.

        Raises:
            NotFound: There is no such session or job.
            Exited: The session has ended.
            LimitReached: Too much waits already.
            UsageError: There is nothing to send, or too much.
        """
        if key in self._items:
            return self._items[key]
        entry = self._desk.get(session)
        if entry.ended:
            raise Exited(f"session {entry.record.name} has ended", "plangate resume goes on with it.")
        _check(text)
        if when.kind == "job":
            self._jobs.find(session, when.job)
        if sum(item.state in _OPEN for item in self.of(session)) >= _MOST:
            raise LimitReached(f"{_MOST} prompts wait for session {entry.record.name} already")
        item = Queued(id=key, session=session, text=text, when=when, by=by, added=time.time())
        await self._put(item)
        told = {"item": key, "when": str(when), "text": text[:500]}
        await self._desk.recorded("queue.added", session, by, **told)
        self._wake.set()
        return item

    async def change(self, id: str, text: str | None, when: When | None, by: str) -> Queued:
        """Change a prompt that waits.

        Raises:
            NotFound: There is none.
            Refused: It is sent, or on its way.
        """
        async with self._writing:
            item = self._waiting(id)
            if text is not None:
                _check(text)
            if when is not None and when.kind == "job":
                self._jobs.find(item.session, when.job)
            item = msgspec.structs.replace(item, text=text or item.text, when=when or item.when)
            await self._keep(item)
        told = {"item": id, "when": str(item.when), "text": item.text[:500]}
        await self._desk.recorded("queue.edited", item.session, by, **told)
        self._wake.set()
        return item

    async def cancel(self, id: str, by: str, why: str = "") -> Queued:
        """Take a prompt back.

        Raises:
            NotFound: There is none.
            Refused: It is sent, or on its way.
        """
        async with self._writing:
            item = self._waiting(id)
            item = msgspec.structs.replace(
                item, state=QueueState.CANCELLED, at=time.time(), why=why or f"by {by}"
            )
            await self._keep(item)
        await self._desk.recorded("queue.cancelled", item.session, by, item=id, why=why)
        return item

    # ---- who tells what happens

    def session(self, view: Session) -> None:
        """A session changed: a prompt's moment may have come."""
        if view.state is State.WORKING:
            self._worked.add(view.id)
        if any(item.state in _OPEN for item in self.of(view.id)):
            self._wake.set()

    def event(self, event: Event) -> None:
        """Nothing of the ledger is a condition."""

    async def _job_ended(self, job: Job) -> None:
        self._wake.set()

    # ---- sending

    async def _serve(self) -> None:
        while True:
            self._wake.clear()
            try:
                for session in dict.fromkeys(item.session for item in self._open()):
                    await self._serve_one(session)
            except Exception:  # noqa: BLE001 - what fails once must not keep everything else from being sent
                _log.exception("the queue could not be served")
            try:
                async with asyncio.timeout(_AGAIN if any(self._open()) else None):
                    await self._wake.wait()
            except TimeoutError:
                pass

    def _open(self) -> Iterator[Queued]:
        return (item for item in list(self._items.values()) if item.state in _OPEN)

    async def _serve_one(self, session: str) -> None:
        """The first prompt of a session whose moment has come."""
        entry = self._desk.entries.get(session)
        for item in [item for item in self._open() if item.session == session]:
            if entry is None or entry.ended:
                await self._orphaned(item, entry)
                continue
            on_its_way = item.state is QueueState.SENDING
            why = "" if on_its_way else holds_back(item.when, self._standing(entry, item.when))
            if not why or (on_its_way and entry.link is not None and entry.link.connected):
                await self._send(entry, item)
                return
            if why != item.why:
                self._items[item.id] = msgspec.structs.replace(item, why=why)
                self._show(entry)

    def _standing(self, entry: Entry, when: When) -> Standing:
        session = entry.record.id
        job = self._jobs.book.get(session, when.job) if when.kind == "job" else None
        last = self._sent.get(session)
        return Standing(
            reachable=entry.link is not None and entry.link.connected,
            blocked=entry.record.state is State.BLOCKED,
            waits=entry.tracker.waits,
            typist=entry.focus.name or entry.focus.holder,
            undoing=bool(entry.undoing),
            since_last=None if last is None else time.monotonic() - last,
            worked=session in self._worked,
            job_runs=job is not None and job.state is not JobState.ENDED,
        )

    async def _send(self, entry: Entry, item: Queued) -> None:
        async with self._writing:
            known = self._items.get(item.id)
            if known is None or known.state not in _OPEN:  # it was cancelled a moment ago
                return
            item = msgspec.structs.replace(known, state=QueueState.SENDING, why="")
            await self._keep(item)
        reply = await self._composed(entry, item)
        if isinstance(reply, Composed):
            self._sent[item.session] = time.monotonic()
            self._worked.discard(item.session)
            await self._put(msgspec.structs.replace(item, state=QueueState.SENT, at=time.time()))
            told = {"item": item.id, "when": str(item.when), "again": reply.again, "by": item.by}
            await self._desk.recorded("queue.sent", item.session, item.by, **told)
        elif isinstance(reply, Failure):  # nothing was typed
            await self._put(msgspec.structs.replace(item, state=QueueState.WAITING, why=reply.message))

    async def _composed(self, entry: Entry, item: Queued) -> Message | None:
        """The host's answer; None when there is none, and nobody knows what has become of the prompt."""
        link = entry.link
        if link is None or not link.connected:
            return None
        self._number += 1
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        link.on_reply(self._number, lambda reply: None if answer.done() else answer.set_result(reply))
        link.send(Compose(self._number, item.id, item.text))
        try:
            async with asyncio.timeout(_PATIENCE):
                return await answer
        except TimeoutError:
            return None

    async def _orphaned(self, item: Queued, entry: Entry | None) -> None:
        """Its session has ended: the one that goes on in its place takes over what is no job's."""
        heir = entry.record.goes_on if entry is not None else ""
        if heir in self._desk.entries and item.state is QueueState.WAITING and item.when.kind != "job":
            await self._put(msgspec.structs.replace(item, session=heir))
            return
        on_its_way = item.state is QueueState.SENDING
        why = "the session ended" + (" while it was being typed" if on_its_way else "")
        await self._put(msgspec.structs.replace(item, state=QueueState.CANCELLED, at=time.time(), why=why))
        await self._desk.recorded("queue.cancelled", item.session, "daemon", item=item.id, why=why)

    # ---- keeping

    def _waiting(self, id: str) -> Queued:
        item = self._items.get(id)
        if item is None:
            raise NotFound(f"no prompt {id} is queued", "plangate queue ls lists them.")
        if item.state is not QueueState.WAITING:
            raise Refused(f"prompt {id} is {item.state} already")
        return item

    async def _put(self, item: Queued) -> None:
        async with self._writing:
            await self._keep(item)

    async def _keep(self, item: Queued) -> None:
        """Change it in memory once it is on the disk."""
        items = {**self._items, item.id: item}
        over = [known.id for known in items.values() if known.state not in _OPEN]
        for id in over[:-_KEPT]:
            del items[id]
        data = msgspec.json.encode(list(items.values()))
        try:
            await asyncio.to_thread(atomic.write, self._file, data)
        except OSError as error:
            raise LimitReached(f"the queue cannot be written down: {error.strerror}") from error
        before = self._items.get(item.id)
        self._items = items
        for session in {item.session, before.session if before is not None else item.session}:
            if (entry := self._desk.entries.get(session)) is not None:
                self._show(entry)

    def _show(self, entry: Entry) -> None:
        """The session with the prompts that wait for it."""
        waiting = tuple(item for item in self.of(entry.record.id) if item.state in _OPEN)
        if waiting != entry.queued:
            entry.queued = waiting
            self._desk.refresh(entry)


def _check(text: str) -> None:
    if not text.strip():
        raise UsageError("there is nothing to send")
    if len(text) > _LONGEST:
        raise UsageError(f"a prompt has at most {_LONGEST} characters")
