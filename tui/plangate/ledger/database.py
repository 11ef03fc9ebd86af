"""The ledger's SQLite file: opening, reading, inserting. Knows nothing of threads or the twin."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from plangate.ledger.chain import START, Head, Record
from plangate.ledger.migrations import migrate

__all__ = ["connect", "head", "insert", "page", "records", "sound", "suspend"]

_COLUMNS = "seq, time, kind, session, actor, data, hash"


def connect(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """Open the file in autocommit mode; a writer makes it if need be and brings its schema up to date."""
    if write:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    mode = "rw" if write else "ro"
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        db.execute("PRAGMA busy_timeout = 5000")
        db.execute("PRAGMA cell_size_check = ON")
        if write:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")  # NORMAL would lose acknowledged events in a power cut
            migrate(db, path)
    except BaseException:
        db.close()
        raise
    return db


def sound(db: sqlite3.Connection) -> str:
    """What SQLite itself finds wrong with the file's structure; empty when nothing."""
    found = [str(row[0]) for row in db.execute("PRAGMA integrity_check(3)")]
    return "" if found == ["ok"] else "; ".join(found)


def head(db: sqlite3.Connection) -> Head:
    """The newest entry."""
    row = db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*row) if row else START


def records(db: sqlite3.Connection, after: int = 0, limit: int = -1) -> Iterator[Record]:
    """Entries after a sequence number, in order; at most `limit`, if it is not negative."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit))
    for row in rows:
        yield Record(*row)


def insert(db: sqlite3.Connection, new: Iterable[Record]) -> None:
    """Add entries within the open transaction."""
    db.executemany(
        f"INSERT INTO events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((r.seq, r.time, r.kind, r.session, r.actor, r.data, r.hash) for r in new),
    )


def page(
    db: sqlite3.Connection, *, since: int, limit: int, session: str, kinds: Sequence[str], newest: bool
) -> list[Record]:
    """Entries after `since` that fit, oldest first; with `newest` the last `limit` of them."""
    where = ["seq > ?"]
    values: list[object] = [since]
    if session:
        where.append("session = ?")
        values.append(session)
    if kinds:
        where.append(f"kind IN ({', '.join('?' * len(kinds))})")
        values += kinds
    order = "DESC" if newest else "ASC"
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM events WHERE {' AND '.join(where)} ORDER BY seq {order} LIMIT ?",
        (*values, max(0, limit)),
    ).fetchall()
    found = [Record(*row) for row in rows]
    return found[::-1] if newest else found


def suspend(path: Path, label: str) -> Path:
    """Move a database out of the way, with its log files: a stale -wal beside a new file would ruin it."""
    aside = path.with_name(f"{path.name}.{label}")
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    return aside
