"""`plangate checkpoint`."""

from __future__ import annotations

import argparse
import os
import time

from plangate.cli.arguments import add_json, add_session
from plangate.cli.checkpoints import checkpoint_json, checkpoint_rows, preview_json, preview_told
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.parser import subcommands
from plangate.cli.resolve import find
from plangate.cli.text import Align
from plangate.client import undo
from plangate.client.blocking import BlockingControl
from plangate.errors import ExitCode

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "A checkpoint is the whole working tree; plangate undo goes back to one."
    verbs = subcommands(parser)
    ls = verbs.add_parser("ls", help="which there are of this directory's workspace, and what changed since")
    add_session(ls, nargs="?", default="")
    ls.add_argument("-a", "--all", action="store_true", help="of all workspaces, without comparing")
    show = verbs.add_parser("show", help="what has changed since one")
    show.add_argument("checkpoint", metavar="ID", help="its id, or how that begins")
    create = verbs.add_parser("create", help="take one now, of this directory or of a session's workspace")
    add_session(create, nargs="?", default="")
    create.add_argument("-m", "--message", default="", help="why")
    create.add_argument("--ignored", action="store_true", help="with what git ignores")
    drop = verbs.add_parser("drop", help="forget some")
    drop.add_argument("checkpoints", metavar="ID", nargs="+", help="their ids, or how these begin")
    for verb in (ls, show, create):
        add_json(verb)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        return {"ls": _list, "show": _show, "create": _create, "drop": _drop}[args.action](
            control, args, output
        )


def _list(control: BlockingControl, args: argparse.Namespace, output: Output) -> int:
    session = find(control.sessions(), args.session).id if args.session else ""
    workspace = "" if args.all or session else os.getcwd()  # noqa: PTH109 - text is wanted
    found = control.ask(undo.checkpoints(workspace=workspace, session=session, compare=not args.all))
    if args.json:
        output.document(checkpoints=[checkpoint_json(one) for one in found])
        return ExitCode.OK
    right = Align.RIGHT
    align = (Align.LEFT, right, right, right, right)
    headings = ("ID", "AGE", "CHANGED", "FILES", "SIZE", "WHY")
    if found:
        output.table(headings, checkpoint_rows(found, time.time()), align=align)
    else:
        output.say("there are no checkpoints; plangate checkpoint create takes one")
    return ExitCode.OK


def _show(control: BlockingControl, args: argparse.Namespace, output: Output) -> int:
    preview = control.ask(undo.preview(args.checkpoint))
    if args.json:
        output.document(preview=preview_json(preview))
        return ExitCode.OK
    for line in preview_told(preview, time.time()):
        output.line(line)
    return ExitCode.OK


def _create(control: BlockingControl, args: argparse.Namespace, output: Output) -> int:
    session = find(control.sessions(), args.session).id if args.session else ""
    made = control.ask(
        undo.create(
            workspace="" if session else os.getcwd(),  # noqa: PTH109 - text is wanted
            session=session,
            reason=args.message,
            include_ignored=args.ignored,
        )
    )
    if args.json:
        output.document(checkpoint=checkpoint_json(made))
        return ExitCode.OK
    output.line(made.id)
    if made.skipped:
        output.say(f"{made.skipped} paths are named, not kept: plangate checkpoint show {made.id}")
    return ExitCode.OK


def _drop(control: BlockingControl, args: argparse.Namespace, output: Output) -> int:
    for checkpoint in args.checkpoints:
        output.say(control.ask(undo.drop(checkpoint)))
    return ExitCode.OK
