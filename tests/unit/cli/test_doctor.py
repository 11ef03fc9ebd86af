"""Tests of `plangate doctor`."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.ledger_files import Files
from tests.unit.cli.conftest import Captured

from plangate.cli.commands import doctor
from plangate.cli.doctor.finding import Finding
from plangate.cli.doctor.storage import size_of
from plangate.config import paths
from plangate.daemon.records import Record, encode
from plangate.errors import ExitCode
from plangate.ledger import database
from plangate.model.session import NewSession, Worktree

Command = Callable[..., int]


def by_name(captured: Captured) -> dict[str, dict[str, object]]:
    return {f"{found['section']}.{found['name']}": found for found in captured.json["findings"]}


def test_a_healthy_machine(command: Command, captured: Captured) -> None:
    """Everything that is promised is looked at, without a daemon being started."""
    assert command("doctor", "--json") == ExitCode.OK
    found = by_name(captured)
    assert {
        "machine.python",
        "machine.ptys",
        "machine.descriptors",
        "machine.logout",
        "machine.git",
    } <= found.keys()
    assert {"storage.sockets", "storage.state", "storage.recordings", "storage.ledger"} <= found.keys()
    assert found["processes.daemon"]["level"] == "ok"
    assert not (paths.runtime_dir() / "daemon.sock").exists()


def test_faulty_settings_fail_with_their_line(command: Command, captured: Captured) -> None:
    """And the command ends with an error."""
    paths.settings_file().write_text("\n\nnothing = 1\n")
    assert command("doctor", "--json", "--quiet") == ExitCode.FAILED
    assert str(by_name(captured)["software.settings"]["text"]).startswith("line 3: ")


def test_a_secret_that_others_can_read(command: Command, captured: Captured) -> None:
    """It is the key to every session."""
    secret = paths.secret_file()
    secret.write_bytes(b"x" * 32)
    secret.chmod(0o644)
    assert command("doctor", "--json") == ExitCode.FAILED
    assert by_name(captured)["storage.secret"]["level"] == "fail"


def test_worktrees_are_named_where_they_are(command: Command, captured: Captured, scratch: Path) -> None:
    """Beside their repository, not in our state."""
    place = scratch / "repo.worktrees" / "topic"
    place.mkdir(parents=True)
    (place / "file").write_bytes(b"x" * 1000)
    for name, path in (("a", place), ("b", place), ("c", scratch / "gone")):
        tree = Worktree(path=str(path), branch=name, repository=str(scratch / "repo"))
        record = Record(id=name, new=NewSession(agent="shell", cwd="/"), worktree=tree)
        paths.session_record(name).write_bytes(encode(record))
    command("doctor", "--json")
    found = by_name(captured)["storage.worktrees"]
    assert found["values"]["paths"] == [str(place)]  # type: ignore[index]
    assert "1 of sessions" in str(found["text"])
    assert "beside each repository" in str(found["text"])


def test_a_full_disk_is_no_damage(
    command: Command, captured: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said that the ledger cannot be written and what to do, and not that a restart would mend it."""
    Files(paths.state_dir()).fill(3)

    def full(path: Path) -> tuple[int, int, int]:
        return shutil._ntuple_diskusage(4096, 4096, 0)

    def unreadable(path: Path) -> sqlite3.Connection:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
        raise error

    monkeypatch.setattr(shutil, "disk_usage", full)
    monkeypatch.setattr(database, "connect", unreadable)
    assert command("doctor", "--json") == ExitCode.FAILED
    found = by_name(captured)
    assert found["records.writing"]["level"] == "fail"
    assert str(found["records.writing"]["hint"]).startswith("Make room")
    assert found["records.ledger"]["level"] == "warn"
    assert "disk I/O error" in str(found["records.ledger"]["text"])


def test_a_damaged_ledger_is_called_damaged(command: Command, captured: Captured) -> None:
    """With its place, and what mends it."""
    files = Files(paths.state_dir())
    files.fill(20)
    files.flip(files.db, files.db.read_bytes().index(b'"n":3,') + 4, 0)
    assert command("doctor", "--json") == ExitCode.FAILED
    found = by_name(captured)
    assert found["records.ledger"]["text"] == "ledger.db: entry 4 does not match its hash"
    assert found["records.writing"]["level"] == "ok"


def test_a_refused_manifest_is_named(command: Command, captured: Captured) -> None:
    """With what is wrong with it."""
    paths.agents_dir().mkdir()
    (paths.agents_dir() / "mine.toml").write_text("nonsense = 1\n")
    command("doctor", "--json", "-q")
    assert any(name.startswith("plugins.mine") for name in by_name(captured))


def test_a_part_that_breaks_is_a_finding(
    command: Command, captured: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other parts are still told."""

    def check_broken() -> Finding:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(doctor, "_PARTS", (check_broken, *doctor._PARTS))
    command("doctor", "--json")
    found = by_name(captured)
    assert found["broken.check"]["level"] == "fail"
    assert "machine.python" in found


def test_people_read_lines_with_hints(command: Command, captured: Captured) -> None:
    """Section, mark, name, text, and below it what to do."""
    command("doctor")
    assert "machine" in captured.lines
    assert any(line.startswith("  ok   python") for line in captured.lines)


def test_sizes_count_what_lies_below_and_follow_no_links(tmp_path: Path) -> None:
    """A link out of the state directory is not ours to count."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "f").write_bytes(b"x" * 10)
    (tmp_path / "big").write_bytes(b"x" * 1000)
    (tmp_path / "a" / "link").symlink_to(tmp_path / "big")
    assert 10 < size_of(tmp_path / "a") < 1000
