"""`plangate stats`."""

from __future__ import annotations

import argparse
import csv
import io
import os
import re
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from plangate.attempts.periods import week_of
from plangate.attempts.report import Report, report, weekly
from plangate.attempts.waiting import PlanTimes, plan_times
from plangate.attempts.words import COLUMNS, csv_rows, heads, markdown, notes, percent, table_rows
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.client.blocking import BlockingControl
from plangate.client.tasks import all_tasks
from plangate.errors import ExitCode, UsageError
from plangate.gate.plan.events import PLAN_KINDS
from plangate.model.attempts import Attempt
from plangate.model.event import Event

__all__ = ["add_arguments", "run"]

_PAGE = 2_000
_UNITS = {"h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "docs/redo.md says what counts as an attempt, an undo and a restart."
    parser.add_argument("--agent", default="", metavar="NAME", help="only attempts of this agent")
    parser.add_argument("-C", "--directory", default="", metavar="DIR", help="only in this repository")
    parser.add_argument(
        "--since", default="", metavar="WHEN", help="a date such as 2026-11-01, or 30d, 8w, 12h ago"
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="one JSON document")
    shape.add_argument("--csv", action="store_true", help="a line for each group")
    shape.add_argument("--md", action="store_true", help="a report in markdown, to be pasted")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    since = moment(args.since, time.time()) if args.since else 0.0
    with connect() as control:
        found = [
            attempt
            for task in all_tasks(control.ask, since=since)
            for attempt in task.attempts
            if attempt.began >= since and _wanted(attempt, args.agent, args.directory)
        ]
        sessions = {attempt.session for attempt in found} if args.agent or args.directory else None
        times = plan_times(_plan_events(control, since, sessions))
    made = _report(found, times)
    weeks = weekly(found, week_of)
    if args.json:
        output.document(report=asdict(made), weeks=[_week_json(*week) for week in weeks])
    elif args.csv:
        output.raw(_csv(made))
    elif args.md:
        for line in markdown(made, _title(args)):
            output.line(line)
    else:
        _show(output, made, weeks)
    return ExitCode.OK


def moment(text: str, now: float) -> float:
    """Unix seconds of a date, or of so many hours, days or weeks ago.

    Raises:
        UsageError: It is neither.
    """
    ago = re.fullmatch(r"(\d+)([hdw])", text)
    if ago is not None:
        return now - int(ago[1]) * _UNITS[ago[2]]
    try:
        return datetime.fromisoformat(text).astimezone().timestamp()
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"{text!r} is no date and no time ago", "Such as 2026-11-01 or 30d.") from None


def _report(found: list[Attempt], times: PlanTimes) -> Report:
    return report(found, waits=times.waits, drifted=times.drifted, approved=times.approved)


def _wanted(attempt: Attempt, agent: str, directory: str) -> bool:
    if agent and attempt.agent != agent:
        return False
    if not directory:
        return True
    place = Path(os.path.realpath(directory))
    workspace = Path(attempt.workspace)
    return workspace == place or place in workspace.parents or workspace in place.parents


def _plan_events(control: BlockingControl, since: float, sessions: set[str] | None) -> Iterator[Event]:
    last = 0
    while True:
        page = control.events(since=last, limit=_PAGE, kinds=list(PLAN_KINDS))
        for event in page.events:
            if event.time >= since and (sessions is None or event.session in sessions):
                yield event
        if len(page.events) < _PAGE:
            return
        last = page.events[-1].seq


def _show(output: Output, made: Report, weeks: list[tuple[str, Any]]) -> None:
    output.table(heads(), table_rows(made))
    output.line()
    for week, one in weeks[-8:]:
        output.line(f"{week}  {percent(one)}")
    if weeks:
        output.line()
    for note in notes(made):
        output.line(note)


def _csv(made: Report) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(csv_rows(made))
    return text.getvalue()


def _title(args: argparse.Namespace) -> str:
    about = [args.agent, Path(args.directory).resolve().name if args.directory else "", args.since]
    return " · ".join(["Undo and restart", *filter(None, about)])


def _week_json(week: str, one: Any) -> dict[str, Any]:
    return {"week": week, "redone": one.hits, "n": one.n}
