"""What the command line understands, read off its parsers; completion and documentation derive from it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from plangate.cli.arguments import COMPLETER
from plangate.cli.parser import parser_of
from plangate.cli.registry import COMMANDS

__all__ = ["CommandSpec", "Option", "Value", "all_commands"]


@dataclass(frozen=True, slots=True)
class Value:
    """Something a person fills in."""

    name: str
    help: str = ""
    choices: tuple[str, ...] = ()
    completer: str = ""
    """What completes it: session, agent, setting, theme, directory or file; empty for anything else."""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One option."""

    flags: tuple[str, ...]
    help: str = ""
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """One command or verb, and the verbs below it."""

    path: tuple[str, ...]
    help: str
    options: tuple[Option, ...]
    values: tuple[Value, ...]
    verbs: tuple[CommandSpec, ...] = ()


def all_commands() -> Iterator[CommandSpec]:
    """Every command with its options; imports all of their modules."""
    for command in COMMANDS:
        yield _spec((command.name,), command.summary, parser_of(command))


def _spec(path: tuple[str, ...], summary: str, parser: argparse.ArgumentParser) -> CommandSpec:
    options: list[Option] = []
    values: list[Value] = []
    verbs: list[CommandSpec] = []
    for action in parser._actions:  # argparse has no public way to list them
        if isinstance(action, argparse._SubParsersAction):
            verbs += [
                _spec((*path, choice.dest), choice.help or "", action.choices[choice.dest])
                for choice in action._choices_actions
            ]
        elif action.option_strings:
            value = None if action.nargs == 0 else _value(action)
            options.append(Option(tuple(action.option_strings), _help(action), value))
        else:
            values.append(_value(action))
    return CommandSpec(path, summary, tuple(options), tuple(values), tuple(verbs))


def _value(action: argparse.Action) -> Value:
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    return Value(
        name=metavar,
        help=_help(action),
        choices=tuple(str(choice) for choice in action.choices or ()),
        completer=getattr(action, COMPLETER, ""),
        many=action.nargs in ("+", "*"),
    )


def _help(action: argparse.Action) -> str:
    return "" if action.help in (None, argparse.SUPPRESS) else str(action.help)
