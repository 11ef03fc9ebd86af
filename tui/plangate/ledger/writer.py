"""The one thread that writes: whatever waits is committed together, so that many wait for one fsync."""

from __future__ import annotations

import contextlib
import errno
import queue
import sqlite3
import threading
from concurrent.futures import Future
from dataclasses import dataclass

from plangate.errors import LedgerError
from plangate.ledger import database
from plangate.ledger.chain import Head, Record, make
from plangate.ledger.twin import Twin
from plangate.model.event import Event

__all__ = ["Draft", "Writer"]

_MOST = 1000
"""Entries in one commit; the first of more would wait too long."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that is to be written."""

    time: float
    kind: str
    session: str
    actor: str
    data: str
    future: Future[Event]


class Writer:
    """Writes drafts in the order they come.

    The order within a commit is: rows into an open transaction, lines into the twin and fsync,
    COMMIT, acknowledgement. When anything fails, the twin is cut back before a future learns of it;
    where even that fails, the future says that nothing is certain.
    """

    def __init__(self, db: sqlite3.Connection, twin: Twin, head: Head) -> None:
        self._db = db
        self._twin = twin
        self._head = head
        self._unclean = False
        self._drafts: queue.SimpleQueue[Draft | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()

    @property
    def head(self) -> Head:
        """The last acknowledged entry."""
        return self._head

    @property
    def failing(self) -> bool:
        """Whether the last commit failed."""
        return self._unclean

    def put(self, draft: Draft) -> None:
        """Have a draft written; its future tells when it is durable."""
        self._drafts.put(draft)

    def close(self) -> None:
        """Write what waits, then stop."""
        self._drafts.put(None)
        self._thread.join()
        self._db.close()
        self._twin.close()

    def _run(self) -> None:
        item: Draft | None
        while (item := self._drafts.get()) is not None:
            batch = [item]
            with contextlib.suppress(queue.Empty):
                while len(batch) < _MOST and (item := self._drafts.get_nowait()) is not None:
                    batch.append(item)
            wanted = [draft for draft in batch if draft.future.set_running_or_notify_cancel()]
            if wanted:
                self._answer(wanted)
            if item is None:
                break

    def _answer(self, drafts: list[Draft]) -> None:
        try:
            records = self._commit(drafts)
        except Exception as error:  # noqa: BLE001  # a thread that dies would leave futures waiting for ever
            self._unclean = True
            refusal = _explained(error)
            try:
                self._clean()
            except (OSError, sqlite3.Error) as worse:
                refusal = LedgerError(
                    f"It is not certain that an event was not recorded: {worse}", refusal.hint
                )
            for draft in drafts:
                draft.future.set_exception(refusal)
        else:
            self._unclean = False
            for draft, record in zip(drafts, records, strict=True):
                draft.future.set_result(record.event())

    def _commit(self, drafts: list[Draft]) -> list[Record]:
        if self._unclean:
            self._clean()
        head, records = self._head, list[Record]()
        for draft in drafts:
            record = make(head, draft.time, draft.kind, draft.session, draft.actor, draft.data)
            records.append(record)
            head = record.head
        self._db.execute("BEGIN IMMEDIATE")
        database.insert(self._db, records)
        length = self._twin.append(records)
        self._db.execute("COMMIT")
        self._twin.keep(length)
        self._head = head
        return records

    def _clean(self) -> None:
        """Take back whatever a failed commit left, so that nothing refused comes to light later."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._twin.rewind()
        self._db.execute("DELETE FROM events WHERE seq > ?", (self._head.seq,))


def _explained(error: Exception) -> LedgerError:
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or getattr(error, "sqlite_errorname", "") == "SQLITE_FULL":
        return LedgerError(
            "The disk is full: the ledger could not record an event",
            "Free some space; recording goes on by itself then.",
        )
    return LedgerError(
        f"The ledger could not record an event: {error}", "`plangate doctor` checks the ledger."
    )
