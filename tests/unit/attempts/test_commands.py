"""Tests of `plangate.attempts.commands`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.attempts.commands import reversal
from plangate.model.attempts import UndoKind

R = UndoKind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("git checkout .", R.RESTORE),
        ("git checkout -- a b", R.RESTORE),
        ("git checkout HEAD~1 a.py", R.RESTORE),
        ("git checkout a.py", R.RESTORE),
        ("cd src && git restore . 2>/dev/null", R.RESTORE),
        ("git restore --staged --worktree a.py", R.RESTORE),
        ("git -C sub -c a.b=c reset --hard HEAD~1", R.RESET),
        ("git reset --hard", R.RESET),
        ("git revert --no-edit HEAD", R.REVERT),
        ("git stash", R.STASH),
        ("git stash push -u -m wip", R.STASH),
        ("bash -c 'git stash -u'", R.STASH),
        ("git clean -fdx", R.CLEAN),
        ("git switch -f main", R.SWITCH),
        ("git checkout -f main", R.SWITCH),
        ("git switch --discard-changes main", R.SWITCH),
        ("git apply -R x.patch", R.APPLY),
        ("patch -R -p1 < x.patch", R.APPLY),
        ("git worktree remove --force ../x", R.WORKTREE),
        ("if true; then git checkout -- .; fi", R.RESTORE),
        ("sudo env X=1 git reset --hard", R.RESET),
        ("jj undo", R.RESTORE),
        ("hg update -C .", R.RESET),
    ],
)
def test_what_takes_changes_back(text: str, kind: UndoKind) -> None:
    """Each kind, in the forms that agents and people use."""
    found = reversal(text)
    assert found is not None
    assert found[0] is kind


@pytest.mark.parametrize(
    "text",
    [
        "git checkout main",
        "git checkout -b fix",
        "git switch main",
        "git restore --staged a.py",
        "git reset HEAD~1",
        "git revert --abort",
        "git stash pop",
        "git stash list",
        "git stash drop",
        "git clean -n",
        "git apply x.patch",
        "git apply -R --check x.patch",
        "echo 'git reset --hard'",
        'git commit -m "git reset --hard was wrong"',
        "grep -r 'git checkout .' .",
        "cat <<E\ngit reset --hard\nE\n",
        "# git reset --hard",
        "ls",
        "",
        "((((",
    ],
)
def test_what_does_not(text: str) -> None:
    """Looking, switching, quoting, undoing an undo."""
    assert reversal(text) is None


@given(st.text(alphabet="git reshcdkouv-.'\"$(){};&|<\n\x00é", max_size=80))
def test_any_text_is_taken(text: str) -> None:
    """Nothing that an agent runs can make it fail."""
    reversal(text)
