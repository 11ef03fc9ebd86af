"""Verifying both copies of the ledger, entry by entry, beside a running writer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from plangate.ledger import database
from plangate.ledger.chain import START, Head, misfit
from plangate.ledger.twin import scan

__all__ = ["Verification", "database_fault", "is_damage", "verify"]

_NO_DAMAGE = ("BUSY", "LOCKED", "FULL", "IOERR", "CANTOPEN", "READONLY", "PERM", "NOMEM", "INTERRUPT")


@dataclass(frozen=True, slots=True)
class Verification:
    """What a full check found."""

    entries: int
    """Entries in the database up to the first fault."""
    faults: tuple[str, ...]
    """Each with its place; empty when both copies are right and agree."""
    obstacle: str = ""
    """What kept the database from being looked at: a full disk, a lock, no right to it; no damage."""


def verify(db: Path, twin: Path) -> Verification:
    """Check structure and chain of both copies, and that they agree.

    The writer may go on meanwhile: the twin is looked at after the database, so it holds at least as
    much.
    """
    faults: list[str] = []
    head = START
    try:
        with closing(database.connect(db)) as connection:
            connection.execute("BEGIN")
            head, fault = database_fault(connection, db.name)
            fault = fault or database.sound(connection)
    except sqlite3.Error as error:
        if not is_damage(error):
            return Verification(head.seq, (), f"{db.name}: {error}")
        fault = f"{db.name}: {error}"
    if fault:
        faults.append(fault)
    scanned = scan(twin, head.seq)
    if scanned.fault:
        faults.append(scanned.fault)
    elif scanned.marked is None:
        faults.append(f"{twin.name}: ends at entry {scanned.head.seq}, {db.name} at entry {head.seq}")
    elif scanned.marked != head:
        faults.append(f"{twin.name} and {db.name} differ at entry {head.seq} or before")
    return Verification(head.seq, tuple(faults))


def database_fault(db: sqlite3.Connection, name: str, after: int = 0) -> tuple[Head, str]:
    """Walk along the chain; returns its last right entry and what is wrong behind it.

    Args:
        db: The database.
        name: How to call it.
        after: The entry whose hash is believed; 0 walks along all.
    """
    head = START
    if after:
        row = db.execute("SELECT hash FROM events WHERE seq = ?", (after,)).fetchone()
        head = Head(after, row[0] if row else b"")
    try:
        for record in database.records(db, after):
            if wrong := misfit(head, record):
                return head, f"{name}: {wrong}"
            head = record.head
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        return head, f"{name}: cannot be read behind entry {head.seq}: {error}"
    return head, ""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file's contents are wrong, in contrast to a disk that is full or a file that is locked."""
    name = getattr(error, "sqlite_errorname", "")
    return not name.removeprefix("SQLITE_").startswith(_NO_DAMAGE)
