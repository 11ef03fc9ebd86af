"""`plangate tasks`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import asdict

from plangate.cli.arguments import add_json, completed_by
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.parser import subcommands
from plangate.cli.resolve import find
from plangate.cli.text import age
from plangate.client import attempts as calls
from plangate.client.tasks import all_tasks
from plangate.errors import ExitCode, NotFound, UsageError
from plangate.model.attempts import Attempt, AttemptEnd, Task, Undo

__all__ = ["add_arguments", "run"]

_HEADS = ("TASK", "ATTEMPTS", "LAST", "AGE", "REDONE", "WHAT WAS ASKED FOR")
_COLOURS = {2: {"undone": "red", "restarted": "red", "done": "green", "open": "yellow"}}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "A task is named by its id or the beginning of it; - is the newest. An attempt is named likewise.\n"
        "docs/redo.md says what counts as an attempt, an undo and a restart."
    )
    verbs = subcommands(parser)
    listing = verbs.add_parser("ls", help="what was asked for, and what became of it")
    completed_by(listing.add_argument("-s", "--session", default="", help="only of this session"), "session")
    add_json(listing)
    show = verbs.add_parser("show", help="one task with its attempts, undos and restarts")
    show.add_argument("task", metavar="TASK", nargs="?", default="-", help="id, or -")
    add_json(show)
    link = verbs.add_parser("link", help="say that an attempt belongs to another task")
    link.add_argument("attempt", metavar="ATTEMPT", help="its id")
    link.add_argument("task", metavar="TASK", nargs="?", default="", help="by default a task of its own")
    mark = verbs.add_parser("mark", help="say how an attempt ended")
    mark.add_argument("attempt", metavar="ATTEMPT", help="its id")
    ends = [end.value for end in AttemptEnd if end is not AttemptEnd.OPEN]
    mark.add_argument("end", choices=ends, help="how it ended")
    dismiss = verbs.add_parser("dismiss", help="say that what was taken for an undo is none")
    dismiss.add_argument("undo", metavar="UNDO", help="its id, such as 3f2a….1")
    for verb in (link, mark, dismiss):
        verb.add_argument("-m", "--reason", default="", help="kept in the ledger")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        session = getattr(args, "session", "")
        known = all_tasks(control.ask, find(control.sessions(), session).id if session else "")
        match args.action:
            case "ls":
                _list(args, output, known)
            case "show":
                task = _task(known, args.task)
                if args.json:
                    output.document(task=asdict(task))
                for line in [] if args.json else _told(task):
                    output.line(line)
            case "link":
                task_id = _task(known, args.task).id if args.task else ""
                attempt = _attempt(known, args.attempt)
                output.line(control.ask(calls.link(attempt.id, task_id, args.reason)))
            case "mark":
                attempt = _attempt(known, args.attempt)
                output.line(control.ask(calls.mark(attempt.id, AttemptEnd(args.end), args.reason)))
            case _:
                attempt = _attempt(known, args.undo.rpartition(".")[0])
                output.line(control.ask(calls.dismiss(attempt.id, args.undo, args.reason)))
    return ExitCode.OK


def _list(args: argparse.Namespace, output: Output, known: list[Task]) -> None:
    if args.json:
        output.document(tasks=[asdict(task) for task in known])
        return
    now = time.time()
    rows = []
    for task in reversed(known):
        last = task.attempts[-1]
        redone = sum(attempt.redone for attempt in task.attempts)
        rows.append(
            [
                task.id,
                str(len(task.attempts)),
                str(last.end),
                age(now - last.began),
                str(redone or ""),
                task.title,
            ]
        )
    output.table(_HEADS, rows, paint=_COLOURS)


def _told(task: Task) -> Iterator[str]:
    """A task for people, line by line."""
    yield f"{task.id}  {task.title}"
    yield f"in {task.workspace}"
    for attempt in task.attempts:
        yield ""
        yield from _attempt_told(attempt)


def _attempt_told(attempt: Attempt) -> Iterator[str]:
    began = time.strftime("%Y-%m-%d %H:%M", time.localtime(attempt.began))
    lasted = age((attempt.ended or time.time()) - attempt.began)
    yield f"attempt {attempt.number}  {attempt.id}  {attempt.agent}, session {attempt.session}, {began}, {lasted}"
    yield f"  {attempt.end}" + (f": {attempt.why}" if attempt.why else "")
    if attempt.linked:
        yield f"  same task: {attempt.linked}"
    plan = f"plan {attempt.plan}, {'before' if attempt.planned else 'after'} the first edit"
    yield f"  {plan if attempt.plan else 'no plan'}; gate: {attempt.enforcement}"
    if attempt.files:
        tokens = f", {attempt.tokens:,} tokens as reported" if attempt.tokens is not None else ""
        yield f"  edited {attempt.files} files, {attempt.lines} lines{tokens}"
    if attempt.checkpoint:
        yield f"  began at checkpoint {attempt.checkpoint}"
    for undo in attempt.undos:
        yield f"  {_undo_told(undo)}"
    if attempt.restarted_by:
        yield f"  begun again by {attempt.restarted_by} ({attempt.confidence})"


def _undo_told(undo: Undo) -> str:
    how = f"{'full' if undo.full else 'partial'} undo by {undo.kind} ({undo.who}, {undo.confidence})"
    extent = f"{undo.count} files, {undo.lines} lines, {100 * undo.share:.0f} %"
    void = (
        " – brought back" if undo.taken_back else f" – none, says {undo.dismissed}" if undo.dismissed else ""
    )
    return f"{undo.id}  {how}: {extent}; {undo.evidence}{void}"


def _task(known: list[Task], word: str) -> Task:
    if word == "-" and known:
        return known[-1]
    found = [task for task in known if task.id.startswith(word)]
    if len(found) > 1:
        raise UsageError(f'"{word}" fits {len(found)} tasks')
    if not found:
        raise NotFound(f'there is no task "{word}"', "plangate tasks ls lists them.")
    return found[0]


def _attempt(known: list[Task], word: str) -> Attempt:
    found = [attempt for task in known for attempt in task.attempts if word and attempt.id.startswith(word)]
    if len(found) > 1:
        raise UsageError(f'"{word}" fits {len(found)} attempts')
    if not found:
        raise NotFound(f'there is no attempt "{word}"', "plangate tasks show lists them.")
    return found[0]
