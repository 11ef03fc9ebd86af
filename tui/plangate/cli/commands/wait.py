"""`plangate wait`."""

from __future__ import annotations

import argparse
import time

from plangate.cli.arguments import add_json, add_session, duration
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.resolve import find
from plangate.cli.shapes import session_json
from plangate.cli.watch import compiled, wait_for_text
from plangate.client.blocking import BlockingControl
from plangate.errors import ExitCode, Exited, NotFound, TimedOut, UsageError
from plangate.model.session import HostState, Session, State
from plangate.wire.control import SessionChanged, SessionRemoved

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "Without --for the end of the program is waited for. Ends with 8 when the time is over, with 5 when\n"
        "the program ends first; with --exit-code with the program's own code, 128 + n for signal n."
    )
    add_session(parser)
    parser.add_argument(
        "--for",
        dest="states",
        action="append",
        choices=["exit", *(state.value for state in State)],
        default=[],
        help="a state, or exit; may be given several times",
    )
    parser.add_argument("--text", metavar="REGEX", help="a text on the screen")
    parser.add_argument("--timeout", type=duration, help="such as 30s or 5m; by default without end")
    parser.add_argument("--exit-code", action="store_true", help="end with the program's exit code")
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    if args.text is not None and args.states:
        raise UsageError("--for and --text exclude each other")
    deadline = None if args.timeout is None else time.monotonic() + args.timeout
    with connect() as control:
        session = find(control.sessions(), args.session)
        if args.text is not None:
            wait_for_text(control, session, compiled(args.text), deadline)
        else:
            session = _wait_for_state(control, session, frozenset(args.states or ["exit"]), deadline)
    if args.json:
        output.document(session=session_json(session))
    return _program_code(session) if args.exit_code else ExitCode.OK


def _wait_for_state(
    control: BlockingControl, session: Session, wanted: frozenset[str], deadline: float | None
) -> Session:
    if _reached(session, wanted):
        return session
    changes = control.subscribe(patience=_left(deadline))
    session = find(control.sessions(), session.id)  # it may have changed before the subscription
    while not _reached(session, wanted):
        try:
            change = next(changes)
        except TimedOut:
            raise _too_late(session) from None
        if isinstance(change, SessionRemoved) and change.session == session.id:
            raise NotFound(f"session {session.id} was removed meanwhile")
        if isinstance(change, SessionChanged) and change.session.id == session.id:
            session = change.session
        if deadline is not None and time.monotonic() >= deadline and not _reached(session, wanted):
            raise _too_late(session)
    return session


def _reached(session: Session, wanted: frozenset[str]) -> bool:
    """Whether the state is one of those; raises `Exited` when it cannot become one any more."""
    if session.state in wanted or ("exit" in wanted and _ended(session)):
        return True
    if _ended(session):
        raise Exited(f"session {session.id} has ended ({session.exit or 'exit unknown'})")
    return False


def _ended(session: Session) -> bool:
    return session.exit is not None or session.ended is not None or session.host is HostState.GONE


def _left(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())


def _too_late(session: Session) -> TimedOut:
    return TimedOut(f"session {session.id} is still {session.state}")


def _program_code(session: Session) -> int:
    if session.exit is None:
        raise UsageError("--exit-code needs the end of the program", "Wait with --for exit.")
    if session.exit.signal is not None:
        return 128 + session.exit.signal
    return ExitCode.FAILED if session.exit.code is None else session.exit.code
