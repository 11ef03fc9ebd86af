"""Tests of `plangate.daemon.worktrees` with real git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from plangate.daemon.worktrees import DEFAULT_PLACE, Made, create, discard, remove
from plangate.errors import NotFound, Refused, UsageError
from plangate.git import branch_of
from plangate.model.session import WorktreeRequest


def _git(cwd: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    done = subprocess.run(["git", *identity, *arguments], cwd=cwd, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two files and a hook that would leave a trace."""
    path = tmp_path / "repo"
    path.mkdir()
    _git(path, "init", "-q", "-b", "main")
    (path / "a.txt").write_text("one\n")
    (path / "sub").mkdir()
    (path / "sub" / "b.txt").write_text("two\n")
    (path / ".gitignore").write_text("ignored\n")
    _git(path, "add", "-A")
    _git(path, "commit", "-qm", "first")
    hook = path / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/hook-ran\n")
    hook.chmod(0o755)
    return path


def _make(
    cwd: Path, branch: str = "", *, base: str = "HEAD", carry: bool = False, place: str = DEFAULT_PLACE
) -> Made:
    request = WorktreeRequest(branch=branch, base=base, carry_changes=carry)
    return create(str(cwd), request, place=place, task="Fix the Login!", session="s1")


def test_a_worktree_is_made_beside_the_repository(repository: Path, tmp_path: Path) -> None:
    """Path and branch follow the pattern, the corresponding directory is the session's, no hook runs."""
    made = _make(repository / "sub", "topic/x")
    assert made.worktree.path == str(tmp_path / "repo.worktrees" / "topic-x")
    assert made.cwd == made.worktree.path + "/sub"
    assert branch_of(Path(made.cwd)) == "topic/x"
    assert not (tmp_path / "hook-ran").exists()


def test_a_branch_is_named_after_the_task(repository: Path) -> None:
    """Without a name the task gives one, made unique by the session."""
    assert (_make(repository)).worktree.branch == "fix-the-login-s1"


def test_from_within_a_worktree_the_place_is_the_main_repository(repository: Path) -> None:
    """Worktrees do not nest."""
    first = _make(repository, "one")
    second = _make(Path(first.worktree.path), "two")
    assert Path(second.worktree.path).parent == Path(first.worktree.path).parent
    assert second.worktree.repository == str(repository)


def test_changes_are_carried_and_the_source_is_untouched(repository: Path) -> None:
    """Staged, unstaged, deleted, new and linked files arrive as they were; source index and files stay."""
    (repository / "a.txt").write_text("staged\n")
    _git(repository, "add", "a.txt")
    (repository / "a.txt").write_text("staged and more\n")
    (repository / "sub" / "b.txt").unlink()
    (repository / "new file.txt").write_text("new\n")
    (repository / "link").symlink_to("a.txt")
    (repository / "ignored").write_text("no\n")
    before = (_git(repository, "status", "--porcelain"), (repository / ".git" / "index").read_bytes())
    made = _make(repository, "topic", carry=True)
    after = (_git(repository, "status", "--porcelain"), (repository / ".git" / "index").read_bytes())
    there = Path(made.worktree.path)
    assert after == before
    assert _git(repository, "stash", "list") == ""
    assert _git(there, "status", "--porcelain") == before[0]
    assert (there / "a.txt").read_text() == "staged and more\n"
    assert (there / "link").readlink() == Path("a.txt")
    assert not (there / "ignored").exists()


def test_changes_are_not_carried_onto_another_base(repository: Path) -> None:
    """The difference between the bases would pass for changes."""
    (repository / "a.txt").write_text("two\n")
    _git(repository, "commit", "-qam", "second")
    with pytest.raises(Refused):
        _make(repository, "topic", base="HEAD~1", carry=True)
    assert not (repository.parent / "repo.worktrees").exists()


def test_what_cannot_be_made_is_refused(repository: Path, tmp_path: Path) -> None:
    """Each refusal names its reason."""
    with pytest.raises(NotFound):
        _make(tmp_path)
    with pytest.raises(UsageError):
        _make(repository, "bad..name")
    with pytest.raises(UsageError):
        _make(repository, "x", base="--output=/tmp/x")
    with pytest.raises(NotFound):
        _make(repository, "x", base="nowhere")
    with pytest.raises(UsageError):
        _make(repository, "x", place="{nonsense}")
    (tmp_path / "taken").mkdir()
    with pytest.raises(Refused):
        _make(repository, "x", place=str(tmp_path / "taken"))


def test_a_clean_worktree_goes_with_its_branch(repository: Path) -> None:
    """Nothing was done in it, so nothing is left."""
    made = _make(repository, "topic")
    text = remove(made.worktree, branch_created=made.branch_created)
    assert text == f"removed {made.worktree.path} and branch topic"
    assert not Path(made.worktree.path).exists()
    assert "topic" not in _git(repository, "branch")


def test_a_start_that_failed_leaves_nothing(repository: Path) -> None:
    """Not even carried changes, which the source still has."""
    (repository / "a.txt").write_text("changed\n")
    made = _make(repository, "topic", carry=True)
    discard(made.worktree, branch_created=made.branch_created)
    assert not Path(made.worktree.path).exists()
    assert "topic" not in _git(repository, "branch")
    assert (repository / "a.txt").read_text() == "changed\n"


def test_a_branch_that_existed_before_stays(repository: Path) -> None:
    """It was not ours to delete."""
    _git(repository, "branch", "theirs")
    made = _make(repository, "theirs")
    remove(made.worktree, branch_created=made.branch_created)
    assert "theirs" in _git(repository, "branch")


@pytest.mark.parametrize("kind", ["modified", "untracked", "committed", "detached", "merging"])
def test_work_is_never_deleted(repository: Path, kind: str) -> None:
    """Whatever exists only there keeps the worktree, and the refusal names it."""
    made = _make(repository, "topic")
    there = Path(made.worktree.path)
    named = {"modified": "a.txt", "untracked": "x.txt", "merging": "MERGE_HEAD"}.get(kind, "only here")
    if kind == "detached":
        _git(there, "checkout", "-q", "--detach")
    (there / ("x.txt" if kind == "untracked" else "a.txt")).write_text("work\n")
    if kind in ("committed", "detached"):
        _git(there, "commit", "-qam", "only here")
    if kind == "merging":
        _git(there, "checkout", "-q", "a.txt")
        git_dir = Path(_git(there, "rev-parse", "--absolute-git-dir"))
        (git_dir / "MERGE_HEAD").write_text(_git(there, "rev-parse", "HEAD") + "\n")
    with pytest.raises(Refused, match=named):
        remove(made.worktree, branch_created=True)
    assert there.exists()
    assert "topic" in _git(repository, "branch")


def test_merged_and_pushed_work_may_go(repository: Path, tmp_path: Path) -> None:
    """A commit that another branch or a remote has is safe."""
    _git(tmp_path, "init", "-q", "--bare", "remote.git")
    _git(repository, "remote", "add", "origin", str(tmp_path / "remote.git"))
    for how in ("merged", "pushed"):
        made = _make(repository, how)
        there = Path(made.worktree.path)
        (there / f"{how}.txt").write_text("work\n")
        _git(there, "add", "-A")
        _git(there, "commit", "-qm", how)
        if how == "merged":
            _git(repository, "merge", "-q", "--ff-only", how)
        else:
            _git(there, "push", "-q", "origin", how)
        assert "and branch" in remove(made.worktree, branch_created=True)


def test_a_worktree_removed_by_hand_is_no_error(repository: Path) -> None:
    """People use rm."""
    made = _make(repository, "topic")
    subprocess.run(["rm", "-r", made.worktree.path], check=True)
    assert "gone already" in remove(made.worktree, branch_created=True)
