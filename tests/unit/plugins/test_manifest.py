"""Tests of `plangate.plugins.manifest`."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.model.session import Reason, State
from plangate.plugins.api import Agent, Resumption
from plangate.plugins.manifest import read_manifest, read_manifests

FULL = """\
title = "Goose"
program = "goose"
install_hint = "brew install goose"
launch = ["{program}", "session", "--id={conversation}", "{args}", "-x"]
prompt = ["--text", "{prompt}"]
resume = ["{program}", "resume", "{conversation}", "in {cwd}"]
version = ["{program}", "--version"]
env_allow = ["GOOSE_*"]
[env]
GOOSE_QUIET = "1"
[[status]]
name = "asks"
pattern = 'Allow this tool\\?'
state = "blocked"
reason = "permission"
lines = 5
[[status]]
name = "busy"
pattern = "working"
state = "working"
title = true
"""


def _agent(tmp_path: Path, text: str) -> Agent:
    path = tmp_path / "goose.toml"
    path.write_text(text)
    agent, faults = read_manifest(path, lambda: "id-1")
    assert faults == []
    assert agent is not None
    return agent


def test_the_templates_are_filled(tmp_path: Path) -> None:
    """Arguments are spliced in, the rest replaced; braces in arguments are left alone."""
    agent = _agent(tmp_path, FULL)
    launch = agent.launch("/bin/goose", ["{cwd}", "b"], "do it", "abcdefgh")
    assert launch.argv == (
        *("/bin/goose", "session", "--id=id-1", "{cwd}", "b", "-x"),
        *("--text", "do it"),
    )
    assert (launch.conversation, launch.typed, dict(launch.env)) == ("id-1", "", {"GOOSE_QUIET": "1"})
    resumed = agent.resume("/bin/goose", Resumption(conversation="id-1", cwd="/w", argv=()))
    assert resumed is not None
    assert resumed.argv == ("/bin/goose", "resume", "id-1", "in /w")
    assert agent.version_argv("/bin/goose") == ("/bin/goose", "--version")


def test_without_a_prompt_nothing_is_added(tmp_path: Path) -> None:
    """The prompt's arguments need a prompt."""
    assert "--text" not in _agent(tmp_path, FULL).launch("g", [], "", "s").argv


def test_a_prompt_without_a_template_is_typed(tmp_path: Path) -> None:
    """The smallest manifest starts the program and types."""
    agent = _agent(tmp_path, 'program = "goose"')
    launch = agent.launch("/bin/goose", ["a"], "hello", "s")
    assert (launch.argv, launch.typed, launch.conversation) == (("/bin/goose", "a"), "hello", "")
    assert (agent.name, agent.title) == ("goose", "goose")
    assert agent.resume("g", Resumption(conversation="", cwd="/", argv=())) is None


def test_a_conversation_that_is_not_known_cannot_be_resumed(tmp_path: Path) -> None:
    """The template needs its id."""
    agent = _agent(tmp_path, FULL)
    assert agent.resume("g", Resumption(conversation="", cwd="/", argv=())) is None


def test_status_rules_are_read(tmp_path: Path) -> None:
    """They are the same as those of a plugin."""
    asks, busy = _agent(tmp_path, FULL).status_rules
    assert (asks.state, asks.reason, asks.lines, asks.title) == (State.BLOCKED, Reason.PERMISSION, 5, False)
    assert (busy.state, busy.title) == (State.WORKING, True)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "program is missing"),
        ('program = "x"\nlaunch = ["{prorgam}"]', "2: launch: {prorgam} has no meaning here"),
        ('program = "x"\nlaunch = ["a{args}"]', '2: launch: "{args}" must stand alone'),
        ('program = "x"\nlaunch = []', "2: launch is empty"),
        ('program = "x"\nresume = ["{args}"]', "2: resume: {args} has no meaning here"),
        (
            'program = "x"\n[[status]]\nname="n"\npattern="("\nstate="idle"',
            '4: status rule "n": missing ), unterminated subpattern at position 0',
        ),
        (
            'program = "x"\n[[status]]\nname="n"\npattern="a"\nstate="ready"',
            '5: status.1.state: expected "working" or "blocked"',
        ),
        ('program = "x"\nenv = { A = 1 }', "2: env.A: expected text, found 1"),
        ("program = ", "1: not valid TOML"),
    ],
)
def test_a_fault_names_its_line_and_no_agent_is_made(tmp_path: Path, text: str, fault: str) -> None:
    """A half-understood command must not be run."""
    path = tmp_path / "bad.toml"
    path.write_text(text)
    agent, faults = read_manifest(path)
    assert agent is None
    assert any(fault in str(found) for found in faults), faults


def test_a_directory_that_is_not_there_is_empty(tmp_path: Path) -> None:
    """Nobody has to make it."""
    assert read_manifests(tmp_path / "none") == ([], [])
