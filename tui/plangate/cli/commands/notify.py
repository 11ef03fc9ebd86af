"""`plangate notify`."""

from __future__ import annotations

import argparse

from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.parser import subcommands
from plangate.client import jobs as calls
from plangate.errors import ExitCode

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "docs/notifications.md says where notifications can go."
    subcommands(parser).add_parser("test", help="send one to every place that the settings name")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        said = control.ask(calls.test_notification())
    for line in said.splitlines():
        output.line(line)
    well = all(line.endswith(": sent") for line in said.splitlines())
    return ExitCode.OK if well else ExitCode.FAILED
