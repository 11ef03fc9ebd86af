"""`plangate daemon`."""

from __future__ import annotations

import argparse
import time

from plangate.cli.arguments import add_json
from plangate.cli.connect import connect, end_daemon
from plangate.cli.output import Output
from plangate.cli.parser import subcommands
from plangate.cli.shapes import status_json
from plangate.cli.text import age, bytes_in_words
from plangate.errors import ExitCode, Unavailable
from plangate.model.status import DaemonStatus

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    verbs = subcommands(parser)
    add_json(verbs.add_parser("status", help="what it says about itself"))
    verbs.add_parser("start", help="start it, if it does not run")
    restart = verbs.add_parser("restart", help="end it and start it anew; sessions live on")
    restart.add_argument(
        "--hosts", action="store_true", help="also replace the hosts of running sessions in place"
    )
    stop = verbs.add_parser("stop", help="end it; sessions live on")
    stop.add_argument("--sessions", action="store_true", help="end all sessions too, and the keeper")
    verbs.add_parser("reload", help="read settings, plugins and manifests again")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    return {"status": _status, "start": _start, "restart": _restart, "stop": _stop, "reload": _reload}[
        args.action
    ](args, output)


def _status(args: argparse.Namespace, output: Output) -> int:
    with connect(launch=False) as control:
        status = control.status()
    if args.json:
        output.document(daemon=status_json(status))
        return ExitCode.OK
    for name, value in _facts(status, time.time()):
        output.line(f"{name:<12}{value}")
    for warning in status.warnings:
        output.line(f"{'warning':<12}{warning}")
    return ExitCode.OK


def _facts(status: DaemonStatus, now: float) -> list[tuple[str, str]]:
    return [
        ("version", status.product),
        ("process", f"{status.pid}, up for {age(now - status.started)}"),
        ("keeper", str(status.keeper_pid) if status.keeper_pid else "none yet; the first session starts it"),
        ("sessions", str(status.sessions)),
        ("clients", ", ".join(status.clients)),
        ("ledger", f"{status.ledger_seq} events, {'sound' if status.ledger_ok else 'damaged'}"),
        ("recordings", bytes_in_words(status.recordings_bytes)),
        ("sockets", status.runtime_dir),
        ("state", status.state_dir),
    ]


def _start(args: argparse.Namespace, output: Output) -> int:
    try:
        with connect(launch=False) as control:
            output.say(f"it runs already, process {control.status().pid}")
    except Unavailable:
        with connect() as control:
            output.say(f"started, process {control.status().pid}")
    return ExitCode.OK


def _restart(args: argparse.Namespace, output: Output) -> int:
    end_daemon(sessions=False)
    with connect() as control:
        output.say(f"started, process {control.status().pid}")
        if args.hosts and (said := control.upgrade_hosts()):
            output.say(said)
    return ExitCode.OK


def _stop(args: argparse.Namespace, output: Output) -> int:
    output.say("stopped" if end_daemon(sessions=args.sessions) else "it does not run")
    return ExitCode.OK


def _reload(args: argparse.Namespace, output: Output) -> int:
    with connect(launch=False) as control:
        if said := control.reload():
            output.say(said)
    return ExitCode.OK
