"""Tests of `plangate.ledger.recovery`: whatever happens to the files, nothing acknowledged is lost."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.support.ledger_files import Files

from plangate.errors import LedgerError


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """An empty directory for a ledger."""
    return Files(tmp_path)


def _kept(files: Files) -> set[str]:
    return {
        path.name
        for path in files.directory.iterdir()
        if "damaged" in path.name and path.suffix[-4:] not in ("-wal", "-shm")
    }


def test_whole_files_are_left_alone(files: Files) -> None:
    """Nothing is mended and nothing put aside."""
    events = files.fill()
    assert files.reopened() == (events, ())
    assert _kept(files) == set()


@pytest.mark.parametrize("cut", [0, 100, 4096, 8192, 10_000])
def test_a_truncated_database_is_rebuilt(files: Files, cut: int) -> None:
    """The damaged file is kept, the twin gives everything back."""
    events = files.fill(60)
    files.db.write_bytes(files.db.read_bytes()[:cut])
    found, notes = files.reopened()
    assert found == events
    assert len(notes) == 1
    assert _kept(files) == ({"ledger.db.damaged-19700101-001640"} if cut else set())
    assert files.reopened() == (events, ())


def test_a_missing_database_is_rebuilt(files: Files) -> None:
    """As after somebody deleted it, with its log files or without."""
    events = files.fill()
    files.db.unlink()
    found, notes = files.reopened()
    assert (found, notes) == (events, ("the database lacked 20 entries, which ledger.jsonl had",))


def test_a_missing_twin_is_rebuilt(files: Files) -> None:
    """The database gives everything back."""
    events = files.fill()
    before = files.twin.read_bytes()
    files.twin.unlink()
    assert files.reopened() == (events, ("ledger.jsonl lacked 20 entries, which the database had",))
    assert files.twin.read_bytes() == before


def test_a_torn_last_line_is_cut_off(files: Files) -> None:
    """A power cut while the twin was written: the entry was never acknowledged."""
    events = files.fill()
    whole = files.twin.read_bytes()
    files.twin.write_bytes(whole + b'{"seq":21,"time":1000.0,"ki')
    assert files.reopened() == (events, ())
    assert files.twin.read_bytes() == whole


def test_a_twin_that_lost_its_end_is_completed(files: Files) -> None:
    """Cut anywhere, in the middle of a line too."""
    events = files.fill()
    whole = files.twin.read_bytes()
    for cut in (1, 2, 200, 1000, len(whole)):
        files.twin.write_bytes(whole[:-cut])
        assert files.reopened()[0] == events
        assert files.twin.read_bytes() == whole


def test_a_twin_that_is_ahead_completes_the_database(files: Files) -> None:
    """As after a kill between the twin's fsync and the commit."""
    events = files.fill()
    with closing(sqlite3.connect(files.db)) as db, db:
        db.execute("DELETE FROM events WHERE seq > 17")
    with files.twin.open("ab") as twin:
        twin.write(b'{"seq":21,')
    assert files.reopened() == (events, ("the database lacked 3 entries, which ledger.jsonl had",))


def test_every_flipped_bit_of_a_row_is_found(files: Files) -> None:
    """In the database's entries each single flip is noticed at opening, and mended from the twin."""
    events = files.fill()
    whole = files.db.read_bytes()
    start = whole.index(b"test.counted")
    chosen = random.Random(7)
    places = [index for index in range(start - 40, len(whole)) if whole[index]]
    for position in chosen.sample(places, 60):
        files.flip(files.db, position, chosen.randrange(8))
        found, _ = files.reopened()
        assert found == events, position
        files.db.write_bytes(whole)


def test_flips_in_the_entries_own_bytes_are_all_noticed(files: Files) -> None:
    """Not only repaired in passing: each is reported."""
    files.fill(5)
    whole = files.db.read_bytes()
    chosen = random.Random(8)
    for needle in (b"test.counted", b'"text":"xxxx', b"tests"):
        position = whole.index(needle) + chosen.randrange(len(needle))
        files.flip(files.db, position, chosen.randrange(8))
        _, notes = files.reopened()
        assert len(notes) == 1
        assert "ledger.db: entry" in notes[0]
        files.db.write_bytes(whole)


def test_every_flipped_bit_of_the_twin_is_found(files: Files) -> None:
    """Each flip is noticed with its line, and the twin is the same as before afterwards."""
    events = files.fill(8)
    whole = files.twin.read_bytes()
    chosen = random.Random(9)
    for _ in range(60):
        position = chosen.randrange(len(whole) - 1)
        files.flip(files.twin, position, chosen.randrange(8))
        found, notes = files.reopened()
        assert found == events
        assert notes, position
        assert files.twin.read_bytes() == whole


def test_different_damage_in_both_is_mended_from_both(files: Files) -> None:
    """Each entry comes from the copy that has it right."""
    events = files.fill()
    for path, wanted in ((files.db, b'"n":3,'), (files.twin, b'"n":11,')):
        files.flip(path, path.read_bytes().index(wanted) + 4, 0)
    found, notes = files.reopened()
    assert found == events
    assert "entry 4 does not match its hash" in notes[0]
    assert "entry 12" in notes[0]
    assert len(_kept(files)) == 2


def test_the_same_entry_damaged_in_both_stops_everything(files: Files) -> None:
    """Nothing is thrown away; a person is told which entry and which files."""
    files.fill()
    before = {}
    for path in (files.db, files.twin):
        files.flip(path, path.read_bytes().index(b'"n":3,') + 4, 0)
        before[path] = path.read_bytes()
    with pytest.raises(LedgerError, match="Entry 4 of the ledger is damaged in both copies") as caught:
        files.open()
    assert "backup" in caught.value.hint
    assert files.twin.read_bytes() == before[files.twin]
    assert _kept(files) == set()


def test_histories_that_differ_stop_everything(files: Files, tmp_path: Path) -> None:
    """As after restoring one copy from another machine."""
    files.fill(3)
    other = Files(tmp_path / "other")
    other.directory.mkdir()
    other.fill(4)
    with other.open() as ledger:
        ledger.append("other.event").result()
    files.twin.unlink()
    with files.open() as ledger:
        ledger.append("this.event").result()
    files.twin.write_bytes(other.twin.read_bytes())
    with pytest.raises(LedgerError, match="different histories"):
        files.open()


def test_an_edit_is_found_even_with_a_valid_structure(files: Files) -> None:
    """Somebody changed an entry with SQL; the twin tells what it said."""
    events = files.fill()
    with closing(sqlite3.connect(files.db)) as db, db:
        db.execute("UPDATE events SET actor = 'somebody else' WHERE seq = 5")
    found, notes = files.reopened()
    assert found == events
    assert "ledger.db: entry 5 does not match its hash" in notes[0]


@pytest.mark.parametrize("step", ["unlink", "directory"])
def test_a_database_that_cannot_be_opened_is_no_damage(files: Files, step: str) -> None:
    """A wrong file type or permission is reported, nothing is moved."""
    files.fill()
    files.db.unlink()
    if step == "directory":
        files.db.mkdir()
        with pytest.raises(LedgerError, match="cannot be opened"):
            files.open()
        assert files.db.is_dir()


def test_a_rebuild_that_was_cut_off_is_begun_again(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """At each of its steps: the next opening has everything."""
    from plangate.ledger import database, recovery

    events = files.fill()
    whole = {path: path.read_bytes() for path in (files.db, files.twin)}
    steps: list[tuple[object, str]] = [
        (recovery, "_write_twin"),
        (recovery, "_write_database"),
        (database, "suspend"),
    ]
    for owner, name in steps:
        for after in (False, True):
            for path, content in whole.items():
                path.write_bytes(content)
            files.flip(files.db, whole[files.db].index(b'"n":3,') + 4, 0)
            files.flip(files.twin, whole[files.twin].index(b'"n":11,') + 4, 0)
            with monkeypatch.context() as patch:
                patch.setattr(owner, name, _cut(getattr(owner, name), after))
                with pytest.raises(KeyboardInterrupt):
                    files.open()
            assert files.reopened()[0] == events, (name, after)


def _cut(function: Callable[..., object], after: bool) -> Callable[..., object]:
    def cut(*arguments: object) -> object:
        if after:
            function(*arguments)
        raise KeyboardInterrupt

    return cut
