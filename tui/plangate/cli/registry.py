"""Every command, known by name before its module is imported: a short command must start fast."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from plangate.cli.output import Output

__all__ = ["COMMANDS", "Command", "CommandModule", "command_named", "load"]


class CommandModule(Protocol):
    """What every module in `plangate.cli.commands` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare options and arguments."""

    def run(self, args: argparse.Namespace, output: Output) -> int:
        """Carry the command out; what goes wrong is raised as `PlangateError`."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the command line."""

    name: str
    group: str
    summary: str
    """One line for the list of commands."""
    takes_program: bool = False
    """Whether everything behind `--` is a command line of its own."""


COMMANDS = (
    Command("run", "Sessions", "start a session", takes_program=True),
    Command("ls", "Sessions", "list sessions"),
    Command("show", "Sessions", "everything about one session"),
    Command("attach", "Sessions", "give one session the whole terminal"),
    Command("send", "Sessions", "type a line or press keys in sessions"),
    Command("screen", "Sessions", "print what is on a session's screen"),
    Command("wait", "Sessions", "wait for a state, the end or a text"),
    Command("explain", "Sessions", "why a session's state is believed"),
    Command("jobs", "Sessions", "what runs behind a session's back"),
    Command("queue", "Sessions", "prompts that are sent when their moment has come"),
    Command("stop", "Sessions", "end the programs of sessions"),
    Command("restart", "Sessions", "start a session's task anew"),
    Command("resume", "Sessions", "go on with an ended conversation"),
    Command("rename", "Sessions", "change a session's name, group or task"),
    Command("rm", "Sessions", "take ended sessions off the list"),
    Command("undo", "Undo", "bring a workspace back to a checkpoint"),
    Command("checkpoint", "Undo", "list, take, compare and forget checkpoints"),
    Command("plan", "Gate", "hand in, read, comment, approve and reject plans"),
    Command("gate", "Gate", "show, close, pause a session's gate; open a budget"),
    Command("answer", "Gate", "allow or refuse what an agent asks"),
    Command("pin", "Gate", "choose the PIN that approves plans"),
    Command("policy", "Gate", "write, check and explain this repository's policy"),
    Command("verify", "Gate", "check that a branch is covered by approved plans"),
    Command("prove", "Gate", "which plan a commit was made under, and who approved it"),
    Command("tasks", "Records", "what was asked for, each go at it, and what became of it"),
    Command("stats", "Records", "how often work is undone and begun again, with a plan and without"),
    Command("events", "Records", "what happened, from the ledger"),
    Command("recordings", "Records", "list, export and delete recordings"),
    Command("serve", "Browser", "the dashboard in a browser, for paired devices"),
    Command("pair", "Browser", "let a phone or another browser in"),
    Command("devices", "Browser", "list, rename and revoke paired devices"),
    Command("agents", "Machine", "agents that sessions can be started with"),
    Command("themes", "Machine", "themes that the dashboard can use"),
    Command("notify", "Machine", "try where notifications go"),
    Command("config", "Machine", "read, change and check the settings"),
    Command("daemon", "Machine", "status, start, restart and stop of the daemon"),
    Command("doctor", "Machine", "explain this machine and what is kept where"),
    Command("demo", "Machine", "try Plangate with a scripted agent"),
    Command("bench", "Machine", "measure this machine beside tmux"),
    Command("completion", "Machine", "completion for bash, zsh or fish"),
)
"""In the order of the help text."""


def command_named(name: str) -> Command | None:
    """The command of that name."""
    return next((command for command in COMMANDS if command.name == name), None)


def load(command: Command) -> CommandModule:
    """Import a command's module."""
    return cast(CommandModule, import_module(f"plangate.cli.commands.{command.name}"))


def groups() -> Iterator[tuple[str, list[Command]]]:
    """The commands under their headings."""
    for heading in dict.fromkeys(command.group for command in COMMANDS):
        yield heading, [command for command in COMMANDS if command.group == heading]
