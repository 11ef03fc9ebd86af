"""Tests of `plangate.ledger.writer`: what happens when writing fails."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.ledger_files import Files

from plangate.errors import LedgerError
from plangate.ledger.ledger import Ledger
from plangate.ledger.twin import Twin


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A ledger's directory."""
    return Files(tmp_path)


@pytest.fixture
def ledger(files: Files) -> Iterator[Ledger]:
    """An open ledger with three events."""
    files.fill(3)
    with files.open() as opened:
        yield opened


def _full(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_and_nothing_is_half_recorded(
    ledger: Ledger, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither copy has the refused event, and recording goes on when there is space."""
    before = files.twin.read_bytes()
    original, space = os.fdatasync, [False]

    def full_once(handle: int) -> None:
        if not space[0]:
            space[0] = True
            _full()
        original(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", full_once)
        with pytest.raises(LedgerError, match="disk is full") as caught:
            ledger.append("refused.event").result()
        assert "by itself" in caught.value.hint
        states = [ledger.failing]
    assert files.twin.read_bytes() == before
    assert ledger.last_seq == 3
    assert ledger.append("later.event").result().seq == 4
    assert [*states, ledger.failing] == [True, False]
    ledger.close()
    events, notes = files.reopened()
    assert [event.kind for event in events][3:] == ["later.event"]
    assert notes == ()


def test_a_line_written_in_part_is_taken_back(
    ledger: Ledger, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full in the middle of a line."""
    before = files.twin.read_bytes()
    original = os.write
    space = [30]

    def stingy(handle: int, data: memoryview) -> int:
        if not space[0]:
            _full()
        part, space[0] = data[: space[0]], 0
        return original(handle, part)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", stingy)
        with pytest.raises(LedgerError, match="disk is full"):
            ledger.append("refused.event").result()
    assert files.twin.read_bytes() == before


def test_a_commit_that_fails_is_taken_back_from_the_twin(ledger: Ledger, files: Files) -> None:
    """The database's own disk is full after the twin was written."""
    before = files.twin.read_bytes()
    connection = ledger._writer._db
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerError, match="disk is full"):
        ledger.append("refused.event", data={"big": "x" * 100_000}).result()
    assert files.twin.read_bytes() == before
    connection.execute("PRAGMA max_page_count = 1000000")
    assert ledger.append("later.event").result().seq == 4
    assert ledger.verify().faults == ()


def test_a_twin_that_cannot_be_cut_back_is_tried_again(
    ledger: Ledger, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until it can be, nothing is recorded, and nothing is claimed."""
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", _full)
        patch.setattr(Twin, "rewind", _full)
        for message in ("not certain", "disk is full|not certain"):
            with pytest.raises(LedgerError, match=message):
                ledger.append("refused.event").result()
    assert ledger.append("later.event").result().seq == 4
    assert ledger.verify().faults == ()
    assert b"refused" not in files.twin.read_bytes()


def test_any_other_failure_is_told(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer's thread lives on."""

    def broken(*_arguments: object) -> None:
        raise RuntimeError("not foreseen")

    with monkeypatch.context() as patch:
        patch.setattr("plangate.ledger.database.insert", broken)
        with pytest.raises(LedgerError, match="not foreseen"):
            ledger.append("refused.event").result()
    assert ledger.append("later.event").result().seq == 4


def test_a_cancelled_event_is_not_recorded(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as its turn has not come, it can be taken back."""
    entered, go_on = threading.Event(), threading.Event()
    original = os.fdatasync

    def slow(handle: int) -> None:
        entered.set()
        assert go_on.wait(10)
        original(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", slow)
        first = ledger.append("first.event")
        assert entered.wait(10)
        second, third = ledger.append("second.event"), ledger.append("third.event")
        assert second.cancel()
        go_on.set()
        assert (first.result().seq, third.result().seq) == (4, 5)
    assert [event.kind for event in ledger.page(since=3)] == ["first.event", "third.event"]


def test_reading_a_broken_database_is_explained(ledger: Ledger, files: Files) -> None:
    """While running, damage becomes an error with advice."""
    ledger._reader.close()
    ledger._reader = sqlite3.connect(":memory:", check_same_thread=False)
    with pytest.raises(LedgerError, match="cannot be read") as caught:
        ledger.page()
    assert "daemon restart" in caught.value.hint
