"""`plangate pin`."""

from __future__ import annotations

import argparse
import getpass
import sys

from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.parser import subcommands
from plangate.client import gate
from plangate.config import paths
from plangate.errors import ExitCode, UsageError

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    verbs = subcommands(parser)
    verbs.add_parser("set", help="choose the PIN that approves plans where a policy asks for one")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    if not sys.stdin.isatty():
        raise UsageError("a PIN is typed at a terminal")
    before = getpass.getpass("Present PIN: ") if paths.pin_file().exists() else ""
    pin = getpass.getpass("New PIN: ")
    if getpass.getpass("Again: ") != pin:
        raise UsageError("the two are not the same; nothing was changed")
    with connect() as control:
        output.say(control.ask(gate.set_pin(pin, before)))
    return ExitCode.OK
