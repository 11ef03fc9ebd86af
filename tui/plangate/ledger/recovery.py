"""Opening the two copies so that they are right and equal, whatever happened to them before.

An entry is written to the twin first, then committed to the database, then acknowledged; a refused
one is taken back from the twin before anybody is told (`plangate.ledger.writer`). Hence

- the twin holds every acknowledged entry, and nothing that was refused: a database rebuilt from it
  loses nothing and invents nothing;
- a twin that is ahead was cut off between the two steps: nobody knows whether those entries were
  recorded, and now they are;
- a database that is ahead has a twin that lost its end: the entries are put back;
- a torn last line was never committed: it is cut off.

When one copy is damaged the other replaces it, when both are, each entry is taken from the copy
that has it right. Damaged files are kept beside the new ones. Only an entry that is wrong in both
stops everything: what to do then is for a person to say.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from plangate.errors import LedgerError, LimitReached
from plangate.ledger import database, twin
from plangate.ledger.chain import START, Head, Record, misfit
from plangate.ledger.check import database_fault, is_damage
from plangate.ledger.filesystem import has_room

__all__ = ["Opened", "open_both"]

_CHECKED = 20_000
"""Entries of the database that are checked at opening, the newest: some 0.2 s. `verify` checks all."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Both copies, equal, ready to be written."""

    db: sqlite3.Connection
    twin: twin.Twin
    head: Head
    notes: tuple[str, ...]
    """What was mended, each a sentence for a person."""


def open_both(db: Path, twin_path: Path, label: str) -> Opened:
    """Open, check, and mend if need be.

    Args:
        db: The database.
        twin_path: The twin.
        label: Marks files that are put aside, like "damaged-20260102-030405".

    Raises:
        LedgerError: An entry is damaged in both copies, or they tell different histories.
        LimitReached: The disk is full.
    """
    connection, head, fault = _open_database(db)
    scanned = twin.scan(twin_path, head.seq)
    if connection is None or scanned.fault:
        if connection is not None:
            connection.close()
        return _rebuild(db, twin_path, label, fault, scanned)
    try:
        return _reconcile(connection, head, twin_path, scanned)
    except BaseException:
        connection.close()
        raise


def _open_database(path: Path) -> tuple[sqlite3.Connection | None, Head, str]:
    """The connection, the last right entry, and "" — or None and what is damaged."""
    with ExitStack() as undo:
        try:
            db = undo.enter_context(closing(database.connect(path, write=True)))
            if fault := database.sound(db):
                return None, START, f"{path.name}: {fault}"
            head, fault = database_fault(db, path.name, max(0, database.head(db).seq - _CHECKED))
        except sqlite3.Error as error:
            if not is_damage(error):
                if not has_room(path.parent):
                    raise LimitReached(
                        f"the disk that holds {path} is full", "Make room on it, and start again."
                    ) from error
                raise LedgerError(f"{path} cannot be opened: {error}") from error
            return None, START, f"{path.name}: {error}"
        if fault:
            return None, head, fault
        undo.pop_all()
        return db, head, ""


def _reconcile(db: sqlite3.Connection, head: Head, path: Path, scanned: twin.Scan) -> Opened:
    """Two right copies: the longer one completes the other."""
    notes: list[str] = []
    if scanned.head.seq < head.seq:
        _same_history(db, scanned.head, path)
        missing = list(database.records(db, scanned.head.seq))
        writer = twin.Twin(path, scanned.length)
        writer.keep(writer.append(missing))
        notes.append(f"{path.name} lacked {len(missing)} entries, which the database had")
        return Opened(db, writer, head, tuple(notes))
    if scanned.marked != head:
        raise _different(path)
    if ahead := list(twin.read(path, head.seq, scanned.head.seq)):
        _insert(db, ahead)
        notes.append(f"the database lacked {len(ahead)} entries, which {path.name} had")
    return Opened(db, twin.Twin(path, scanned.length), scanned.head, tuple(notes))


def _same_history(db: sqlite3.Connection, head: Head, path: Path) -> None:
    row = db.execute("SELECT hash FROM events WHERE seq = ?", (head.seq,)).fetchone()
    if head.seq and (row is None or row[0] != head.hash):
        raise _different(path)


def _different(path: Path) -> LedgerError:
    return LedgerError(
        f"{path} and the database tell different histories",
        f"Move one of the two out of {path.parent}; the other one is then the ledger.",
    )


def _rebuild(db: Path, path: Path, label: str, fault: str, scanned: twin.Scan) -> Opened:
    """Replace the damaged copies by what is right in either.

    The twin goes first, whole and at one stroke: if this is cut off, the database can be made from it.
    """
    faults = "; ".join(part for part in (fault, scanned.fault) if part)
    right, lost = _right(db, path, db_ok=not fault, twin_ok=not scanned.fault)
    if lost:
        raise LedgerError(
            f"Entry {len(right) + 1} of the ledger is damaged in both copies: {faults}",
            f"Restore {db.name} or {path.name} in {db.parent} from a backup, or move both away.",
        )
    kept: list[str] = []
    label = _unused(label, db, path)
    if scanned.fault:
        aside = path.with_name(f"{path.name}.{label}")
        _write_twin(path.with_name(f"{path.name}.new"), right)
        os.link(path, aside)
        path.with_name(f"{path.name}.new").replace(path)
        kept.append(aside.name)
    if fault:
        _write_database(db.with_name(f"{db.name}.new"), right)
        kept.append(database.suspend(db, label).name)
        db.with_name(f"{db.name}.new").replace(db)
    connection, head, still = _open_database(db)
    if connection is None:
        raise LedgerError(f"The ledger could not be rebuilt: {still}")
    opened = _reconcile(connection, head, path, twin.scan(path, head.seq))
    note = f"The ledger was damaged ({faults}) and rebuilt with {head.seq} entries; kept: {', '.join(kept)}"
    return Opened(opened.db, opened.twin, opened.head, (note, *opened.notes))


def _unused(label: str, *paths: Path) -> str:
    """The label, numbered if files were put aside under it before."""
    numbered = (label if number == 1 else f"{label}-{number}" for number in itertools.count(1))
    return next(
        found
        for found in numbered
        if not any(path.with_name(f"{path.name}.{found}").exists() for path in paths)
    )


def _right(db: Path, path: Path, *, db_ok: bool, twin_ok: bool) -> tuple[list[Record], bool]:
    """The chain as far as either copy has it right, and whether entries are known to lie beyond.

    What lies beyond in a damaged copy means nothing while the other one is whole.
    """
    written = {record.seq: record for record in twin.salvage(path)}
    stored = {record.seq: record for record in _salvage(db, max(written, default=0))}
    head, right = START, list[Record]()
    while True:
        candidates = [copy[head.seq + 1] for copy in (written, stored) if head.seq + 1 in copy]
        record = next((found for found in candidates if not misfit(head, found)), None)
        if record is None:
            break
        right.append(record)
        head = record.head
    believed = [
        copy for copy, own, other in ((written, twin_ok, db_ok), (stored, db_ok, twin_ok)) if own or not other
    ]
    return right, any(seq > head.seq for copy in believed for seq in copy)


def _write_twin(path: Path, records: list[Record]) -> None:
    path.unlink(missing_ok=True)
    writer = twin.Twin(path, 0)
    try:
        writer.append(records)
    finally:
        writer.close()


def _write_database(path: Path, records: list[Record]) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    db = database.connect(path, write=True)
    try:
        _insert(db, records)
    finally:
        db.close()  # the last connection: writes the log back into the file and removes it


def _insert(db: sqlite3.Connection, records: list[Record]) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        database.insert(db, records)
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _salvage(path: Path, top: int) -> Iterator[Record]:
    """Every row that can still be read; behind a damaged page one by one, up to `top` at least."""
    try:
        with closing(database.connect(path)) as db:
            last = 0
            try:
                for record in database.records(db, last):
                    last = record.seq
                    yield record
            except sqlite3.Error:
                for seq in range(last + 1, top + 1):
                    with contextlib.suppress(sqlite3.Error):
                        yield from database.records(db, seq - 1, limit=1)
    except sqlite3.Error:
        return
