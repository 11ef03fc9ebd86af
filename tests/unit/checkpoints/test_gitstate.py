"""Tests of `plangate.checkpoints.gitstate`."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from plangate.checkpoints.gitstate import index_digest, refuse_busy, release, restore_index
from plangate.errors import Refused


def _index(workspace: Path) -> Path:
    return workspace / ".git" / "index"


def test_the_index_comes_back(workspace: Path) -> None:
    """Byte for byte, and without a lock left over."""
    before = _index(workspace).read_bytes()
    digest = index_digest(str(workspace))
    subprocess.run(["git", "add", "-A"], cwd=workspace, check=True)
    assert index_digest(str(workspace)) != digest
    steps: list[str] = []
    restore_index(str(workspace), before, steps.append)
    assert (_index(workspace).read_bytes(), steps) == (before, ["lock", "unlock"])
    assert sorted(path.name for path in (workspace / ".git").glob("index*")) == ["index"]
    restore_index(str(workspace), before, steps.append)
    assert steps == ["lock", "unlock"]


def test_git_at_work_keeps_it(workspace: Path) -> None:
    """Its lock is respected, and taken away only when it is our own."""
    lock = workspace / ".git" / "index.lock"
    lock.write_bytes(b"git's")
    with pytest.raises(Refused):
        refuse_busy(str(workspace))
    with pytest.raises(Refused):
        restore_index(str(workspace), b"other", lambda _: None)
    release(str(workspace), b"ours")
    assert lock.exists()
    release(str(workspace), b"git's")
    assert not lock.exists()


def test_there_was_none(tmp_path: Path, workspace: Path) -> None:
    """Before the first commit it goes; where there are commits it stays, and without git there is nothing."""
    kept = _index(workspace).read_bytes()
    restore_index(str(workspace), None, lambda _: None)
    assert _index(workspace).read_bytes() == kept
    assert index_digest(str(tmp_path)) == ""
    young = tmp_path / "young"
    young.mkdir()
    (young / "file").write_text("x")
    for command in (["init", "-q"], ["add", "file"]):
        subprocess.run(["git", *command], cwd=young, check=True)
    restore_index(str(young), None, lambda _: None)
    assert not _index(young).exists()
