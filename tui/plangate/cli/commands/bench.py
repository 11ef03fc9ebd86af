"""`plangate bench`."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plangate.cli.arguments import add_json
from plangate.cli.bench.figure import Figure
from plangate.cli.bench.measure import Effort, measure
from plangate.cli.output import Output
from plangate.cli.text import Align
from plangate.errors import ExitCode

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "Takes about a minute, with a daemon of its own in a scratch directory, beside tmux where it is\n"
        "installed. Numbers mean something only beside each other: both were measured on the same machine just now.\n"
        "It is a part of what `make bench` measures in a source tree; where something is asked of a figure, it says so."
    )
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    figures = list(_measured(output, Effort()))
    if args.json:
        output.document(figures=[_json(each) for each in figures])
        return ExitCode.OK
    right = Align.RIGHT
    output.table(
        ("FIGURE", "PLANGATE", "TMUX", "RATIO", "ASKED"),
        [_row(each) for each in figures],
        align=(Align.LEFT, right, right, right, Align.LEFT),
    )
    return ExitCode.OK


def _measured(output: Output, effort: Effort) -> Iterator[Figure]:
    program = shutil.which("tmux")
    if program is None:
        output.say("tmux is not installed: there is nothing to compare with")
    with tempfile.TemporaryDirectory(
        prefix="pg", dir="/tmp", ignore_cleanup_errors=True
    ) as name:  # short, because of sockets' paths
        yield from measure(Path(name), program, effort)


def _json(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "unit": figure.unit,
        "plangate": figure.ours,
        "tmux": figure.theirs,
        "ratio": figure.ratio,
        "most_ratio": figure.most,
        "most": figure.limit,
        "holds": figure.holds,
    }


def _row(figure: Figure) -> list[str]:
    theirs = "–" if figure.theirs is None else f"{figure.theirs:.2f} {figure.unit}"
    ratio = "–" if figure.ratio is None else f"{figure.ratio:.2f}×"
    asked = f"≤ {figure.most:g}×" if figure.most else f"≤ {figure.limit:g}" if figure.limit else ""
    verdict = {True: " holds", False: " missed", None: ""}[figure.holds]
    return [figure.name, f"{figure.ours:.2f} {figure.unit}", theirs, ratio, asked + verdict]
