"""Tests of `plangate.proof.ignoring`."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from plangate.proof.hooks import environment
from plangate.proof.ignoring import write_ignores


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A work tree with odd names in it, and a user's home."""
    work = tmp_path / "work"
    for name in ("tool/settings [1].json", "tool/other.json", "1", ".plangate/records/p-1.json", "own.swp"):
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    subprocess.run(["git", "init", "-q", str(work)], check=True)
    (tmp_path / "home/.config/git").mkdir(parents=True)
    return work


def untracked(root: Path, environment_: dict[str, str], *held: str) -> set[str]:
    """What git in the session shows as new."""
    file = root.parent / "ignores"
    write_ignores(file, root, environment_, [str(root / name) for name in held])
    complete = {"PATH": os.environ["PATH"], **environment_, **environment(environment_, file)}
    command = ["git", "status", "--porcelain", "-z", "-uall"]
    done = subprocess.run(command, cwd=root, env=complete, capture_output=True, text=True, check=True)
    return {entry[3:] for entry in done.stdout.split("\0") if entry}


def test_records_and_what_is_held_are_left_alone(root: Path) -> None:
    """Exactly these: characters of patterns in their names mean themselves."""
    home = {"HOME": str(root.parent / "home")}
    found = untracked(root, home, "tool/settings [1].json", ".git/config", "/elsewhere")
    assert found == {"tool/other.json", "1", "own.swp"}


@pytest.mark.parametrize("where", ["default", "configured", "environment"])
def test_what_the_user_ignores_stays_ignored(root: Path, where: str) -> None:
    """Wherever git is told of it; there is one such file only."""
    home = root.parent / "home"
    given = {"HOME": str(home)}
    if where == "default":
        (home / ".config/git/ignore").write_text("*.swp")
    else:
        (home / "mine").write_text("*.swp")
    if where == "configured":
        (home / ".gitconfig").write_text("[core]\n\texcludesFile = ~/mine\n")
    if where == "environment":
        given |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.excludesFile"}
        given |= {"GIT_CONFIG_VALUE_0": str(home / "mine")}
    assert untracked(root, given) == {"tool/settings [1].json", "tool/other.json", "1"}


def test_a_person_sees_what_the_session_does_not(root: Path) -> None:
    """Nothing of the repository is changed."""
    untracked(root, {"HOME": str(root.parent / "home")})
    done = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=root, capture_output=True, text=True, check=True
    )
    assert ".plangate/records/p-1.json" in done.stdout
