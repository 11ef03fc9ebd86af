"""`plangate agents`."""

from __future__ import annotations

import argparse

from plangate.cli.arguments import add_json
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.shapes import agent_json
from plangate.errors import ExitCode

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        agents = control.agents()
    if args.json:
        output.document(agents=[agent_json(agent) for agent in agents])
        return ExitCode.OK
    rows = [
        [agent.name, agent.title, agent.version, agent.path or f"not installed: {agent.hint}".rstrip(": ")]
        for agent in agents
    ]
    output.table(("NAME", "AGENT", "VERSION", "PROGRAM"), rows)
    return ExitCode.OK
