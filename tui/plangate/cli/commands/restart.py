"""`plangate restart`."""

from __future__ import annotations

import argparse

from plangate.cli.arguments import add_json, add_session
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.resolve import find
from plangate.cli.shapes import session_json
from plangate.errors import ExitCode
from plangate.model.session import Anew

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "It is stopped first if it runs. The new session has an id of its own, which is printed."
    add_session(parser)
    parser.add_argument(
        "--clean", action="store_true", help="bring the files back to where its last attempt began, first"
    )
    parser.add_argument("--learned", action="store_true", help="tell the agent what became of that attempt")
    parser.add_argument("-m", "--words", default="", help="what the agent should know this time")
    parser.add_argument("--plan-first", action="store_true", help="ask the agent for a plan first")
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        anew = Anew(clean=args.clean, learned=args.learned, words=args.words, plan_first=args.plan_first)
        session = control.restart(find(control.sessions(), args.session).id, anew)
    if args.json:
        output.document(session=session_json(session))
    else:
        output.line(session.id)
    return ExitCode.OK
