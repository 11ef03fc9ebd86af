"""Tests of `plangate.ledger.migrations`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from plangate.errors import LedgerError
from plangate.ledger.migrations import MIGRATIONS, migrate


def m002_note(db: sqlite3.Connection) -> None:
    """A later step for the tests."""
    db.execute("ALTER TABLE events ADD COLUMN note TEXT")


def m003_broken(db: sqlite3.Connection) -> None:
    """A step that fails half-way."""
    db.execute("ALTER TABLE events ADD COLUMN half TEXT")
    raise sqlite3.OperationalError("no")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_a_new_database_gets_every_step_and_no_backup(tmp_path: Path) -> None:
    """There is nothing to save."""
    with closing(sqlite3.connect(tmp_path / "l.db", isolation_level=None)) as db:
        assert migrate(db, tmp_path / "l.db") is None
        assert _version(db) == len(MIGRATIONS)
        assert db.execute("SELECT name FROM migrations").fetchall() == [(s.__name__,) for s in MIGRATIONS]
        assert migrate(db, tmp_path / "l.db") is None


def test_an_older_database_is_backed_up_and_brought_up_to_date(tmp_path: Path) -> None:
    """Its rows survive, and the backup is the old one."""
    path = tmp_path / "l.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        migrate(db, path)
        db.execute("INSERT INTO events VALUES (1, 1.0, 'a.b', '', '', '{}', x'00')")
        backup = migrate(db, path, (*MIGRATIONS, m002_note))
        assert db.execute("SELECT seq, note FROM events").fetchall() == [(1, None)]
        assert _version(db) == 2
    assert backup == tmp_path / "l.db.before-m002_note"
    with closing(sqlite3.connect(backup)) as old:
        assert _version(old) == 1
        assert old.execute("SELECT count(*) FROM events").fetchone() == (1,)


def test_a_step_that_fails_changes_nothing(tmp_path: Path) -> None:
    """The steps before it stay; trying again works, also over the old backup."""
    path = tmp_path / "l.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        migrate(db, path)
        for _ in range(2):
            with pytest.raises(sqlite3.OperationalError):
                migrate(db, path, (*MIGRATIONS, m002_note, m003_broken))
            assert _version(db) == 2
            columns = [row[1] for row in db.execute("PRAGMA table_info(events)")]
            assert "note" in columns
            assert "half" not in columns


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    """An old program must not write into it."""
    path = tmp_path / "l.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA user_version = 99")
        with pytest.raises(LedgerError, match="schema 99") as caught:
            migrate(db, path)
    assert "newer" in caught.value.hint
