"""Tests of `plangate.daemon.gate.planfolder`: the agent may put there what it likes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from plangate.daemon.gate import planfolder
from plangate.daemon.gate.verdicts import answer_file
from plangate.errors import Refused


def test_a_plan_is_read_as_it_is(tmp_path: Path) -> None:
    """And that there is none is no fault."""
    assert planfolder.read_plan(tmp_path) is None
    (tmp_path / "plan.md").write_text("# Größer\n", "utf-8")
    assert planfolder.read_plan(tmp_path) == "# Größer\n"


def _link(plan: Path, other: Path) -> None:
    plan.symlink_to(other)


def _second_name(plan: Path, other: Path) -> None:
    plan.hardlink_to(other)


def _pipe(plan: Path, other: Path) -> None:
    os.mkfifo(plan)


def _directory(plan: Path, other: Path) -> None:
    plan.mkdir()


def _program(plan: Path, other: Path) -> None:
    plan.write_text("#!/bin/sh\n")
    plan.chmod(0o755)


def _large(plan: Path, other: Path) -> None:
    plan.write_bytes(b"x" * (512 * 1024 + 1))


def _bytes(plan: Path, other: Path) -> None:
    plan.write_bytes(b"\xff\xfe")


def _nul(plan: Path, other: Path) -> None:
    plan.write_bytes(b"a\0b")


@pytest.mark.parametrize(
    "put",
    [_link, _second_name, _pipe, _directory, _program, _large, _bytes, _nul],
    ids=lambda put: put.__name__,
)
def test_what_is_no_plain_text_of_its_own_is_refused(
    tmp_path: Path, put: Callable[[Path, Path], None]
) -> None:
    """A link would have us read for the agent what it may not read itself; a pipe would stop us."""
    other = tmp_path / "other"
    other.write_text("secret")
    (tmp_path / "folder").mkdir()
    put(tmp_path / "folder/plan.md", other)
    with pytest.raises(Refused):
        planfolder.read_plan(tmp_path / "folder")


def test_a_folder_that_has_become_a_link_is_not_followed(tmp_path: Path) -> None:
    """Neither for reading nor for writing."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real/plan.md").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(Refused):
        planfolder.read_plan(tmp_path / "link")
    with pytest.raises(NotADirectoryError):
        planfolder.write_answer(tmp_path / "link", "x")
    assert planfolder.answered(tmp_path / "link") == ""


def test_an_answer_replaces_whatever_lies_there(tmp_path: Path) -> None:
    """A link in its place is not written through; which plan it is about can be read again."""
    other = tmp_path / "other"
    other.write_text("kept")
    (tmp_path / "folder").mkdir()
    answer = tmp_path / "folder/plan.answer.md"
    answer.symlink_to(other)
    assert planfolder.answered(tmp_path / "folder") == ""
    planfolder.write_answer(
        tmp_path / "folder", answer_file("changes", "smaller", plan="p", version=2, of="abc")
    )
    assert other.read_text() == "kept"
    assert answer.read_text() == "state: changes\nplan: p\nversion: 2\nof: abc\n\nsmaller\n"
    assert planfolder.answered(tmp_path / "folder") == "abc"
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["plan.answer.md"]


def test_a_folder_goes_with_its_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is private while it is there."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = planfolder.make("abc")
    assert folder.stat().st_mode & 0o777 == 0o700
    (folder / "plan.md").write_text("x")
    assert planfolder.make("abc") == folder
    planfolder.clear("abc")
    planfolder.clear("abc")
    assert not folder.exists()
