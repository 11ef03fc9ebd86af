"""`plangate undo`."""

from __future__ import annotations

import argparse
import os
import sys
import time

from plangate.cli.arguments import add_json, completed_by
from plangate.cli.checkpoints import preview_json, preview_told, relative, undo_json, undo_told
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.resolve import find
from plangate.client import undo
from plangate.client.blocking import BlockingControl
from plangate.errors import ExitCode, NotFound, Refused, UsageError
from plangate.model.checkpoints import Ending

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "A checkpoint of the present is taken first: the undo can itself be undone. Without a session or a"
        " checkpoint it is this directory's newest one."
    )
    where = parser.add_mutually_exclusive_group()
    completed_by(
        where.add_argument(
            "-s", "--session", metavar="SESSION", default="", help="the newest of its workspace"
        ),
        "session",
    )
    where.add_argument("-c", "--checkpoint", metavar="ID", default="", help="its id, or how that begins")
    completed_by(
        parser.add_argument(
            "paths", metavar="PATH", nargs="*", help="only these, in the workspace; a session may come first"
        ),
        "file",
    )
    parser.add_argument("-n", "--preview", action="store_true", help="only say what would change")
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "-p", "--pause", action="store_true", help="stop whoever writes there for as long as it takes"
    )
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        session, words = _session(control, args)
        checkpoint = args.checkpoint or ("" if session else _newest(control))
        preview = control.ask(undo.preview(checkpoint, session=session))
        paths = relative(words, preview.checkpoint.workspace, os.getcwd())  # noqa: PTH109 - text
        if paths:
            preview = control.ask(undo.preview(checkpoint, session=session, paths=paths))
        if args.preview:
            if args.json:
                output.document(preview=preview_json(preview))
            for line in () if args.json else preview_told(preview, time.time()):
                output.line(line)
            return ExitCode.OK
        if not args.yes:
            _consent(output, [*preview_told(preview, time.time())])
        done = control.ask(undo.undo(preview.checkpoint.id, session=session, paths=paths, pause=args.pause))
    if args.json:
        output.document(undo=undo_json(done))
    else:
        for line in undo_told(done):
            output.line(line)
    return ExitCode.OK if done.ending is Ending.DONE else ExitCode.FAILED


def _session(control: BlockingControl, args: argparse.Namespace) -> tuple[str, list[str]]:
    """The session that is meant, and the paths; a first word that names a session and no file is one."""
    if args.session:
        return str(find(control.sessions(), args.session).id), args.paths
    if args.paths and not args.checkpoint and not os.path.lexists(args.paths[0]):
        for session in control.sessions():
            if args.paths[0] in (session.id, session.name):
                return str(session.id), args.paths[1:]
    return "", args.paths


def _newest(control: BlockingControl) -> str:
    here = os.getcwd()  # noqa: PTH109 - text is wanted
    found = control.ask(undo.checkpoints(workspace=here))
    if not found:
        raise NotFound(f"there is no checkpoint of {here}", "plangate checkpoint create takes one.")
    return found[0].id


def _consent(output: Output, told: list[str]) -> None:
    """Show what would change, and ask.

    Raises:
        UsageError: Nobody is there to be asked.
        Refused: They said no.
    """
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked here", "--yes does it, --preview only shows it.")
    for line in told:
        output.say(line)
    output.say("Bring it back? [y/N] ")
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Refused("nothing was changed")
