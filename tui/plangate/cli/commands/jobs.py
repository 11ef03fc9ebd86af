"""`plangate jobs`."""

from __future__ import annotations

import argparse
import time

from plangate.cli.arguments import add_json, add_session
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.resolve import find
from plangate.cli.shapes import job_json
from plangate.cli.text import age
from plangate.client import jobs as calls
from plangate.errors import ExitCode
from plangate.model.jobs import Job, JobState

__all__ = ["add_arguments", "run"]

_HEADS = ("SESSION", "JOB", "STATE", "AGE", "CPU", "COMMAND", "LAST LINE")
_COLOURS = {2: {"running": "green", "stopped": "yellow", "ended": "dim"}}
_LONGEST = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "docs/states.md says what counts as a job."
    add_session(parser, nargs="?", default="")
    parser.add_argument("--running", action="store_true", help="only those that have not ended")
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        sessions = control.sessions()
        only = find(sessions, args.session).id if args.session else ""
        jobs = control.ask(calls.jobs(only))
    if args.running:
        jobs = [job for job in jobs if job.state is not JobState.ENDED]
    if args.json:
        output.document(jobs=[job_json(job) for job in jobs])
        return ExitCode.OK
    names = {str(session.id): session.name for session in sessions}
    now = time.time()
    rows = [[names.get(job.session, job.session), *_cells(job, now)] for job in jobs]
    output.table(_HEADS, rows, paint=_COLOURS)
    return ExitCode.OK


def _cells(job: Job, now: float) -> list[str]:
    state = str(job.state)
    if job.state is JobState.ENDED:
        state = f"{state} {_exit(job)}"
    until = job.ended or now
    command = job.command if len(job.command) <= _LONGEST else f"{job.command[: _LONGEST - 1]}…"
    return [str(job.id), state, age(until - job.began), f"{job.cpu:.1f}s", command, job.last_line]


def _exit(job: Job) -> str:
    if job.exit is None:
        return "unknown"
    return f"signal {-job.exit}" if job.exit < 0 else f"exit {job.exit}"
