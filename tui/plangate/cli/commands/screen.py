"""`plangate screen`."""

from __future__ import annotations

import argparse

from plangate.cli.ansi import Pen
from plangate.cli.arguments import add_json, add_session
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.resolve import find
from plangate.cli.shapes import screen_json
from plangate.errors import ExitCode, UsageError
from plangate.model.screen import Tables

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    add_session(parser, nargs="?", default="-")
    parser.add_argument(
        "-H", "--history", type=int, default=0, metavar="N", help="also the last N lines above the screen"
    )
    parser.add_argument("--ansi", action="store_true", help="with colours, as escape sequences")
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    if args.json and args.ansi:
        raise UsageError("--json and --ansi exclude each other")
    if args.history < 0:
        raise UsageError("--history takes a number of lines, 0 or more")
    with connect() as control:
        session = find(control.sessions(), args.session)
        snapshot = control.snapshot(session.id, history=args.history)
    if args.json:
        output.document(session=session.id, screen=screen_json(snapshot))
        return ExitCode.OK
    tables = Tables(0, list(snapshot.styles), list(snapshot.clusters))
    rows = [*snapshot.history, *snapshot.screen]
    while rows and not tables.plain(rows[-1]).strip():
        rows.pop()
    for row in rows:
        if args.ansi:
            output.raw(Pen(tables).line(row) + "\n")
        else:
            output.line(tables.plain(row).rstrip())
    return ExitCode.OK
