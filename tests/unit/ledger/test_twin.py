"""Tests of `plangate.ledger.twin`."""

from __future__ import annotations

from pathlib import Path

from plangate.ledger.chain import START, Head, Record, make
from plangate.ledger.twin import Twin, read, salvage, scan


def _records(count: int) -> list[Record]:
    head, records = START, list[Record]()
    for number in range(count):
        records.append(make(head, 1.0, f"kind.{number}", "", "", "{}"))
        head = records[-1].head
    return records


def _filled(path: Path, count: int) -> list[Record]:
    records = _records(count)
    twin = Twin(path, 0)
    twin.keep(twin.append(records))
    twin.close()
    return records


def test_what_is_appended_is_read_again(tmp_path: Path) -> None:
    """From the start or from later on; a mark gives the hash there."""
    records = _filled(tmp_path / "t", 4)
    found = scan(tmp_path / "t", 2)
    assert (found.head, found.fault, found.marked) == (records[3].head, "", records[1].head)
    assert found.length == (tmp_path / "t").stat().st_size
    assert list(read(tmp_path / "t", 1, 3)) == records[1:3]
    assert scan(tmp_path / "t", 9).marked is None


def test_what_is_not_kept_is_taken_back(tmp_path: Path) -> None:
    """The file is as it was before."""
    first, second = _records(2)
    twin = Twin(tmp_path / "t", 0)
    twin.keep(twin.append([first]))
    twin.append([second])
    twin.rewind()
    twin.close()
    assert scan(tmp_path / "t").head == first.head


def test_opening_cuts_off_what_is_torn(tmp_path: Path) -> None:
    """Up to the length that the scan found right."""
    records = _filled(tmp_path / "t", 2)
    with (tmp_path / "t").open("ab") as file:
        file.write(b'{"seq":3')
    found = scan(tmp_path / "t")
    assert (found.head, found.fault) == (records[1].head, "")
    Twin(tmp_path / "t", found.length).close()
    assert (tmp_path / "t").stat().st_size == found.length


def test_salvage_passes_over_what_cannot_be_read(tmp_path: Path) -> None:
    """Everything else comes back."""
    records = _filled(tmp_path / "t", 4)
    lines = (tmp_path / "t").read_bytes().splitlines(keepends=True)
    (tmp_path / "t").write_bytes(lines[0] + b"\0" * 300 + b"\n" + lines[2] + lines[3][:-5])
    assert list(salvage(tmp_path / "t")) == [records[0], records[2]]
    assert scan(tmp_path / "t").fault == "t: entry 2 cannot be read (line 2, byte 145)"


def test_a_file_that_is_not_there_is_empty(tmp_path: Path) -> None:
    """The ledger is new."""
    found = scan(tmp_path / "none")
    assert (found.head, found.length, found.marked) == (Head(0, bytes(32)), 0, START)
    assert list(salvage(tmp_path / "none")) == []
