"""Tests of `plangate policy`."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.fake_blocking import FakeBlocking
from tests.unit.cli.conftest import Captured

from plangate.config.policy import parse_policy, policy_path
from plangate.errors import ExitCode, NotFound, Refused, UsageError
from plangate.gate.decide import decide
from plangate.gate.facts import ToolCall, facts_to_json, gather
from plangate.gate.policy import DEFAULT
from plangate.model.event import Event
from plangate.model.gate import GateState, GateView

Command = Callable[..., int]
FACTS = gather(ToolCall(tool="Write", paths=("src/a",)), DEFAULT, GateView(state=GateState.CLOSED))


@pytest.fixture
def repository(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that is the current directory."""
    root = scratch / "repo"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


def put(root: Path, text: str) -> None:
    """A policy file."""
    policy_path(root).parent.mkdir(exist_ok=True)
    policy_path(root).write_text(text)


def test_init_writes_the_built_in_policy_once(command: Command, captured: Captured, repository: Path) -> None:
    """With every key explained, from any directory within."""
    (repository / "src").mkdir()
    assert command("policy", "init", "-C", "src") == ExitCode.OK
    path = policy_path(repository)
    assert captured.lines == [str(path.resolve())]
    assert parse_policy(path.read_text()).policy == DEFAULT
    with pytest.raises(Refused, match="exists"):
        command("policy", "init")
    path.write_text("x")
    command("policy", "init", "--force")
    assert parse_policy(path.read_text()).faults == ()


def test_check_names_every_fault(command: Command, captured: Captured, repository: Path) -> None:
    """With file and line, and its own exit code."""
    assert command("policy", "check") == ExitCode.OK
    put(repository, "[budget]\nfile = 1\nlines = -2\n")
    assert command("policy", "check") == ExitCode.CONFIG
    assert [line.split(": ")[0].rpartition(":")[2] for line in captured.lines] == ["2", "3"]
    assert "stays closed" in captured.said


def test_check_prints_json(command: Command, captured: Captured, repository: Path) -> None:
    """For editors and scripts."""
    put(repository, "[budget]\nfile = 1\n")
    command("policy", "check", "--json")
    (fault,) = captured.json["faults"]
    assert (fault["line"], fault["hint"]) == (2, 'did you mean "files"?')


def test_explain_shows_each_value_with_its_origin(
    command: Command, captured: Captured, repository: Path
) -> None:
    """Built-in or the line of the file."""
    put(repository, "[budget]\nfiles = 1\n")
    assert command("policy", "explain", "--json") == ExitCode.OK
    entries = captured.json["policy"]
    assert entries["budget.files"] == {"value": 1, "origin": f"{policy_path(repository.resolve())}:2"}
    assert entries["budget.lines"] == {"value": 40, "origin": "built-in"}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (".git/hooks/pre-commit", "no session may write it, with or without a plan"),
        (".github/workflows/ci.yml", "needs a plan that names it, approved by 1 person"),
        ("package.json", "needs a plan, however small the change is"),
        ("src/a.py", "within the budget without a plan, up to 40 lines in 3 files"),
        ("../elsewhere", "outside of the repository"),
    ],
)
def test_explain_says_what_holds_for_a_path(
    command: Command, captured: Captured, repository: Path, path: str, words: str
) -> None:
    """And by which pattern of which line."""
    command("policy", "explain", path)
    assert captured.lines[0].endswith(f": {words}")


def test_explain_judges_a_recorded_decision_again(
    command: Command,
    captured: Captured,
    repository: Path,
    daemon: FakeBlocking,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From a file, from standard input, or from the ledger."""
    recorded = {"facts": facts_to_json(FACTS), "rule": decide(FACTS).rule}
    Path("facts.json").write_text(json.dumps(recorded))
    command("policy", "explain", "--decision", "facts.json")
    assert captured.lines[0].startswith("deny by rule closed.write")
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(recorded | {"rule": "older"})))
    command("policy", "explain", "--decision", "-")
    assert "recorded was rule older" in captured.lines[-1]
    daemon.ledger = [Event(1, 0.0, "session.started"), Event(2, 0.0, "gate.decided", data=recorded)]
    command("policy", "explain", "--event", "2")
    assert captured.lines[-2].startswith("deny by rule closed.write")
    with pytest.raises(UsageError, match="no decision"):
        command("policy", "explain", "--event", "1")
    with pytest.raises(NotFound):
        command("policy", "explain", "--event", "3")
    with pytest.raises(UsageError, match="no JSON"):
        command("policy", "explain", "--decision", ".git")


def test_explain_says_what_holds_for_a_command(
    command: Command, captured: Captured, repository: Path
) -> None:
    """Its label, and the answer while closed at each strength."""
    put(repository, '[commands]\nallow_closed = ["make lint"]\n')
    command("policy", "explain", "--command", "rm -r src")
    assert captured.lines[0].startswith("mutating: ")
    assert captured.lines[1].strip() == "closed at kernel: deny (closed.command)"
    command("policy", "explain", "--command", "make lint")
    assert captured.lines[-1].strip() == "closed at advisory: allow (allowed.tool)"
