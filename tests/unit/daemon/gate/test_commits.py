"""Tests of `plangate.daemon.gate.commits`: what is read from git's files is what git says."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.gated import git, make_repository

from plangate.daemon.gate import commits
from plangate.daemon.gate.commits import head, index_stamp


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A repository with a commit."""
    made = tmp_path / "work"
    made.mkdir()
    make_repository(made)
    return made


def _said(work: Path) -> str:
    return git(work, "rev-parse", "HEAD").strip()


def test_the_commit_of_a_branch_and_of_none(work: Path) -> None:
    """Loose, packed, and detached."""
    first = _said(work)
    assert head(str(work)) == first
    git(work, "pack-refs", "--all")
    assert head(str(work)) == first
    git(work, "commit", "-q", "--allow-empty", "-m", "second")
    assert head(str(work)) == _said(work) != first
    git(work, "checkout", "-q", "--detach", first)
    assert head(str(work)) == first


def test_the_commit_of_a_linked_worktree(work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its head is its own, its branches are shared; no process is needed to know it."""

    def run(*_: str, **__: str) -> str:
        raise AssertionError("git was run")

    git(work, "worktree", "add", "-q", "-b", "own", str(tmp_path / "own"))
    own = tmp_path / "own"
    git(own, "commit", "-q", "--allow-empty", "-m", "there")
    monkeypatch.setattr(commits, "git", run)
    assert head(str(own)) == _said(own) != head(str(work))


def test_without_a_commit_there_is_none(tmp_path: Path) -> None:
    """In a new repository, and in none."""
    assert head(str(tmp_path)) == ""
    git(tmp_path, "init", "-q")
    assert head(str(tmp_path)) == ""


def test_the_stamp_changes_with_the_index(work: Path, tmp_path: Path) -> None:
    """And with nothing else; where there is no index it is empty."""
    before = index_stamp(str(work))
    (work / "top.txt").write_text("two\n")
    assert index_stamp(str(work)) == before
    git(work, "add", "top.txt")
    assert index_stamp(str(work)) != before
    assert index_stamp(str(tmp_path / "nowhere")) == ()
