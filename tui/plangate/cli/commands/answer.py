"""`plangate answer`."""

from __future__ import annotations

import argparse

from plangate.cli.arguments import add_session
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.resolve import find
from plangate.client import gate
from plangate.errors import ExitCode, NotFound, UsageError

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "plangate gate show lists what a session asks; without an id its oldest question is meant."
    )
    add_session(parser)
    parser.add_argument("answer", choices=["yes", "no"], help="whether it is allowed")
    parser.add_argument("question", nargs="?", default="", metavar="ID", help="which question")
    parser.add_argument("-t", "--text", default="", help="what the agent is told")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    if args.answer == "yes" and args.text:
        raise UsageError("--text belongs to no", "An allowed tool simply runs.")
    with connect() as control:
        session = find(control.sessions(), args.session)
        question = args.question or next((asked.id for asked in session.gate.questions), "")
        if not question:
            raise NotFound(f"session {session.name} asks nothing")
        said = control.ask(gate.answer(session.id, question, allow=args.answer == "yes", text=args.text))
    output.say(said)
    return ExitCode.OK
