"""`plangate explain`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

from plangate.cli.arguments import add_json, add_session
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.resolve import find
from plangate.cli.shapes import explanation_json
from plangate.cli.text import age
from plangate.client import jobs as calls
from plangate.errors import ExitCode
from plangate.model.explanation import Explanation, Standing

__all__ = ["add_arguments", "run"]

_HEADS = ("SOURCE", "COUNTS", "SAYS", "AGE", "WORDS")
_COLOURS = {1: {"believed": "green", "agrees": "green", "overruled": "yellow", "silent": "dim"}}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "The strongest source stands first; docs/states.md says what each may decide."
    add_session(parser, nargs="?", default="-")
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        session = find(control.sessions(), args.session)
        told = control.ask(calls.explanation(session.id))
    if args.json:
        output.document(explanation=explanation_json(told))
        return ExitCode.OK
    now = time.time()
    reason = f" ({told.reason})" if told.reason else ""
    lasts = f" for {age(now - told.since)}" if told.since else ""
    output.line(f"{session.name} is {told.state}{reason}{lasts}")
    output.line(f"by {told.source}: {told.words or 'nothing is known yet'}")
    output.line()
    output.table(_HEADS, list(_rows(told, now)), paint=_COLOURS)
    return ExitCode.OK


def _rows(told: Explanation, now: float) -> Iterator[list[str]]:
    for claim in told.claims:
        says = "" if claim.standing is Standing.SILENT else str(claim.state)
        if claim.reason:
            says = f"{says} ({claim.reason})"
        words = f"{claim.words} – {claim.why}" if claim.why else claim.words
        yield [str(claim.source), str(claim.standing), says, age(now - claim.at) if claim.at else "", words]
