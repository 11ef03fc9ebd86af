"""`plangate queue`."""

from __future__ import annotations

import argparse
import secrets
import time

from plangate.cli.arguments import add_json, add_session
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.parser import subcommands
from plangate.cli.resolve import find
from plangate.cli.shapes import queued_json
from plangate.cli.text import age
from plangate.client import jobs as calls
from plangate.errors import ExitCode, NotFound, UsageError
from plangate.model.queue import Queued, condition

__all__ = ["add_arguments", "run"]

_HEADS = ("ID", "SESSION", "WHEN", "STATE", "AGE", "PROMPT", "WAITS FOR")
_COLOURS = {3: {"waiting": "yellow", "sending": "yellow", "sent": "green", "cancelled": "dim"}}
_LONGEST = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "A condition is idle, now, or job:3-ends. Whatever it is, a prompt waits while a person has the keyboard,\n"
        "and while the session asks a person something."
    )
    verbs = subcommands(parser)
    add = verbs.add_parser("add", help="have a prompt sent when its moment has come")
    add_session(add)
    add.add_argument("text", metavar="TEXT", help="the prompt")
    add.add_argument("--when", metavar="CONDITION", default="idle", help="by default idle")
    listing = verbs.add_parser("ls", help="prompts that wait, and the last ones that do no more")
    add_session(listing, nargs="?", default="")
    cancel = verbs.add_parser("cancel", help="take a prompt back")
    edit = verbs.add_parser("edit", help="change a prompt that waits")
    for verb in (cancel, edit):
        verb.add_argument("item", metavar="ID", help="its id or the beginning of it")
    edit.add_argument("text", metavar="TEXT", nargs="?", help="the new prompt")
    edit.add_argument("--when", metavar="CONDITION", help="the new condition")
    for verb in (add, listing, cancel, edit):
        add_json(verb)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        sessions = control.sessions()
        names = {str(session.id): session.name for session in sessions}
        match args.action:
            case "add":
                condition(args.when)
                session = find(sessions, args.session).id
                found = [control.ask(calls.enqueue(secrets.token_hex(4), session, args.text, args.when))]
            case "ls":
                found = control.ask(calls.queue(find(sessions, args.session).id if args.session else ""))
            case "cancel":
                found = [control.ask(calls.cancel(_one(control.ask(calls.queue()), args.item)))]
            case _:
                if args.text is None and args.when is None:
                    raise UsageError("nothing is to be changed", "Give a text, or --when.")
                item = _one(control.ask(calls.queue()), args.item)
                found = [control.ask(calls.change(item, text=args.text, when=args.when))]
    if args.json:
        output.document(queue=[queued_json(item) for item in found])
    else:
        output.table(_HEADS, [_cells(item, names, time.time()) for item in found], paint=_COLOURS)
    return ExitCode.OK


def _one(known: list[Queued], word: str) -> str:
    found = [item.id for item in known if item.id.startswith(word)]
    if len(found) > 1:
        raise UsageError(f'"{word}" fits {len(found)} prompts')
    if not found:
        raise NotFound(f'no prompt "{word}" is queued', "plangate queue ls lists them.")
    return found[0]


def _cells(item: Queued, names: dict[str, str], now: float) -> list[str]:
    text = " ".join(item.text.split())
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    session = names.get(item.session, item.session)
    return [
        item.id,
        session,
        str(item.when),
        str(item.state),
        age(now - (item.at or item.added)),
        text,
        item.why,
    ]
