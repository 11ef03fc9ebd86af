"""`plangate rename`."""

from __future__ import annotations

import argparse

from plangate.cli.arguments import add_session
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.resolve import find
from plangate.errors import ExitCode, UsageError

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    add_session(parser)
    parser.add_argument("name", metavar="NAME", nargs="?", help="its new name")
    parser.add_argument("-g", "--group", help="its new group; empty takes it out")
    parser.add_argument("-t", "--task", help="what it is for now")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    if args.name is None and args.group is None and args.task is None:
        raise UsageError("there is nothing to change", "Give a name, --group or --task.")
    with connect() as control:
        session = find(control.sessions(), args.session)
        control.rename(session.id, name=args.name, group=args.group, task=args.task)
    return ExitCode.OK
