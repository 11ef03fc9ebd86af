"""What git's journals say, and what of it explains files."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from tests.support.gated import git

from plangate.daemon.attempts.deeds import Deed, Deeds, explained
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
    assert [deed.kind for deed in deeds.since()] == [UndoKind.REVERT, UndoKind.RESET]
    (repository / "a").write_text("3\n")
    git(repository, "stash", "push", "-q")
    assert UndoKind.STASH in [deed.kind for deed in deeds.since()]
    git(repository, "checkout", "-q", "-b", "other")
    (deed,) = deeds.since()
    assert (deed.kind, deed.words) == (UndoKind.SWITCH, "checkout: moving from main to other")
    assert deeds.since() == []


def test_no_repository(tmp_path: Path) -> None:
    """Nothing is said."""
    assert Deeds(tmp_path).since() == []


def _last(repository: Path, *command: str) -> Deed:
    """What the journals say of a command."""
    deeds = Deeds(repository)
    git(repository, *command)
    return deeds.since()[-1]


def test_a_reset_explains_what_it_restored(repository: Path) -> None:
    """Files that are as in the commit, and were so before git wrote that down; not one that differs from it."""
    (repository / "a").write_text("2\n")
    (repository / "b").write_text("mine\n")
    deed = _last(repository, "reset", "-q", "--hard")
    assert explained(repository, deed, ["a", "b/c"]) == frozenset({"a", "b/c"})
    (repository / "a").write_text("1, else\n")
    assert explained(repository, deed, ["a"]) == frozenset()


def test_what_changes_later_is_not_explained(repository: Path) -> None:
    """A file that is brought back by hand after a reset that touched nothing; one that is removed."""
    (repository / "a").write_text("2\n")
    (repository / "new").write_text("2\n")
    deed = _last(repository, "reset", "-q")
    while time.time_ns() < deed.latest + 20_000_000:  # the clock of the file system is coarse
        os.sched_yield()
    (repository / "a").write_text("1\n")
    (repository / "new").unlink()
    assert explained(repository, deed, ["a", "new"]) == frozenset()


def test_a_stash_explains_anything(repository: Path) -> None:
    """Git takes the files away after it has made the note."""
    (repository / "a").write_text("2\n")
    deed = _last(repository, "stash", "push", "-q")
    assert explained(repository, deed, ["a"]) is None
