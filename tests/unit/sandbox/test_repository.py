"""What of git opens with a workspace, and what never does."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from plangate.sandbox.repository import look_at_repository, make_lockable, stores


def _git(directory: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *identity, *arguments], cwd=directory, check=True, capture_output=True)


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """A repository with one commit."""
    path = tmp_path.resolve() / "main"
    path.mkdir()
    _git(path, "init", "-q")
    _git(path, "commit", "-q", "--allow-empty", "-m", "x")
    return path


def test_a_repository(main: Path) -> None:
    """Hooks and configuration are protected; nothing outside opens."""
    found = look_at_repository(str(main))
    assert found.companions == ()
    assert {f"{main}/.git/hooks", f"{main}/.git/config", f"{main}/.git/commondir"} <= set(found.read_only)


def test_a_worktree(main: Path) -> None:
    """The main repository opens with it, but for its hooks, its configuration and other worktrees."""
    worktree = main.parent / "tree"
    _git(main, "worktree", "add", "-q", str(worktree))
    _git(main, "worktree", "add", "-q", str(main.parent / "other"))
    found = look_at_repository(str(worktree))
    assert found.companions == (f"{main}/.git",)
    assert {
        f"{worktree}/.git",
        f"{main}/.git/hooks",
        f"{main}/.git/config",
        f"{main}/.git/worktrees/other",
        f"{main}/.git/worktrees/tree/commondir",
    } <= set(found.read_only)
    assert f"{main}/.git/worktrees/tree" not in found.read_only


def test_a_worktree_that_the_repository_does_not_know(main: Path) -> None:
    """A `.git` file that points somewhere opens nothing there."""
    worktree = main.parent / "tree"
    _git(main, "worktree", "add", "-q", str(worktree))
    forged = main.parent / "forged"
    forged.mkdir()
    (forged / ".git").write_text((worktree / ".git").read_text())
    assert look_at_repository(str(forged)).companions == ()
    (forged / ".git").write_text(f"gitdir: {main}/.git\n")
    assert look_at_repository(str(forged)).companions == ()
    (forged / ".git").write_text("gitdir: /etc\n")
    assert look_at_repository(str(forged)).companions == ()


def test_submodules(main: Path) -> None:
    """Their hooks are protected from the outside, and a submodule as workspace opens its own repository."""
    outer = main.parent / "outer"
    outer.mkdir()
    _git(outer, "init", "-q")
    _git(outer, "submodule", "add", "-q", str(main), "sub")
    assert f"{outer}/.git/modules/sub/hooks" in look_at_repository(str(outer)).read_only
    found = look_at_repository(str(outer / "sub"))
    assert found.companions == (f"{outer}/.git/modules/sub",)
    assert f"{outer}/.git/modules/sub/hooks" in found.read_only


def test_a_bare_repository(main: Path) -> None:
    """It is its own git directory."""
    _git(main.parent, "clone", "-q", "--bare", str(main), "bare")
    bare = main.parent / "bare"
    assert f"{bare}/hooks" in look_at_repository(str(bare)).read_only


def test_no_repository(tmp_path: Path) -> None:
    """Nothing opens, and a link in the place of a repository is not followed."""
    assert look_at_repository(str(tmp_path)).companions == ()
    (tmp_path / ".git").symlink_to("/etc")
    assert look_at_repository(str(tmp_path)).companions == ()


def test_stores(main: Path) -> None:
    """What commits write to: in the workspace, or beside it; nothing where the place is taken otherwise."""
    worktree = main.parent / "tree"
    _git(main, "worktree", "add", "-q", str(worktree))
    assert stores(str(main)) == stores(str(worktree)) == (f"{main}/.git",)
    assert f"{main}/.git/worktrees/tree" in look_at_repository(str(main)).read_only
    forged = main.parent / "forged"
    (forged / ".git").mkdir(parents=True)
    assert stores(str(forged)) == ()
    (forged / ".git").rmdir()
    (forged / ".git").symlink_to(main / ".git")
    assert stores(str(forged)) == ()


def test_what_is_made_so_that_it_can_be_locked(main: Path) -> None:
    """Only what means nothing when it is empty, and nothing that is there is touched."""
    git = main / ".git"
    exclude = (git / "info" / "exclude").read_text()
    (git / "hooks").rename(main / "hooks")
    make_lockable(str(main))
    make_lockable(str(main))
    assert list((git / "hooks").iterdir()) == []
    assert (git / "config.worktree").read_text() == ""
    assert (git / "info" / "exclude").read_text() == exclude
    assert not (git / "commondir").exists()
    _git(main, "status")
