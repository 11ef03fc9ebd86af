"""The database's schema as numbered steps. Append only: a step that was released is never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from plangate.errors import LedgerError

__all__ = ["MIGRATIONS", "Migration", "migrate"]

Migration = Callable[[sqlite3.Connection], None]


def m001_events(db: sqlite3.Connection) -> None:
    """The events, and which steps have been taken."""
    db.execute("CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    db.execute(
        "CREATE TABLE events (seq INTEGER PRIMARY KEY, time REAL NOT NULL, kind TEXT NOT NULL,"
        " session TEXT NOT NULL, actor TEXT NOT NULL, data TEXT NOT NULL, hash BLOB NOT NULL)"
    )
    db.execute("CREATE INDEX events_by_session ON events (session)")


MIGRATIONS: tuple[Migration, ...] = (m001_events,)


def migrate(db: sqlite3.Connection, path: Path, steps: Sequence[Migration] = MIGRATIONS) -> Path | None:
    """Bring the schema up to date, each step in a transaction of its own; returns the backup if one was made.

    Args:
        db: In autocommit mode.
        path: The database's file; the backup is put beside it before the first step.
        steps: All there are.

    Raises:
        LedgerError: The database was written by a newer version.
    """
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > len(steps):
        raise LedgerError(
            f"{path} has schema {version}, this Plangate knows {len(steps)}",
            "Install the newer Plangate again.",
        )
    backup = None
    if 0 < version < len(steps):
        backup = path.with_name(f"{path.name}.before-{steps[version].__name__}")
        backup.unlink(missing_ok=True)
        db.execute("VACUUM INTO ?", (str(backup),))
        backup.chmod(0o600)
    for number in range(version + 1, len(steps) + 1):
        step = steps[number - 1]
        db.execute("BEGIN IMMEDIATE")
        try:
            step(db)
            db.execute("INSERT INTO migrations VALUES (?, ?)", (number, step.__name__))
            db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise
    return backup
