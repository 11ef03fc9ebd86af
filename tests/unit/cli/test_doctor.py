"""Tests of `plangate doctor`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.cli.conftest import Captured

from plangate.cli.commands import doctor
from plangate.cli.doctor.finding import Finding
from plangate.cli.doctor.storage import size_of
from plangate.config import paths
from plangate.errors import ExitCode

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
