"""`plangate rm`."""

from __future__ import annotations

import argparse

from plangate.cli.arguments import add_sessions
from plangate.cli.connect import connect
from plangate.cli.each import for_each
from plangate.cli.output import Output
from plangate.model.session import Session

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "A worktree with uncommitted, unmerged or unpushed work is never removed."
    add_sessions(parser)
    parser.add_argument(
        "--worktree", action="store_true", help="also remove its git worktree, if nothing is lost"
    )


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:

        def remove(session: Session) -> None:
            if said := control.remove(session.id, worktree=args.worktree):
                output.say(said)

        return for_each(control, args.sessions, output, remove)
