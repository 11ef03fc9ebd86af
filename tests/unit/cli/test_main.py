"""Tests of `plangate.cli.main` and `crash`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from plangate.cli.main import main
from plangate.errors import ExitCode, Unavailable


def test_the_version_is_that_of_the_installation(capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing else is printed."""
    from importlib.metadata import version

    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"plangate {version('plangate')}\n"


def test_errors_end_with_their_code(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a traceback."""
    assert main(["ls", "--nothing"]) == ExitCode.USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("error: plangate ls does not take --nothing\nhint: ")


def test_an_unforeseen_error_leaves_a_note(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, scratch: Path
) -> None:
    """The person reads a sentence; the traceback is in a private file."""

    def break_down(*_: object) -> int:
        raise ZeroDivisionError("broken on purpose")

    monkeypatch.setattr("plangate.cli.commands.config.run", break_down)
    assert main(["config", "path"]) == ExitCode.FAILED
    told = capsys.readouterr().err
    assert "error: unexpected ZeroDivisionError: broken on purpose" in told
    assert "Traceback" not in told
    note = Path(told.split("The details are in ")[1].strip())
    assert "Traceback" in note.read_text()
    assert note.parent.stat().st_mode & 0o077 == 0


def test_only_the_last_notes_are_kept(monkeypatch: pytest.MonkeyPatch, scratch: Path) -> None:
    """A script that fails every second does not fill the disk."""
    from plangate.cli.crash import note

    for _ in range(14):
        note(ValueError("x"))
    assert len(list((scratch / "xdg_state_home/plangate/crashes").iterdir())) <= 10


@pytest.mark.parametrize(
    ("raised", "code"),
    [(KeyboardInterrupt(), ExitCode.INTERRUPTED), (Unavailable("gone"), ExitCode.UNAVAILABLE)],
)
def test_how_a_command_ends(
    raised: BaseException, code: ExitCode, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C and the family of errors have codes of their own."""

    def fail(*_: object) -> int:
        raise raised

    monkeypatch.setattr("plangate.cli.commands.config.run", fail)
    assert main(["config", "path"]) == code


def test_a_reader_that_leaves_early_is_no_error(scratch: Path) -> None:
    """`plangate config get | head -1` ends quietly."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "plangate", "config", "get"],
            stdout=gone,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_behind_the_output_is_no_fault_of_ours(scratch: Path) -> None:
    """`plangate config get > /full/disk/file` says so, with the code for limits."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "plangate", "config", "get"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == ExitCode.LIMIT
    assert done.stderr.startswith("error: the disk is full\n")
    assert not (scratch / "xdg_state_home/plangate/crashes").exists()


def test_a_closed_standard_output_is_no_error(scratch: Path) -> None:
    """`plangate config get >&-` ends as it would with /dev/null."""
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -m plangate config get >&-', sys.executable],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_note_is_private_whatever_the_umask(scratch: Path) -> None:
    """What agents said may be in it."""
    from plangate.cli.crash import note

    before = os.umask(0)
    try:
        path = Path(note(ValueError("x")).hint.split("The details are in ")[1])
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
