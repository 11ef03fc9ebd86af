"""Tests of `plangate.proof.hooks` with real commits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.integration.proof.repository import BIG, Repository
from tests.unit.gate.plan.samples import AGENT, executing, sample, submitted

from plangate.gate.plan import events as e
from plangate.gate.plan.lifecycle import advance
from plangate.proof.evidence import leave_evidence
from plangate.proof.hooks import HOOKS, environment
from plangate.proof.keeping import note_plan


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """A repository with a session."""
    return Repository(tmp_path)


def commit(repo: Repository, message: str, *words: str) -> str:
    """Commit as a program in the session would."""
    repo.git("add", "src")
    done = repo.git("commit", "-q", "-m", message, *words, ok=False, env=environment({}))
    assert done == ""
    return repo.git("log", "-1", "--format=%B")


def test_commits_carry_the_plan_and_its_record(repo: Repository) -> None:
    """And they pass without the agent doing anything about it."""
    plan = repo.plan()
    note_plan(repo.root / ".git", repo.record(plan, repo.approval(plan)))
    repo.write({"src/a.py": BIG})
    message = commit(repo, "the change")
    assert message.splitlines() == [
        "the change",
        "",
        "Plan-Id: p-1",
        f"Plan-Digest: {plan.digest}",
        "Approved-By: ada",
    ]
    assert repo.problems() == []
    repo.git("commit", "-q", "--amend", "--no-edit", env=environment({}))
    assert repo.git("log", "-1", "--format=%B").count("Plan-Id") == 1


def test_without_a_plan_nothing_is_added(repo: Repository) -> None:
    """Before one is approved, and after it is done."""
    repo.write({"src/a.py": "x\n"})
    assert commit(repo, "small") == "small"
    note_plan(repo.root / ".git", None)
    repo.write({"src/a.py": "y\n"})
    assert commit(repo, "smaller") == "smaller"


@pytest.mark.parametrize("own", ["", "husky"])
def test_the_repositorys_own_hooks_run_as_before(repo: Repository, own: str) -> None:
    """In their usual place or where the configuration says; a refusal stays one."""
    place = repo.root / (own or ".git/hooks")
    place.mkdir(exist_ok=True)
    if own:
        repo.git("config", "core.hooksPath", own)
    for name, body in (("pre-commit", "echo ran >> ran.txt"), ("commit-msg", 'grep -q good "$1"')):
        (place / name).write_text(f"#!/bin/sh\n{body}\n")
        (place / name).chmod(0o755)
    repo.write({"src/a.py": "x\n"})
    assert commit(repo, "good") == "good"
    assert (repo.root / "ran.txt").read_text() == "ran\n"
    repo.write({"src/a.py": "y\n"})
    assert commit(repo, "bad") == "good"


def test_every_hook_is_the_same_program_and_can_be_run() -> None:
    """In a wheel the links are copies."""
    programs = list(HOOKS.iterdir())
    assert {"commit-msg", "pre-commit", "pre-push"} <= {path.name for path in programs}
    assert len({path.read_bytes() for path in programs}) == 1
    assert all(path.stat().st_mode & 0o111 for path in programs)


def test_a_worktree_of_its_own_carries_its_own_plan(repo: Repository, tmp_path: Path) -> None:
    """Its git directory is not the repository's."""
    repo.git("worktree", "add", "-q", str(tmp_path / "own"), "-b", "own")
    plan = replace(sample(), base_commit=repo.base)
    assert leave_evidence(tmp_path / "own", executing(plan))
    assert (tmp_path / "own/.plangate/records/p-1.json").is_file()
    repo.write({"src/a.py": "x\n"})
    assert commit(repo, "elsewhere") == "elsewhere"
    (tmp_path / "own/src/a.py").write_text("y\n")
    repo.git("-C", str(tmp_path / "own"), "commit", "-q", "-a", "-m", "here", env=environment({}))
    assert "Plan-Id: p-1" in repo.git("log", "-1", "--format=%B", "own")
    assert ".plangate/records/p-1.json" in repo.git("show", "--name-only", "--format=", "own")


def test_a_plan_that_ended_is_carried_no_more(repo: Repository) -> None:
    """Its record stays."""
    state = executing(replace(sample(), base_commit=repo.base))
    leave_evidence(repo.root, state)
    leave_evidence(repo.root, advance(state, e.Finished(by=AGENT), now=12.0))
    repo.write({"src/a.py": "x\n"})
    assert commit(repo, "later") == "later"
    assert (repo.root / ".plangate/records/p-1.json").is_file()


def test_a_repository_without_a_running_plan_is_left_as_it_is(repo: Repository) -> None:
    """Waiting alone leaves nothing behind."""
    assert leave_evidence(repo.root, submitted())
    assert not (repo.root / ".git/plangate").exists()


def test_without_a_repository_there_is_nothing_to_tell(tmp_path: Path) -> None:
    """And that is no error."""
    assert not leave_evidence(tmp_path, executing())


def test_other_configuration_in_the_environment_stays() -> None:
    """Entries are added behind those that are there."""
    found = environment({"GIT_CONFIG_COUNT": "2"})
    assert found == {
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_2": "core.hooksPath",
        "GIT_CONFIG_VALUE_2": str(HOOKS),
    }
