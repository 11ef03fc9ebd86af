"""The command line's grammar. Only the module of the command that was named is imported."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from plangate.cli.registry import COMMANDS, Command, command_named, groups, load
from plangate.errors import UsageError

__all__ = ["Parser", "parse", "parser_of", "subcommands"]

_PROGRAM = "plangate"
_WIDTH = 12


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `UsageError` instead of ending the process."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)

    def error(self, message: str) -> NoReturn:
        """Called by argparse for whatever it does not understand."""
        raise UsageError(message, f"See {self.prog} --help.")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Called by argparse for whatever has to be one of some words."""
        if not isinstance(action, argparse._SubParsersAction) or value in action.choices:
            super()._check_value(action, value)
            return
        from plangate.cli.suggest import OTHER_WORDS, suggestion  # only for who has mistyped

        meant = suggestion(value, action.choices, OTHER_WORDS if self.prog == _PROGRAM else None)
        help = f"{self.prog} --help lists what there is."
        asked = "" if meant is None else f'Did you mean "{f"{self.prog} {meant}".strip()}"? '
        raise UsageError(f'{self.prog} has no command "{value}"', asked + help)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The command line as a namespace; `command` is the `Command`, or None when none was named.

    Everything behind `--` is in `program` when the command takes one.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help or the version was asked for, and printed.
    """
    named = next((word for word in words if not word.startswith("-")), "")
    command = command_named(named)
    program: list[str] | None = None
    if command is not None and command.takes_program and "--" in words:
        cut = list(words).index("--")
        words, program = words[:cut], list(words[cut + 1 :])
    args, extra = _root(command).parse_known_args(words)
    if extra:  # said here, since argparse would point to the help of the whole program
        verb = f" {args.action}" if getattr(args, "action", None) else ""
        name = f"plangate {command.name}{verb}" if command is not None else "plangate"
        raise UsageError(f"{name} does not take {' '.join(extra)}", f"See {name} --help.")
    args.command = command
    args.program = program
    return args


def parser_of(command: Command) -> Parser:
    """The complete parser of one command."""
    parser = Parser(prog=f"plangate {command.name}", description=_sentence(command.summary))
    load(command).add_arguments(parser)
    return parser


def subcommands(parser: argparse.ArgumentParser, dest: str = "action") -> Any:
    """Room for the verbs of a command such as `daemon`; one of them must be named."""
    return parser.add_subparsers(dest=dest, required=True, metavar="VERB", parser_class=Parser)


def _root(chosen: Command | None) -> Parser:
    root = Parser(
        prog=_PROGRAM,
        usage="plangate [COMMAND] …",
        description="Coding agents in terminals that never die. Without a command the dashboard opens.",
        epilog=_overview(),
    )
    root.add_argument("--version", action=_Version)
    root.add_argument(
        "--role",
        choices=["viewer", "driver"],
        help="what the dashboard may do at most; behind textual serve a viewer",
    )
    room = root.add_subparsers(prog=_PROGRAM, metavar="COMMAND", help=argparse.SUPPRESS, parser_class=Parser)
    for command in COMMANDS:
        parser = room.add_parser(command.name, description=_sentence(command.summary))
        if command is chosen:
            load(command).add_arguments(parser)
    return root


def _overview() -> str:
    lines: list[str] = []
    for heading, commands in groups():
        lines += ["", f"{heading}:", *(f"  {item.name:<{_WIDTH}}{item.summary}" for item in commands)]
    return "\n".join([*lines, "", "plangate COMMAND --help explains one of them."]).lstrip("\n")


def _sentence(summary: str) -> str:
    return summary[0].upper() + summary[1:] + "."


class _Version(argparse.Action):
    """`--version`, read from the installation only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        parser._print_message(f"plangate {version('plangate')}\n", sys.stdout)
        parser.exit()
