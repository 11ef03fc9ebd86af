"""`plangate plan record` in real repositories, judged by `plangate verify`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.integration.proof.repository import BIG, Repository

from plangate.config.policy import PLACE
from plangate.config.policy_text import policy_text

PLAN = "# Rules\n\n1. write them\n\n## Files\n- `.plangate/policy.toml`\n- `src/**`\n"


def record(repo: Repository, *words: str, ok: bool = True, **env: str) -> Any:
    """Run it as a person in the repository."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PLANGATE_")}
    done = subprocess.run(
        [sys.executable, "-m", "plangate", "plan", "record", *words, "--json"],
        cwd=repo.root,
        env=clean | env,
        input=PLAN,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is ok, done.stderr
    return json.loads(done.stdout)["plan"] if ok else done.stdout + done.stderr


def problems(repo: Repository) -> list[str]:
    """What CI would name now."""
    judged = repo.verify(now=time.time()).judged
    return [problem.kind.value for problem in judged.problems]


def test_the_first_policy_and_a_persons_work_pass(tmp_path: Path) -> None:
    """Written, approved by its code, committed with the change; without the approval it fails."""
    repo = Repository(tmp_path, policy="")
    repo.write({PLACE: policy_text(), "src/a.py": BIG})
    made = record(repo, "-f", "-", "--name", "ada")
    assert (made["approved_by"], made["missing"]) == ([], 1)
    repo.commit("unapproved")
    assert problems(repo) == ["approvals-missing"]
    assert "not the one of this text" in record(repo, made["id"], "--code", "AAAA", ok=False)
    made = record(repo, made["id"], "--code", made["code"], "--name", "ada")
    assert (made["approved_by"], made["missing"]) == (["ada"], 0)
    repo.commit("approved")
    assert problems(repo) == []


def test_a_team_signs(tmp_path: Path) -> None:
    """The author counts for nothing where two are needed; a key under another name is refused."""
    repo = Repository(tmp_path)
    repo.write({"src/a.py": BIG, PLACE: policy_text()})
    made = record(repo, "-f", "-", "--name", "cy")
    signed = ["--sign", str(repo.keys / "ada")]
    assert "names no such key" in record(repo, made["id"], *signed, "--name", "bob", ok=False)
    assert "asks for" in record(repo, made["id"], "--code", made["code"], "--name", "ada", ok=False)
    made = record(repo, made["id"], *signed, "--name", "ada")
    assert made["missing"] == 1
    repo.commit("one of two")
    assert problems(repo) == ["protected"]
    made = record(repo, made["id"], "--sign", str(repo.keys / "bob"), "--name", "bob")
    assert made["missing"] == 0
    repo.commit("both")
    assert problems(repo) == []


def test_the_author_may_not(tmp_path: Path) -> None:
    """Where the policy of the commit before says so; what lies in the work tree loosens nothing."""
    repo = Repository(tmp_path, policy="[approval]\nauthor_may_not_approve = true\n")
    repo.write({PLACE: policy_text()})
    made = record(repo, "-f", "-", "--name", "ada")
    assert "who wrote" in record(repo, made["id"], "--code", made["code"], "--name", "ada", ok=False)
    assert record(repo, made["id"], "--code", made["code"], "--name", "bob")["missing"] == 0


@pytest.mark.parametrize("words", [(), ("p-none",), ("-f", "-", "p-1")])
def test_what_makes_no_sense_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Neither a file nor a record, a record that is not there, both."""
    record(Repository(tmp_path, policy=""), *words, ok=False)


def test_sessions_make_none(tmp_path: Path) -> None:
    """A program inside is told how plans are handed in."""
    inside = {"PLANGATE_AGENT_SOCKET": "/nonexistent", "PLANGATE_AGENT_TOKEN": "t"}
    said = record(Repository(tmp_path, policy=""), "-f", "-", ok=False, **inside)
    assert "cannot decide" in said
