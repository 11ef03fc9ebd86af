"""What is concluded about attempts: from the book into the ledger, remembered over a restart of the daemon."""

from __future__ import annotations

import asyncio
import logging
import secrets
from pathlib import Path

import msgspec

from plangate import atomic
from plangate.attempts.book import Book
from plangate.attempts.facts import FACT_KINDS, Fact, fact_from_payload, fact_kind, fact_payload
from plangate.attempts.going import Going, Memory
from plangate.attempts.history import History
from plangate.attempts.observations import Observation
from plangate.daemon.desk import Desk
from plangate.model.attempts import AttemptEnd
from plangate.model.event import Event

__all__ = ["Minutes"]

_log = logging.getLogger(__name__)

_PAGE = 2_000
_SAVE_AFTER = 0.5
"""Seconds after which the memory is written; what is lost in between is seen again by comparing the tree."""
_ID_BYTES = 5


class Minutes:
    """The book of attempts and its history.

    Args:
        memory: The file that keeps what the book remembers.
    """

    def __init__(self, desk: Desk, memory: Path) -> None:
        self.history = History()
        self.book = Book(_new_id)
        self._desk = desk
        self._file = memory
        self._timer: asyncio.TimerHandle | None = None

    async def recover(self) -> None:
        """Take up what the ledger and the last daemon's memory know."""
        since = 0
        while events := await self._desk.journal.page(
            since=since, limit=_PAGE, session="", kinds=FACT_KINDS, newest=False
        ):
            for event in events:
                self._know(event)
            since = events[-1].seq
        self.book = Book(_new_id, await asyncio.to_thread(_load, self._file))
        for attempt in self.history.attempts():
            if remembered := self.book.memory.attempts.get(attempt.id):
                remembered.assigned = remembered.assigned or attempt.assigned
            known = attempt.id in self.book.memory.attempts or attempt.session not in self._desk.entries
            if attempt.end is AttemptEnd.OPEN and not known:  # the memory is written after the ledger
                self.book.memory.attempts[attempt.id] = Going(
                    id=attempt.id,
                    task=attempt.task,
                    session=attempt.session,
                    workspace=attempt.workspace,
                    repository=attempt.workspace,
                    prompt=attempt.prompt,
                    began=attempt.began,
                    last=attempt.began,
                    conversation=attempt.conversation,
                    checkpoint=attempt.checkpoint,
                    first_edit=attempt.first_edit,
                    plan=attempt.plan,
                    assigned=attempt.assigned,
                )
        for session in self._desk.entries:
            self._mark(session)

    async def see(self, observation: Observation) -> None:
        """Take in one observation; what follows from it is recorded."""
        session = getattr(observation, "session", "")
        for fact in self.book.see(observation):
            await self.record(fact, session)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_SAVE_AFTER, self._save)

    async def record(self, fact: Fact, session: str, actor: str = "daemon") -> None:
        """Record a fact, concluded or said by a person."""
        attempt = self.history.attempt(self.history.add(fact))
        where = attempt.session if attempt is not None else session
        if attempt is not None:
            for other in {one.session for one in self.history.task(attempt.task).attempts}:
                self._mark(other)
        await self._desk.recorded(fact_kind(fact), where, actor, fact=fact_payload(fact))

    def close(self) -> None:
        """Write down what is remembered."""
        if self._timer is not None:
            self._timer.cancel()
            self._save()

    def _mark(self, session: str) -> None:
        """Say in the list of sessions how often its task was undone or begun again."""
        entry = self._desk.entries.get(session)
        if entry is not None and entry.redone != (redone := self.history.redone(session)):
            entry.redone = redone
            self._desk.refresh(entry)

    def _know(self, event: Event) -> None:
        try:
            self.history.add(fact_from_payload(event.kind, event.data.get("fact")))
        except ValueError as error:
            _log.warning("event %d is passed over: %s", event.seq, error)

    def _save(self) -> None:
        self._timer = None
        try:
            atomic.write(self._file, msgspec.msgpack.encode(self.book.memory), durable=False)
        except OSError as error:
            _log.warning("what is remembered of attempts cannot be saved: %s", error)


def _load(file: Path) -> Memory:
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=Memory)
    except FileNotFoundError:
        return Memory()
    except (OSError, ValueError) as error:
        _log.warning("what was remembered of attempts cannot be read: %s", error)
        return Memory()


def _new_id() -> str:
    return secrets.token_hex(_ID_BYTES)
