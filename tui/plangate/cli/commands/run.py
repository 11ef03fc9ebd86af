"""`plangate run`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from plangate.cli.arguments import add_json, completed_by, size
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.shapes import session_json
from plangate.client.blocking import BlockingControl
from plangate.client.demo import DEMO, in_own_directory
from plangate.config import paths
from plangate.config.files import read_settings
from plangate.config.settings import Settings
from plangate.errors import ExitCode, NotFound, UsageError
from plangate.model.session import NewSession, WorktreeRequest

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.usage = (
        "plangate run [options] [AGENT] [-- ARGUMENT …]\n       plangate run [options] -- COMMAND …"
    )
    parser.epilog = (
        "With an agent, what follows -- is given to it. Without one, it is the command to run.\n"
        "With neither, the agent of the settings is started, else the first one installed."
    )
    completed_by(
        parser.add_argument("agent", metavar="AGENT", nargs="?", help="see plangate agents"), "agent"
    )
    what = parser.add_argument_group("what it is for")
    what.add_argument("-t", "--task", default="", help="what the session is for, as it is listed")
    what.add_argument(
        "-p", "--prompt", default="", help="first prompt for the agent; also the task, if none is given"
    )
    what.add_argument("-n", "--name", default="", help="name in lists")
    what.add_argument("-g", "--group", default="", help="group in lists")
    where = parser.add_argument_group("where it runs")
    completed_by(where.add_argument("-C", "--dir", help="directory, by default this one"), "directory")
    where.add_argument(
        "-w", "--worktree", nargs="?", const="", metavar="BRANCH", help="in a git worktree of its own"
    )
    where.add_argument("--base", default="HEAD", help="where the worktree's branch begins")
    where.add_argument("--carry", action="store_true", help="bring uncommitted changes into the worktree")
    where.add_argument("-e", "--env", action="append", default=[], metavar="NAME=VALUE", help="environment")
    how = parser.add_argument_group("how")
    how.add_argument("-s", "--size", type=size, help="size of its terminal, such as 120x40")
    how.add_argument("--record", action=argparse.BooleanOptionalAction, help="keep a recording of its output")
    how.add_argument(
        "--gate",
        action=argparse.BooleanOptionalAction,
        help="hold it behind the plan gate; agents are, commands and shells are not",
    )
    how.add_argument("-a", "--attach", action="store_true", help="give it this terminal at once")
    how.add_argument("-d", "--detach", action="store_true", help="only print its id; the default")
    add_json(how)  # type: ignore[arg-type]  # a group takes arguments like a parser


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    if args.attach and args.detach:
        raise UsageError("--attach and --detach exclude each other")
    if args.attach and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("--attach needs a terminal")
    settings = read_settings(paths.settings_file()).settings
    with connect() as control:
        session = control.start(_request(args, settings, control))
        if args.attach:
            from plangate.cli.fullscreen.view import show

            return show(control, session, view_only=False, output=output)
    if args.json:
        output.document(session=session_json(session))
    else:
        output.line(session.id)
    return ExitCode.OK


def _request(args: argparse.Namespace, settings: Settings, control: BlockingControl) -> NewSession:
    agent, argv = _program(args, settings, control)
    cols, rows = args.size or _default_size(args.attach, settings)
    new = NewSession(
        agent=agent,
        argv=tuple(argv),
        cwd=str(_directory(args.dir or ".")),
        task=args.task or args.prompt,
        prompt=args.prompt,
        name=args.name,
        group=args.group,
        cols=cols,
        rows=rows,
        env=dict(_variable(pair) for pair in args.env),
        worktree=_worktree(args),
        record=args.record,
        gate=args.gate,
    )
    if agent == DEMO and args.dir is None and "--directory" not in argv:
        return in_own_directory(
            new
        )  # the demo writes a sample repository: not into wherever one happens to be
    return new


def _program(args: argparse.Namespace, settings: Settings, control: BlockingControl) -> tuple[str, list[str]]:
    if args.agent:
        return args.agent, args.program or []
    if args.program:
        return "command", args.program
    if args.program is not None:
        raise UsageError("there is no command behind --", "For example: plangate run -- make test")
    if settings.sessions.agent:
        return settings.sessions.agent, []
    installed = [agent.name for agent in control.agents() if agent.path and agent.name not in _ALWAYS]
    if not installed:
        raise NotFound(
            "no coding agent is installed",
            "plangate demo shows a scripted one; plangate agents lists what is looked for.",
        )
    return installed[0], []


_ALWAYS = ("shell", "command", "demo")


def _directory(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if not path.is_dir():
        raise NotFound(f"{path} is not a directory")
    return path


def _worktree(args: argparse.Namespace) -> WorktreeRequest | None:
    if args.worktree is None:
        if args.carry or args.base != "HEAD":
            raise UsageError("--base and --carry belong to --worktree")
        return None
    return WorktreeRequest(branch=args.worktree, base=args.base, carry_changes=args.carry)


def _variable(pair: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not name:
        raise UsageError(f'"{pair}" is not NAME=VALUE')
    if not equals:
        if name not in os.environ:
            raise UsageError(f"{name} is not set here", f"{name}=VALUE gives it one.")
        value = os.environ[name]
    return name, value


def _default_size(attached: bool, settings: Settings) -> tuple[int, int]:
    if attached:
        cols, rows = os.get_terminal_size(sys.stdout.fileno())  # shutil's would believe COLUMNS and LINES
        return max(20, cols), max(5, rows)
    return settings.sessions.columns, settings.sessions.rows
