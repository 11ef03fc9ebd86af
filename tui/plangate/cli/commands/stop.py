"""`plangate stop`."""

from __future__ import annotations

import argparse

from plangate.cli.arguments import add_sessions
from plangate.cli.connect import connect
from plangate.cli.each import for_each
from plangate.cli.output import Output

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "The signals INT, TERM and KILL follow each other; plangate wait waits for the end."
    add_sessions(parser)
    parser.add_argument("-f", "--force", action="store_true", help="begin with KILL")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        return for_each(
            control, args.sessions, output, lambda session: control.stop(session.id, force=args.force)
        )
