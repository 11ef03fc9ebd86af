"""Tests of `plangate.proof.history`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.proof.repository import Repository

from plangate.errors import NotFound
from plangate.gate.budget import Change, ChangeKind
from plangate.proof.history import History


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """A repository with a second commit."""
    repo = Repository(tmp_path)
    repo.write({"src/a.py": "one\ntwo\n", "new": "x\n", "binary": "\0\0"})
    (repo.root / "README.md").unlink()
    (repo.root / "link").symlink_to("src/a.py")
    repo.commit("second\n\nPlan-Id: p-1\nPlan-Id: p-2\nPlan-Digest: d")
    return repo


def test_changes_are_counted_as_git_counts_them(repo: Repository) -> None:
    """Without what the work tree or its configuration would add."""
    repo.write({"src/a.py": "not committed\n"})
    assert sorted(History(repo.root).changes("main", "work"), key=lambda change: change.path) == [
        Change("README.md", ChangeKind.DELETED, 0, 1),
        Change("binary", ChangeKind.NEW, 0, 0, binary=True),
        Change("link", ChangeKind.NEW, 1, 0),
        Change("new", ChangeKind.NEW, 1, 0),
        Change("src/a.py", ChangeKind.MODIFIED, 1, 0),
    ]


def test_files_are_read_from_commits(repo: Repository) -> None:
    """Links, directories and what is not there are no files."""
    history = History(repo.root)
    assert history.file("work", "src/a.py") == "one\ntwo"
    assert [history.file("work", path) for path in ("link", "src", "nothing", "README.md")] == [None] * 4


def test_trailers_are_read(repo: Repository) -> None:
    """All of them."""
    commit = History(repo.root).commit("work")
    assert (commit.plans, commit.digests, commit.subject) == (("p-1", "p-2"), ("d",), "second")
    assert not commit.is_merge


def test_replaced_objects_do_not_count(repo: Repository) -> None:
    """They would show another history than the one that is merged."""
    repo.git("replace", "work", "main")
    assert History(repo.root).changes("main", History(repo.root).resolve("work"))


def test_names_that_are_options_are_no_commits(repo: Repository) -> None:
    """A branch name from outside ends up here."""
    with pytest.raises(NotFound):
        History(repo.root).resolve("--all")
