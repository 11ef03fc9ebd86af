"""Writes session records, off the event loop and in order; the small changes together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from plangate import atomic
from plangate.daemon import records
from plangate.daemon.records import Record
from plangate.errors import LimitReached, PlangateError

__all__ = ["Vault"]

_log = logging.getLogger(__name__)

_SOON = 0.3
_LATER = 30.0
"""Seconds until a changed record is written: what people decide by, and what merely looks fresh."""


class Vault:
    """The directory of records.

    Args:
        directory: Where they are.
        complain: Called with a sentence when writing in the background fails.
    """

    def __init__(self, directory: Path, complain: Callable[[str], None]) -> None:
        self._directory = directory
        self._complain = complain
        self._thread = ThreadPoolExecutor(1, "records")
        self._dirty: dict[str, Record] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def save(self, record: Record) -> None:
        """Write it now; it is on the disk when this returns.

        Raises:
            LimitReached: The disk is full or fails.
        """
        self._dirty.pop(record.id, None)
        data = records.encode(record)
        try:
            await self._off_loop(lambda: atomic.write(self._path(record.id), data))
        except OSError as error:
            raise LimitReached(
                f"the record of session {record.id} cannot be written: {error.strerror}",
                f"Make room on the disk that holds {self._directory}.",
            ) from error

    def note(self, record: Record, *, soon: bool) -> None:
        """Write it before long."""
        self._dirty[record.id] = record
        loop = asyncio.get_running_loop()
        when = loop.time() + (_SOON if soon else _LATER)
        if self._timer is None or self._timer.when() > when:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = loop.call_at(when, self._flush)

    def keep(self, record: Record) -> None:
        """Write a record that has no file yet, before long."""
        data = records.encode(record)
        self._thread.submit(
            self._write, [(self._path(record.id), data)], asyncio.get_running_loop(), new=True
        )

    async def delete(self, session: str) -> None:
        """Remove a record."""
        self._dirty.pop(session, None)
        await self._off_loop(lambda: self._path(session).unlink(missing_ok=True))

    async def close(self) -> None:
        """Write what is still to be written."""
        if self._timer is not None:
            self._timer.cancel()
        self._flush()
        await asyncio.to_thread(self._thread.shutdown)

    def _flush(self) -> None:
        self._timer = None
        dirty, self._dirty = self._dirty, {}
        pages = [(self._path(record.id), records.encode(record)) for record in dirty.values()]
        if pages:
            self._thread.submit(self._write, pages, asyncio.get_running_loop())

    def _write(
        self, pages: list[tuple[Path, bytes]], loop: asyncio.AbstractEventLoop, *, new: bool = False
    ) -> None:
        try:
            for path, data in pages:
                if new or path.exists():  # else it was removed in the meantime
                    atomic.write(path, data, durable=False)
        except OSError as error:
            _log.warning("records cannot be written: %s", error)
            loop.call_soon_threadsafe(self._complain, f"session records cannot be written: {error.strerror}")

    def _path(self, session: str) -> Path:
        return self._directory / f"{session}.json"

    async def _off_loop(self, work: Callable[[], None]) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except RuntimeError as error:  # the executor is shut down
            raise PlangateError("the daemon is ending") from error
