"""`plangate resume`."""

from __future__ import annotations

import argparse

from plangate.cli.arguments import add_json, add_session
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.resolve import find
from plangate.cli.shapes import session_json
from plangate.errors import ExitCode

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "The new session has an id of its own, which is printed."
    add_session(parser)
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        session = control.resume(find(control.sessions(), args.session).id)
    if args.json:
        output.document(session=session_json(session))
    else:
        output.line(session.id)
    return ExitCode.OK
