"""Tests of `plangate.ledger.database`; `test_ledger` has the queries."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from plangate.ledger import database


def test_a_writer_commits_durably(tmp_path: Path) -> None:
    """Write-ahead log and full synchronisation."""
    with closing(database.connect(tmp_path / "l.db", write=True)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert database.sound(db) == ""


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    """Nor make the file."""
    with pytest.raises(sqlite3.OperationalError):
        database.connect(tmp_path / "l.db")
    database.connect(tmp_path / "l.db", write=True).close()
    with closing(database.connect(tmp_path / "l.db")) as db, pytest.raises(sqlite3.OperationalError):
        db.execute("DELETE FROM events")


def test_log_files_move_along(tmp_path: Path) -> None:
    """A stale log beside a new database would be played into it."""
    path = tmp_path / "l.db"
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).write_text(suffix)
    assert database.suspend(path, "old") == tmp_path / "l.db.old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["l.db.old", "l.db.old-shm", "l.db.old-wal"]
