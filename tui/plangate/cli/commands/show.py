"""`plangate show`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

from plangate.cli.arguments import add_json, add_session
from plangate.cli.connect import connect
from plangate.cli.listing import state_words
from plangate.cli.output import Output
from plangate.cli.resolve import find
from plangate.cli.shapes import session_json
from plangate.cli.text import age
from plangate.errors import ExitCode
from plangate.model.session import Session

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    add_session(parser, nargs="?", default="-")
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        session = find(control.sessions(), args.session)
    if args.json:
        output.document(session=session_json(session))
        return ExitCode.OK
    for name, value in _facts(session, time.time()):
        if value:
            output.line(f"{name:<12}{value}")
    return ExitCode.OK


def _facts(session: Session, now: float) -> Iterator[tuple[str, str]]:
    yield "id", session.id
    yield "name", session.name
    yield "group", session.group
    yield "agent", session.agent
    yield "command", " ".join(session.argv)
    yield "task", session.task
    yield "directory", session.cwd
    yield "branch", session.branch
    if session.worktree is not None:
        yield "worktree", f"{session.worktree.path} of {session.worktree.repository}"
    yield (
        "state",
        f"{state_words(session)} for {age(now - session.since)}" if session.since else str(session.state),
    )
    yield "believed", f"by {session.authority}" + (f": {session.evidence}" if session.evidence else "")
    yield "started", f"{age(now - session.created)} ago" if session.created else ""
    yield "ended", f"{age(now - session.ended)} ago, {session.exit or ''}" if session.ended else ""
    yield "process", f"{session.pid}, host {session.host}" if session.pid else f"none, host {session.host}"
    yield "size", f"{session.cols}x{session.rows}"
    yield "focus", f"{session.focus.name} types" if session.focus.holder else "free"
    yield "recording", "on" if session.recording else "off"
    yield "resume", "possible" if session.resumable else ""
    yield "title", session.title
    yield "last line", session.last_line.strip()
    yield "said", " ".join(session.said.split())
