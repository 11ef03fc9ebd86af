from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.support.scenes import AGENTS

from plangate.dashboard.new_session_form import Form, branch_fault, check
from plangate.model.session import NewSession, WorktreeRequest
from plangate.model.status import AgentInfo

CLAUDE = AGENTS[0]
COMMAND = next(agent for agent in AGENTS if agent.name == "command")
SHELL = next(agent for agent in AGENTS if agent.name == "shell")
FORM = Form(agent=CLAUDE, task="Fix it\nand test it", directory="/srv/app", cols=100, rows=30)


def test_a_task_is_the_prompt_and_its_first_line_the_title() -> None:
    """The whole text is sent to the agent; the list shows the first line."""
    assert check(FORM) == NewSession(
        agent="claude", cwd="/srv/app", task="Fix it", prompt="Fix it\nand test it", cols=100, rows=30
    )


def test_a_shell_has_no_task() -> None:
    """What was typed before the agent was changed is not sent to a shell."""
    outcome = check(replace(FORM, agent=SHELL, command="--norc"))
    assert outcome == NewSession(agent="shell", cwd="/srv/app", cols=100, rows=30)


def test_a_shell_is_gated_only_when_asked() -> None:
    """Agents are in any case: nothing in the form says otherwise."""
    assert check(replace(FORM, agent=SHELL, gated=True)) == NewSession(
        agent="shell", cwd="/srv/app", cols=100, rows=30, gate=True
    )
    outcome = check(replace(FORM, gated=True))
    assert isinstance(outcome, NewSession)
    assert outcome.gate is None


@pytest.mark.parametrize(
    ("line", "argv"),
    [
        ("make -j2 all", ("make", "-j2", "all")),
        ("grep 'a b' \"c|d\"", ("grep", "a b", "c|d")),
        ("make && ./run", ("/bin/sh", "-c", "make && ./run")),
        ("ls | less", ("/bin/sh", "-c", "ls | less")),
        ("echo $HOME", ("/bin/sh", "-c", "echo $HOME")),
    ],
)
def test_a_command_line_becomes_words_or_a_shells_business(line: str, argv: tuple[str, ...]) -> None:
    """Plain commands run as they are; pipes, lists and variables need a shell and get one."""
    outcome = check(replace(FORM, agent=COMMAND, command=line))
    assert isinstance(outcome, NewSession)
    assert outcome.argv == argv


def test_a_worktree_is_asked_for_with_its_branch_and_changes() -> None:
    """Branch and changes go along only with a worktree."""
    form = replace(FORM, in_repository=True, worktree=True, branch="fix/it", carry=True)
    outcome = check(form)
    assert isinstance(outcome, NewSession)
    assert outcome.worktree == WorktreeRequest(branch="fix/it", carry_changes=True)
    outcome = check(replace(form, worktree=False))
    assert isinstance(outcome, NewSession)
    assert outcome.worktree is None


@pytest.mark.parametrize(
    ("form", "field", "says"),
    [
        (replace(FORM, agent=None), "agent", "Choose"),
        (
            replace(FORM, agent=AgentInfo(name="x", title="X", hint="get x")),
            "agent",
            "X is not installed. get x",
        ),
        (replace(FORM, directory="code"), "directory", "whole path"),
        (replace(FORM, directory_exists=False), "directory", "no such directory"),
        (replace(FORM, agent=COMMAND, command=" "), "command", "Write the command"),
        (replace(FORM, command="say 'hi"), "command", "not closed"),
        (replace(FORM, worktree=True), "directory", "not in a git repository"),
        (replace(FORM, in_repository=True, worktree=True, branch="a b"), "branch", "git does not allow"),
    ],
)
def test_what_has_to_be_mended_is_said_at_its_field(form: Form, field: str, says: str) -> None:
    """Each fault belongs to a field and says what to do."""
    outcome = check(form)
    assert isinstance(outcome, dict)
    assert says in outcome[field]


@pytest.mark.parametrize(
    "name",
    ["a..b", "a b", "a~1", "-x", "/x", "x/", "x.", "@", "a@{b", "a//b", ".x", "a/.b", "a.lock", "a\x7f"],
)
def test_names_that_git_refuses_are_refused_at_once(name: str) -> None:
    """The rules of git-check-ref-format."""
    assert branch_fault(name)


@pytest.mark.parametrize("name", ["main", "fix/rounding", "ä", "v1.2", "a-b_c", "@x"])
def test_names_that_git_takes_are_taken(name: str) -> None:
    """No valid branch is refused."""
    assert not branch_fault(name)
