"""Tests of `plangate.daemon.records`."""

from __future__ import annotations

from pathlib import Path

from plangate.daemon.records import Record, decode, encode, read_all, save
from plangate.model.session import Exit, NewSession, Reason, State, Worktree, WorktreeRequest


def _record(name: str, created: float = 1.0) -> Record:
    return Record(
        id=name,
        new=NewSession(agent="shell", cwd="/", worktree=WorktreeRequest(branch="x")),
        worktree=Worktree(path="/w", branch="x", repository="/r"),
        created=created,
        state=State.BLOCKED,
        reason=Reason.PLAN,
        exit=Exit(signal=9),
        report=("blocked", "kind=plan"),
    )


def test_a_record_comes_back_as_it_was() -> None:
    """Also what is nested in it."""
    assert decode(encode(_record("aaa"))) == _record("aaa")


def test_records_are_read_oldest_first_and_faulty_ones_are_named(tmp_path: Path) -> None:
    """A damaged file costs one session its record, not the daemon its start."""
    for name, created in [("aaa", 3.0), ("bbb", 1.0)]:
        save(tmp_path / f"{name}.json", _record(name, created), durable=False)
    (tmp_path / "ccc.json").write_bytes(b"{half")
    records, faulty = read_all(tmp_path)
    assert [record.id for record in records] == ["bbb", "aaa"]
    assert [path.name for path in faulty] == ["ccc.json"]


def test_fields_of_a_later_version_are_ignored() -> None:
    """After going back to an older version sessions are still listed."""
    data = encode(_record("aaa")).replace(b'"key"', b'"a_later_field": 1,\n"key"')
    assert decode(data).id == "aaa"
