"""`plangate events`."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

from plangate.cli.arguments import completed_by
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.resolve import find
from plangate.cli.shapes import event_json
from plangate.client.blocking import BlockingControl
from plangate.client.following import follow
from plangate.errors import ExitCode
from plangate.model.event import Event

__all__ = ["add_arguments", "run"]

_PAGE = 500
_LONGEST = 120
"""Characters of one value in a line for people; `--json` has all of it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "docs/events.md lists the kinds. Without --since the last 20 events are shown."
    completed_by(
        parser.add_argument("session", metavar="SESSION", nargs="?", help="only of this session"), "session"
    )
    parser.add_argument("--since", type=int, metavar="SEQ", help="all that came after this one; 0 for all")
    parser.add_argument("-n", "--last", type=int, default=20, metavar="N", help="how many without --since")
    parser.add_argument(
        "-k",
        "--kind",
        action="append",
        default=[],
        help="only this kind; session. stands for all that begin so",
    )
    parser.add_argument(
        "-f",
        "--follow",
        action="store_true",
        help="go on with what happens from now on, also over a restart of the daemon",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document in each line")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    show = _printer(args, output)
    with connect() as control:
        session = find(control.sessions(), args.session).id if args.session else ""
        last = _past(control, session, args, show)
        if args.follow:
            for event in follow(control, last, output.say):
                if not session or event.session == session:
                    show(event)
    return ExitCode.OK


def _past(
    control: BlockingControl, session: str, args: argparse.Namespace, show: Callable[[Event], None]
) -> int:
    """Show what has happened, oldest first, and return the last sequence number that was looked at."""
    whole = [] if any(kind.endswith(".") for kind in args.kind) else args.kind
    if args.since is None:
        page = control.events(limit=max(1, args.last), session=session, kinds=whole, newest=True)
        for event in page.events:
            show(event)
        return page.last
    since: int = args.since
    while True:
        page = control.events(since=since, limit=_PAGE, session=session, kinds=whole)
        for event in page.events:
            show(event)
        if len(page.events) < _PAGE:
            return max(since, page.last)
        since = page.events[-1].seq


def _kind_fits(event: Event, kinds: list[str]) -> bool:
    return not kinds or any(
        event.kind.startswith(kind) if kind.endswith(".") else event.kind == kind for kind in kinds
    )


def _printer(args: argparse.Namespace, output: Output) -> Callable[[Event], None]:
    def as_json(event: Event) -> None:
        output.record(event=event_json(event))

    def as_text(event: Event) -> None:
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(event.time))
        facts = " ".join(f"{name}={_short(value)}" for name, value in event.data.items())
        output.line(f"{event.seq:>6}  {moment}  {event.session:<8}  {event.kind:<24}  {facts}".rstrip())
        output.flush()

    write = as_json if args.json else as_text

    def chosen(event: Event) -> None:
        if _kind_fits(event, args.kind):
            write(event)

    return chosen


def _short(value: object) -> str:
    plain = isinstance(value, str) and value and " " not in value
    text = str(value) if plain else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
