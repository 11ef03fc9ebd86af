"""`plangate ls`."""

from __future__ import annotations

import argparse
import os
import time

from plangate.cli.arguments import add_json
from plangate.cli.connect import connect
from plangate.cli.listing import HEADS, STATE_COLOURS, table_rows
from plangate.cli.output import Output
from plangate.cli.shapes import session_json
from plangate.errors import ExitCode
from plangate.model.session import HostState, Session, State

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.add_argument(
        "--state",
        action="append",
        choices=[state.value for state in State],
        default=[],
        help="only sessions in this state",
    )
    parser.add_argument("--group", help="only sessions of this group")
    parser.add_argument("--running", action="store_true", help="only sessions whose program runs")
    parser.add_argument("-q", "--quiet", action="store_true", help="only ids, one in a line")
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        found = [session for session in control.sessions() if _wanted(session, args)]
    if args.json:
        output.document(sessions=[session_json(session) for session in found])
    elif args.quiet:
        for session in found:
            output.line(session.id)
    elif found:
        rows = table_rows(found, time.time(), os.environ.get("HOME", ""))
        output.table(HEADS, rows, paint={1: STATE_COLOURS})
    else:
        output.say("no sessions; plangate run starts one")
    return ExitCode.OK


def _wanted(session: Session, args: argparse.Namespace) -> bool:
    return (
        (not args.state or session.state in args.state)
        and (args.group is None or session.group == args.group)
        and (not args.running or (session.host is not HostState.GONE and session.exit is None))
    )
