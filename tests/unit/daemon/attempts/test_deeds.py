"""What git's journals say, and where work is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.gated import git

from plangate.attempts.content import digest_of
from plangate.attempts.observations import Kept
from plangate.daemon.attempts.deeds import Deeds, where_kept
from plangate.model.attempts import UndoKind


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """With one commit."""
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "a").write_text("1\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def test_deeds_since_the_last_call(repository: Path) -> None:
    """Reset, revert, stash, checkout; a commit takes nothing back."""
    deeds = Deeds(repository)
    assert deeds.since() == []
    (repository / "a").write_text("2\n")
    git(repository, "commit", "-q", "-am", "second")
    assert deeds.since() == []
    git(repository, "revert", "--no-edit", "HEAD")
    git(repository, "reset", "-q", "--hard", "HEAD~1")
    assert [kind for kind, _ in deeds.since()] == [UndoKind.REVERT, UndoKind.RESET]
    (repository / "a").write_text("3\n")
    git(repository, "stash", "push", "-q")
    assert UndoKind.STASH in [kind for kind, _ in deeds.since()]
    git(repository, "checkout", "-q", "-b", "other")
    ((kind, words),) = deeds.since()
    assert (kind, words) == (UndoKind.SWITCH, "checkout: moving from main to other")
    assert deeds.since() == []


def test_no_repository(tmp_path: Path) -> None:
    """Nothing is said, and nothing is kept."""
    assert Deeds(tmp_path).since() == []
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
