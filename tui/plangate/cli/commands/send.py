"""`plangate send`."""

from __future__ import annotations

import argparse
import sys

from plangate.cli.arguments import completed_by
from plangate.cli.connect import connect
from plangate.cli.each import for_each
from plangate.cli.keynames import key_named
from plangate.cli.output import Output
from plangate.errors import UsageError
from plangate.model.session import Session

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "Examples:\n"
        '  plangate send - "run the tests again"\n'
        "  plangate send web,api --key escape --key ctrl+c\n"
        "  git diff | plangate send web -\n"
        "A session in which somebody else is typing refuses unless --take is given."
    )
    completed_by(
        parser.add_argument("sessions", metavar="SESSION[,SESSION…]", help="ids or names, - for the newest"),
        "session",
    )
    parser.add_argument(
        "text",
        metavar="TEXT",
        nargs="?",
        default="",
        help="pasted in one piece and followed by Enter; - reads it",
    )
    parser.add_argument(
        "-k",
        "--key",
        action="append",
        default=[],
        metavar="KEY",
        help="press a key, after the text: enter, escape, ctrl+c, f5",
    )
    parser.add_argument("--no-enter", action="store_true", help="do not press Enter behind the text")
    parser.add_argument("--take", action="store_true", help="take the focus from whoever holds it")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    text = sys.stdin.read().rstrip("\n") if args.text == "-" else args.text
    keys = [key_named(name) for name in args.key]
    if not text and not keys:
        raise UsageError("there is nothing to send", "Give a text or --key.")
    with connect() as control:

        def send(session: Session) -> None:
            if text:
                control.send_line(session.id, text, enter=not args.no_enter, take=args.take)
            if keys:
                control.send_keys(session.id, keys, take=args.take)

        return for_each(control, args.sessions.split(","), output, send)
