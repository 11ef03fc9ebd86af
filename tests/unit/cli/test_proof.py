"""Tests of `plangate verify` and `plangate prove`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.integration.proof.repository import BIG, Repository
from tests.unit.cli.conftest import Captured

from plangate.errors import ExitCode, UsageError
from plangate.gate.policy import Factor

Command = Callable[..., int]


@pytest.fixture
def repo(scratch: Path) -> Repository:
    """A repository without a policy of its own."""
    return Repository(scratch, policy="")


def approve(repo: Repository) -> None:
    """A big change with an approval by typed code."""
    plan = repo.plan()
    given = replace(repo.approval(plan), factor=Factor.CODE, signature="", signed="", at=1.0)
    repo.write({"src/a.py": BIG})
    repo.record(plan, given)
    repo.commit("the change")


def test_verify_says_what_is_missing(command: Command, captured: Captured, repo: Repository) -> None:
    """And ends with 1, as CI wants it."""
    repo.write({"src/a.py": BIG})
    repo.commit("x")
    assert command("verify", "main..work", "-C", str(repo.root)) == ExitCode.FAILED
    assert captured.lines[0] == "does not pass: 1 problem"
    assert captured.lines[2].startswith("  - no-plan: no record of an approved plan")


def test_verify_shows_plan_people_and_steps(command: Command, captured: Captured, repo: Repository) -> None:
    """For the log of a CI job."""
    approve(repo)
    assert command("verify", "main..work", "-C", str(repo.root)) == ExitCode.OK
    text = "\n".join(captured.lines)
    assert "plan p-1 version 1: Do it" in text
    assert "approved by ada, 1970-01-01 00:00 UTC, by code" in text
    assert "step s1 changed" in text


def test_both_print_json(command: Command, captured: Captured, repo: Repository) -> None:
    """With stable words for the problems."""
    approve(repo)
    command("verify", "main..", "-C", str(repo.root), "--json")
    assert captured.json["ok"] is True
    assert captured.json["plans"][0]["approvals"][0]["counts"] is True


def test_prove_names_the_plan_of_a_commit(command: Command, captured: Captured, repo: Repository) -> None:
    """HEAD without a name."""
    approve(repo)
    assert command("prove", "-C", str(repo.root)) == ExitCode.OK
    assert captured.lines[1].strip() == "proven: every change is covered by an approved plan"


@pytest.mark.parametrize("service", ["github", "gitlab"])
def test_a_ready_job_is_printed(command: Command, captured: Captured, service: str) -> None:
    """It runs the same command, with the whole history."""
    command("verify", "--snippet", service)
    text = "\n".join(captured.lines)
    assert "plangate verify" in text
    assert "depth" in text.lower()


def test_a_range_is_needed(command: Command) -> None:
    """There is no sensible default for the target branch."""
    with pytest.raises(UsageError):
        command("verify")
