"""Tests of `plangate.proof.hooks` with real commits."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.proof.repository import BIG, Repository

from plangate.proof.hooks import environment, note_plan, write_hooks


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """A repository whose session has hooks."""
    repo = Repository(tmp_path)
    write_hooks(tmp_path / "hooks dir")
    return repo


def commit(repo: Repository, hooks: Path, message: str, *words: str) -> str:
    """Commit as a program in the session would."""
    repo.git("add", "src")
    done = repo.git("commit", "-q", "-m", message, *words, ok=False, env=environment(hooks, {}))
    assert done == ""
    return repo.git("log", "-1", "--format=%B")


def test_commits_carry_the_plan_and_its_record(repo: Repository, tmp_path: Path) -> None:
    """And they pass without the agent doing anything about it."""
    hooks = tmp_path / "hooks dir"
    plan = repo.plan()
    note_plan(hooks, repo.record(plan, repo.approval(plan)))
    repo.write({"src/a.py": BIG})
    message = commit(repo, hooks, "the change")
    assert message.splitlines() == [
        "the change",
        "",
        "Plan-Id: p-1",
        f"Plan-Digest: {plan.digest}",
        "Approved-By: ada",
    ]
    assert repo.problems() == []
    repo.git("commit", "-q", "--amend", "--no-edit", env=environment(hooks, {}))
    assert repo.git("log", "-1", "--format=%B").count("Plan-Id") == 1


def test_without_a_plan_nothing_is_added(repo: Repository, tmp_path: Path) -> None:
    """Before one is approved, and after it is done."""
    hooks = tmp_path / "hooks dir"
    repo.write({"src/a.py": "x\n"})
    assert commit(repo, hooks, "small") == "small"
    note_plan(hooks, None)
    repo.write({"src/a.py": "y\n"})
    assert commit(repo, hooks, "smaller") == "smaller"


@pytest.mark.parametrize("own", ["", "husky"])
def test_the_repositorys_own_hooks_run_as_before(repo: Repository, tmp_path: Path, own: str) -> None:
    """In their usual place or where the configuration says; a refusal stays one."""
    place = repo.root / (own or ".git/hooks")
    place.mkdir(exist_ok=True)
    if own:
        repo.git("config", "core.hooksPath", own)
    for name, body in (("pre-commit", "echo ran >> ran.txt"), ("commit-msg", 'grep -q good "$1"')):
        (place / name).write_text(f"#!/bin/sh\n{body}\n")
        (place / name).chmod(0o755)
    hooks = tmp_path / "hooks dir"
    repo.write({"src/a.py": "x\n"})
    assert commit(repo, hooks, "good") == "good"
    assert (repo.root / "ran.txt").read_text() == "ran\n"
    repo.write({"src/a.py": "y\n"})
    assert commit(repo, hooks, "bad") == "good"


def test_other_configuration_in_the_environment_stays(tmp_path: Path) -> None:
    """Entries are added behind those that are there."""
    found = environment(tmp_path, {"GIT_CONFIG_COUNT": "2"})
    assert found == {
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_2": "core.hooksPath",
        "GIT_CONFIG_VALUE_2": str(tmp_path),
    }
