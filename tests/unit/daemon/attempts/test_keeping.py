"""Where work is kept that is gone from the tree."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.gated import git

from plangate.attempts.content import digest_of
from plangate.attempts.observations import Kept
from plangate.daemon.attempts.keeping import left_of, where_kept


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """With one commit."""
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "a").write_text("1\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def test_no_repository(tmp_path: Path) -> None:
    """Nothing is kept."""
    assert where_kept(tmp_path, {"a": "x"}) is Kept.NOWHERE


def test_where_work_is_kept(repository: Path) -> None:
    """On another branch, in a stash with untracked files; not on the branch that is here."""
    wanted = {"a": digest_of(b"2\n"), "new": digest_of(b"n\n")}
    (repository / "a").write_text("2\n")
    (repository / "new").write_text("n\n")
    git(repository, "stash", "push", "-q", "-u")
    assert where_kept(repository, wanted) is Kept.STASH
    git(repository, "switch", "-q", "-c", "topic")
    git(repository, "stash", "pop", "-q")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "work")
    assert where_kept(repository, wanted) is Kept.NOWHERE
    git(repository, "switch", "-q", "main")
    assert where_kept(repository, wanted) is Kept.BRANCH
    assert where_kept(repository, {**wanted, "a": "other"}) is Kept.NOWHERE


@pytest.fixture
def beside(repository: Path) -> Path:
    """Another working tree of the repository, with work in it."""
    place = repository.parent / f"{repository.name}-beside"
    git(repository, "worktree", "add", "-q", "-b", "topic", str(place))
    (place / "a").write_text("2\n")
    return place


_WORK = {"a": digest_of(b"2\n")}


def test_a_tree_that_is_there_keeps_its_work(repository: Path, beside: Path) -> None:
    """There is nothing to say of it."""
    assert left_of(str(beside), str(repository / ".git"), _WORK) is None


def test_a_tree_that_was_thrown_away(repository: Path, beside: Path) -> None:
    """Its work is gone."""
    git(repository, "worktree", "remove", "--force", str(beside))
    assert left_of(str(beside), str(repository / ".git"), _WORK) is Kept.NOWHERE


def test_a_tree_that_was_moved(repository: Path, beside: Path) -> None:
    """Its work is elsewhere."""
    git(repository, "worktree", "move", str(beside), f"{beside}-moved")
    assert left_of(str(beside), str(repository / ".git"), _WORK) is Kept.BRANCH


def test_work_that_was_committed(repository: Path, beside: Path) -> None:
    """Merged and changed since: it was not thrown away with the tree."""
    git(beside, "commit", "-q", "-am", "work")
    git(repository, "merge", "-q", "--ff-only", "topic")
    git(repository, "worktree", "remove", str(beside))
    git(repository, "branch", "-q", "-D", "topic")
    (repository / "a").write_text("3\n")
    git(repository, "commit", "-q", "-am", "more")
    assert left_of(str(beside), str(repository / ".git"), _WORK) is Kept.BRANCH


def test_a_repository_that_is_gone_says_nothing(repository: Path, beside: Path) -> None:
    """It may have been moved as a whole."""
    assert left_of(str(beside / "no"), str(repository / "no"), _WORK) is None
