"""Tests of `plangate.ledger.check`."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from tests.support.ledger_files import Files

from plangate.ledger.check import is_damage, verify


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A closed ledger with twenty entries."""
    made = Files(tmp_path)
    made.fill(20)
    return made


def test_whole_copies_have_no_fault(files: Files) -> None:
    """Also without a writer."""
    check = verify(files.db, files.twin)
    assert (check.entries, check.faults) == (20, ())


def test_damage_is_placed(files: Files) -> None:
    """Entry, line and byte."""
    line = files.twin.read_bytes().splitlines(keepends=True)
    files.flip(files.db, files.db.read_bytes().index(b'"n":3,') + 4, 0)
    files.flip(files.twin, len(b"".join(line[:6])) + 30, 0)
    check = verify(files.db, files.twin)
    assert check.entries == 3
    assert check.faults[0] == "ledger.db: entry 4 does not match its hash"
    assert f"(line 7, byte {len(b''.join(line[:6]))})" in check.faults[1]


def test_damage_in_an_old_entry_is_found(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening looks only at the newest ones; the full check at all."""
    monkeypatch.setattr("plangate.ledger.recovery._CHECKED", 5)
    files.flip(files.db, files.db.read_bytes().index(b'"n":3,') + 4, 0)
    with files.open() as ledger:
        assert ledger.notes == ()
        assert ledger.verify().faults == ("ledger.db: entry 4 does not match its hash",)


def test_a_shorter_twin_is_named(files: Files) -> None:
    """With where each ends."""
    files.twin.write_bytes(b"".join(files.twin.read_bytes().splitlines(keepends=True)[:18]))
    assert verify(files.db, files.twin).faults == ("ledger.jsonl: ends at entry 18, ledger.db at entry 20",)


def test_copies_that_differ_are_named(files: Files, tmp_path: Path) -> None:
    """Both are right in themselves."""
    other = Files(tmp_path / "other")
    other.directory.mkdir()
    other.fill(21)
    with other.open() as ledger:
        ledger.append("other.event").result()
    with files.open() as ledger:
        ledger.append("one.event").result()
    files.twin.write_bytes(other.twin.read_bytes())
    assert verify(files.db, files.twin).faults == ("ledger.jsonl and ledger.db differ at entry 21 or before",)


def test_a_ledger_that_is_not_there_is_no_damage(tmp_path: Path) -> None:
    """No file is made by looking."""
    check = verify(tmp_path / "ledger.db", tmp_path / "ledger.jsonl")
    assert "unable to open" in check.obstacle
    assert check.faults == ()
    assert list(tmp_path.iterdir()) == []


def test_checking_beside_a_busy_writer_finds_no_fault(files: Files) -> None:
    """The copies are never equal at every moment, and that is no fault."""
    stop = threading.Event()
    with files.open() as ledger:

        def busy() -> None:
            while not stop.is_set():
                ledger.append("busy.event").result()

        producer = threading.Thread(target=busy)
        producer.start()
        try:
            for _ in range(30):
                assert ledger.verify().faults == ()
        finally:
            stop.set()
            producer.join()


def test_trouble_is_not_damage(tmp_path: Path) -> None:
    """A missing file and a locked one must not lead to a rebuild; garbage must."""
    with pytest.raises(sqlite3.Error) as missing:
        sqlite3.connect(f"file:{tmp_path}/none?mode=ro", uri=True).execute("SELECT 1")
    assert not is_damage(missing.value)
    (tmp_path / "garbage").write_bytes(b"no database " * 100)
    with closing(sqlite3.connect(tmp_path / "garbage")) as db, pytest.raises(sqlite3.Error) as garbage:
        db.execute("SELECT * FROM events")
    assert is_damage(garbage.value)
