"""`plangate demo`."""

from __future__ import annotations

import argparse

from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.client.demo import DEMO, in_own_directory
from plangate.errors import ExitCode
from plangate.model.session import NewSession

__all__ = ["add_arguments", "run"]

_TASK = "Try Plangate: this agent is scripted, no model is asked"
_PROMPT = "Show me what you can do"
_SPEEDS = ("slow", "normal", "fast")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "A scripted program in a real terminal, on a sample repository in a scratch directory. It reads,\n"
        "asks, proposes a plan, edits, runs tests and keeps a background job. No model is asked, nothing\n"
        "outside the scratch directory is changed, and nothing needs to be installed."
    )
    parser.add_argument("--speed", choices=_SPEEDS, default="normal", help="how fast it works")
    parser.add_argument(
        "-a", "--attach", action="store_true", help="on this terminal instead of in the dashboard"
    )
    parser.add_argument("-d", "--detach", action="store_true", help="only start it and print its id")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    asked = NewSession(
        agent=DEMO, cwd="", argv=("--speed", args.speed), name="demo", task=_TASK, prompt=_PROMPT
    )
    request = in_own_directory(asked)
    folder = request.cwd
    with connect() as control:
        session = control.start(request)
        output.say(f"the demo is scripted and works in {folder}; rm -r {folder} removes it")
        if args.attach:
            from plangate.cli.fullscreen.view import show

            return show(control, session, view_only=False, output=output)
    if args.detach:
        output.line(session.id)
        return ExitCode.OK
    from plangate.cli.dashboard import open_dashboard

    return open_dashboard()
