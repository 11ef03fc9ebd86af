"""Tests of `plangate.proof.prove` on real repositories."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.integration.proof.repository import BIG, NOW, Repository

from plangate.proof.approval import SIGNERS
from plangate.proof.prove import Proven, prove
from plangate.proof.record import Enforcement


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """A team's repository that asks for signatures."""
    return Repository(tmp_path)


def look(repo: Repository, revision: str = "HEAD") -> Proven:
    """What is known about a commit."""
    return prove(repo.root, revision, now=NOW)


def test_a_commit_that_brings_its_record_is_proven(repo: Repository) -> None:
    """Who, when, and how strongly it was enforced."""
    plan = repo.plan()
    repo.write({"src/a.py": BIG})
    record = repo.record(plan, repo.approval(plan))
    repo.put(
        replace(record, enforcement=Enforcement(strength="kernel", agent="claude 2.1", directories=("src",)))
    )
    repo.commit("the change")
    proven = look(repo)
    (finding,) = proven.judged.plans
    assert (proven.judged.ok, proven.how, finding.signed_by) == (True, "record", ("ada",))
    assert finding.record.enforcement.strength == "kernel"


def test_a_trailer_leads_to_a_record_that_was_committed_later(repo: Repository) -> None:
    """The record may come with the last commit of a branch."""
    plan = repo.plan()
    repo.write({"src/a.py": BIG})
    first = repo.commit("the change", "-m", f"Plan-Id: {plan.id}\nPlan-Digest: {plan.digest}")
    repo.record(plan, repo.approval(plan))
    repo.commit("its record")
    proven = look(repo, first)
    assert (proven.judged.ok, proven.how) == (True, "trailer")


def test_a_trailer_without_a_record_proves_nothing(repo: Repository) -> None:
    """Anybody can write one."""
    repo.write({"src/a.py": BIG})
    repo.commit("the change", "-m", "Plan-Id: p-9")
    assert [problem.kind for problem in look(repo).judged.problems] == ["no-plan"]


def test_signers_who_left_since_still_prove_what_they_signed(repo: Repository) -> None:
    """The signers before the commit are asked, at the time of the signature."""
    plan = repo.plan()
    repo.write({"src/a.py": BIG})
    repo.record(plan, repo.approval(plan))
    change = repo.commit("the change")
    repo.write({SIGNERS: repo.signers(without=["ada"])})
    repo.commit("ada has left")
    assert look(repo, change).judged.ok


def test_small_and_first_commits_are_judged_too(repo: Repository) -> None:
    """A commit without parents is compared with nothing."""
    repo.write({"src/a.py": "one\ntwo\n"})
    repo.commit("small")
    assert look(repo).judged.trivial
    assert not look(repo, "main").judged.ok
