"""`plangate attach`."""

from __future__ import annotations

import argparse

from plangate.cli.arguments import add_session
from plangate.cli.connect import connect
from plangate.cli.fullscreen.view import show
from plangate.cli.output import Output
from plangate.cli.resolve import find

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "Everything that is typed goes to the session, except the escape chord (ctrl+] unless the settings\n"
        "say otherwise), which opens a menu: d detaches, t takes the focus, f fits the session's size."
    )
    add_session(parser, nargs="?", default="-")
    parser.add_argument("--view", action="store_true", help="only look; nothing that is typed is sent")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        session = find(control.sessions(), args.session)
        return show(control, session, view_only=args.view, output=output)
