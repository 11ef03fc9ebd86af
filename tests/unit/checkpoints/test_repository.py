"""Tests of `plangate.checkpoints.repository`: what its files say is what git says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from plangate.checkpoints.repository import find


def _git(place: Path, *arguments: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    done = subprocess.run(["git", *who, *arguments], cwd=place, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _agrees(place: Path) -> None:
    repository = find(place)
    assert repository is not None
    assert repository.head() == _git(place, "rev-parse", "HEAD")
    asked = Path(place, _git(place, "rev-parse", "--git-path", "index"))
    assert repository.index_file.resolve() == asked.resolve()
    assert repository.top.resolve() == Path(_git(place, "rev-parse", "--show-toplevel")).resolve()


def test_wherever_head_is(workspace: Path) -> None:
    """On a branch, packed, detached, in a linked worktree, in a directory below."""
    _agrees(workspace)
    _agrees(workspace / "src")
    _git(workspace, "worktree", "add", "-q", "-b", "other", str(workspace.parent / "linked"))
    _agrees(workspace.parent / "linked")
    _git(workspace, "pack-refs", "--all")
    _agrees(workspace)
    _agrees(workspace.parent / "linked")
    _git(workspace, "checkout", "-q", "--detach")
    _agrees(workspace)


def test_no_commit_and_no_repository(tmp_path: Path) -> None:
    """Nothing is an answer, too."""
    assert find(tmp_path) is None
    _git(tmp_path, "init", "-q")
    repository = find(tmp_path)
    assert repository is not None
    assert repository.head() == ""


def test_where_git_is_configured(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person's files count, and follow HOME and XDG_CONFIG_HOME."""
    monkeypatch.setenv("HOME", "/home/a")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/conf")
    repository = find(workspace)
    assert repository is not None
    assert {Path("/home/a/.gitconfig"), Path("/conf/git/ignore"), repository.index_file} < set(
        repository.rules()
    )
