"""The ledger, as the daemon uses it."""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any

from plangate.errors import LedgerError, LedgerInUse
from plangate.ledger import database
from plangate.ledger.chain import canonical
from plangate.ledger.check import Verification, verify
from plangate.ledger.filesystem import refuse_network
from plangate.ledger.recovery import Opened, open_both
from plangate.ledger.writer import Draft, Writer
from plangate.model.event import Event

__all__ = ["Ledger"]


class Ledger:
    """An open ledger; of all processes only one can have it open."""

    def __init__(self, db: Path, twin: Path, *, now: Callable[[], float] = time.time) -> None:
        """Open the ledger, making it if need be and mending what can be mended.

        Args:
            db: The database; its directory must exist.
            twin: The twin.
            now: The clock that entries are stamped with, in Unix seconds.

        Raises:
            LedgerInUse: Somebody else has it open.
            LedgerError: It cannot be opened or mended.
            LimitReached: The disk is full.
        """
        refuse_network(db.parent)
        self._paths = (db, twin)
        self._now = now
        self._closed = False
        self._lock = _lock(db.with_suffix(".lock"))
        try:
            opened = _open(db, twin, time.strftime("damaged-%Y%m%d-%H%M%S", time.gmtime(now())))
            self._reader = database.connect(db)
        except BaseException:
            os.close(self._lock)
            raise
        self._reading = threading.Lock()
        self.notes = opened.notes
        """What was mended while opening, each a sentence for a person."""
        self._writer = Writer(opened.db, opened.twin, opened.head)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def last_seq(self) -> int:
        """Number of the last acknowledged entry; 0 when there is none."""
        return self._writer.head.seq

    @property
    def failing(self) -> bool:
        """Whether the last attempt to record something failed."""
        return self._writer.failing

    def append(
        self, kind: str, session: str = "", actor: str = "", data: Mapping[str, Any] | None = None
    ) -> Future[Event]:
        """Record an event; the future resolves when both copies have it on the disk.

        Events are recorded in the order of the calls. Cancelling the future before its turn takes the
        event back. The future raises `LedgerError` when nothing was recorded.

        Raises:
            TypeError: `data` holds something that JSON cannot.
            ValueError: `data` holds NaN or infinity, or a text is not valid Unicode.
        """
        for text in (kind, session, actor):
            text.encode()
        future: Future[Event] = Future()
        if self._closed:
            future.set_exception(LedgerError("The ledger is closed"))
        else:
            self._writer.put(Draft(self._now(), kind, session, actor, canonical(data or {}), future))
        return future

    async def record(
        self, kind: str, session: str = "", actor: str = "", data: Mapping[str, Any] | None = None
    ) -> Event:
        """`append` for coroutines: record an event and wait until it is durable."""
        return await asyncio.wrap_future(self.append(kind, session, actor, data))

    def page(
        self,
        *,
        since: int = 0,
        limit: int = 500,
        session: str = "",
        kinds: Sequence[str] = (),
        newest: bool = False,
    ) -> list[Event]:
        """Events after `since` that fit, oldest first; with `newest` the last `limit` of them.

        Raises:
            LedgerError: The database cannot be read.
        """
        try:
            with self._reading:
                found = database.page(
                    self._reader, since=since, limit=limit, session=session, kinds=kinds, newest=newest
                )
            return [record.event() for record in found]
        except (sqlite3.Error, ValueError) as error:
            raise LedgerError(
                f"The ledger cannot be read: {error}", "`plangate daemon restart` checks and mends it."
            ) from error

    def verify(self) -> Verification:
        """Check every entry of both copies; takes some seconds for a million, and may run in any thread."""
        return verify(*self._paths)

    def close(self) -> None:
        """Write what waits, and let others open the ledger."""
        if not self._closed:
            self._closed = True
            self._reader.close()  # first, for only a writer that closes last can remove the log file
            self._writer.close()
            os.close(self._lock)


def _lock(path: Path) -> int:
    """Lock a file until the descriptor is closed; the kernel does that too when the process dies."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LedgerError(f"{path} cannot be opened: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise LedgerInUse(
            f"{path.with_suffix('.db')} is in use by another process", "Only one daemon can write the ledger."
        ) from error
    return handle


def _open(db: Path, twin: Path, label: str) -> Opened:
    try:
        return open_both(db, twin, label)
    except (OSError, sqlite3.Error) as error:
        raise LedgerError(f"The ledger in {db.parent} cannot be opened: {error}") from error
