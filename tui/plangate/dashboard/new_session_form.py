"""What a filled-in new-session form means, and what is wrong with it. Pure."""

from __future__ import annotations

import re
import shlex

import msgspec

from plangate.model.session import NewSession, WorktreeRequest
from plangate.model.status import AgentInfo

__all__ = ["Faults", "Form", "branch_fault", "check", "takes_command", "takes_prompt"]

Faults = dict[str, str]
"""By field: agent, task, directory, command, branch."""

_OPERATORS = re.compile(r"[|&;<>()]+")
_BAD_IN_BRANCH = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//")


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """The fields as they stand, and what is known about the directory."""

    agent: AgentInfo | None
    task: str = ""
    directory: str = ""
    """Absolute."""
    directory_exists: bool = True
    in_repository: bool = False
    command: str = ""
    """For "command" the command line, for agents further arguments."""
    worktree: bool = False
    branch: str = ""
    carry: bool = False
    gated: bool = False
    """For a shell or a plain command: behind the plan gate as agents are."""
    cols: int = 120
    rows: int = 40


def takes_prompt(agent: str) -> bool:
    """Whether the agent is told what to do; a shell and a plain command are not."""
    return agent not in ("shell", "command")


def takes_command(agent: str) -> bool:
    """Whether a command line or arguments can be given."""
    return agent != "shell"


def check(form: Form) -> NewSession | Faults:
    """The request that the form stands for, or what has to be mended first."""
    faults: Faults = {}
    argv = _argv(form, faults)
    if form.agent is None:
        faults["agent"] = "Choose an agent."
    elif not form.agent.path and form.agent.name not in ("shell", "command"):
        faults["agent"] = f"{form.agent.title} is not installed. {form.agent.hint}".strip()
    if not form.directory.startswith("/"):
        faults["directory"] = "Write the whole path, or begin with ~/."
    elif not form.directory_exists:
        faults["directory"] = "There is no such directory."
    if form.worktree and not form.in_repository and "directory" not in faults:
        faults["directory"] = "This is not in a git repository, so it can have no worktree."
    if form.worktree and form.branch and (fault := branch_fault(form.branch)):
        faults["branch"] = fault
    if faults or form.agent is None:
        return faults
    return _request(form, form.agent.name, argv)


def branch_fault(name: str) -> str:
    """Why git would not take the name of a branch (git-check-ref-format); empty when it would."""
    if _BAD_IN_BRANCH.search(name) or name.startswith(("-", "/")) or name.endswith(("/", ".")) or name == "@":
        return "git does not allow that as the name of a branch."
    if any(part.startswith(".") or part.endswith(".lock") for part in name.split("/")):
        return 'No part of a branch\'s name may begin with "." or end with ".lock".'
    return ""


def _request(form: Form, agent: str, argv: tuple[str, ...]) -> NewSession:
    prompt = form.task.strip() if takes_prompt(agent) else ""
    first, _, _ = prompt.partition("\n")
    tree = WorktreeRequest(branch=form.branch, carry_changes=form.carry) if form.worktree else None
    return NewSession(
        agent=agent,
        cwd=form.directory,
        argv=argv,
        task=first.strip(),
        prompt=prompt,
        cols=form.cols,
        rows=form.rows,
        worktree=tree,
        gate=True if form.gated and not takes_prompt(agent) else None,
    )


def _argv(form: Form, faults: Faults) -> tuple[str, ...]:
    """The command line as words; one that uses the shell's operators is given to a shell."""
    name = form.agent.name if form.agent else ""
    line = form.command.strip() if takes_command(name) else ""
    if not line and name == "command":
        faults["command"] = "Write the command to run."
    try:
        words = shlex.split(line)
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        uses_shell = any(_OPERATORS.fullmatch(token) for token in lexer)
    except ValueError:
        faults["command"] = "A quotation mark is not closed."
        return ()
    if name == "command" and (uses_shell or "$" in line or "`" in line):
        return ("/bin/sh", "-c", line)
    return tuple(words)
