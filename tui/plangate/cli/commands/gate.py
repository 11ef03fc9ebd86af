"""`plangate gate`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from plangate.cli.arguments import add_json, add_session
from plangate.cli.connect import connect
from plangate.cli.gates import gate_json, told
from plangate.cli.output import Output
from plangate.cli.parser import subcommands
from plangate.cli.resolve import find
from plangate.client import gate
from plangate.client.call import Call
from plangate.errors import ExitCode
from plangate.model.gate import GateView

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "Everything here is for people: inside a session all of it is refused."
    verbs = subcommands(parser)
    for verb, what in (
        ("show", "state, strength and scope"),
        ("close", "close it now, whatever opened it; a plan that runs is set aside"),
        ("open", "let the plan that was set aside go on, while its approval holds"),
        ("plan", "the budget is used up: have the agent make a plan"),
        ("restore", "put the workspace back to how it was before the gate opened"),
        ("pause", "close it and stop the session's processes"),
        ("continue", "let a paused session go on, closed"),
    ):
        _session(verbs.add_parser(verb, help=what))
    mine = _session(
        verbs.add_parser("mine", help="you made changes that count as drift: go on with the plan")
    )
    mine.add_argument(
        "paths", metavar="PATH", nargs="*", help="which; all that gate show names when left out"
    )
    budget = _session(verbs.add_parser("budget", help="open it for a small change without a plan, metered"))
    budget.add_argument("-r", "--reason", default="", help="what for")
    budget.add_argument(
        "--despite-coin", action="store_true", help="although the coin wants a plan; needs a reason"
    )
    extend = _session(verbs.add_parser("extend", help="the budget is used up: allow as much again"))
    extend.add_argument("-r", "--reason", required=True, help="why no plan is made of it")
    glass = _session(
        verbs.add_parser("break-glass", help="open everything for some minutes; loud, and recorded")
    )
    glass.add_argument("-r", "--reason", required=True, help="why")
    glass.add_argument("-m", "--minutes", type=float, required=True, help="for how long")
    observe = _session(verbs.add_parser("observe", help="refuse nothing and record everything"))
    observe.add_argument("--off", action="store_true", help="hold it closed again")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    calls: dict[str, Callable[[str], Call[GateView]]] = {
        "show": gate.gate,
        "close": gate.close,
        "open": gate.reopen,
        "plan": gate.plan_of_budget,
        "restore": gate.restore,
        "pause": lambda session: gate.pause(session, on=True),
        "continue": lambda session: gate.pause(session, on=False),
        "budget": lambda session: gate.open_budget(session, args.reason, despite=args.despite_coin),
        "extend": lambda session: gate.extend(session, args.reason),
        "break-glass": lambda session: gate.break_glass(session, args.reason, args.minutes),
        "observe": lambda session: gate.observe(session, on=not args.off),
    }
    with connect() as control:
        session = find(control.sessions(), args.session)
        if args.action == "mine":
            paths = args.paths or session.gate.drift
            view = control.ask(gate.claim(session.id, paths))
        else:
            view = control.ask(calls[args.action](session.id))
    if args.json:
        shown = gate_json(view)
        stable = {key: shown[key] for key in ("state", "strength", "scope", "plan", "since")}
        output.document(session=session.id, **stable, gate=shown)
        return ExitCode.OK
    for line in told(view, time.time()):
        output.line(line)
    return ExitCode.OK


def _session(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    add_session(parser, nargs="?", default="-")
    add_json(parser)
    return parser
