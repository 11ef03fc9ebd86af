"""`plangate bench`."""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from plangate.cli.arguments import add_json
from plangate.cli.bench.ours import Ours
from plangate.cli.bench.subject import Figure, Subject
from plangate.cli.bench.tmux import Tmux
from plangate.cli.output import Output
from plangate.cli.text import Align
from plangate.errors import ExitCode

__all__ = ["add_arguments", "run"]

_SESSIONS = 5
_STROKES = 100
_LINES = 500_000
_MILLI = 1000.0
_MIB = 1 / 1024 / 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "Takes about half a minute, with a daemon of its own in a scratch directory, beside tmux where it is\n"
        "installed. Numbers mean something only beside each other: both were measured on the same machine just now."
    )
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with tempfile.TemporaryDirectory(
        prefix="pg", dir="/tmp", ignore_cleanup_errors=True
    ) as name:  # short, because of sockets' paths
        figures = list(_measure(Path(name), output))
    if args.json:
        output.document(
            figures=[
                {
                    "name": each.name,
                    "unit": each.unit,
                    "plangate": each.plangate,
                    "tmux": each.tmux,
                    "ratio": each.ratio,
                }
                for each in figures
            ]
        )
        return ExitCode.OK
    rows = [
        [
            each.name,
            f"{each.plangate:.2f} {each.unit}",
            _or_dash(each.tmux, f" {each.unit}"),
            _or_dash(each.ratio, "×"),
        ]
        for each in figures
    ]
    right = Align.RIGHT
    output.table(("FIGURE", "PLANGATE", "TMUX", "RATIO"), rows, align=(Align.LEFT, right, right, right))
    return ExitCode.OK


def _measure(folder: Path, output: Output) -> Iterator[Figure]:
    program = shutil.which("tmux")
    if program is None:
        output.say("tmux is not installed: there is nothing to compare with")
    ours = Ours(folder)
    try:
        theirs = Tmux(program, folder) if program else None
        try:
            for name, unit, take in _FIGURES:
                yield Figure(name, unit, take(ours), take(theirs) if theirs else None)
        finally:
            if theirs:
                theirs.close()
    finally:
        ours.close()


def _spawn(subject: Subject) -> float:
    return statistics.median(subject.spawn() for _ in range(_SESSIONS)) * _MILLI


def _stroke(subject: Subject) -> float:
    return statistics.median(subject.keystrokes(_STROKES)) * _MILLI


_FIGURES: tuple[tuple[str, str, Callable[[Subject], float]], ...] = (
    ("start a session, median", "ms", _spawn),
    ("key to picture, median", "ms", _stroke),
    (f"print {_LINES:,} lines", "s", lambda subject: subject.flood(_LINES)),
    ("memory of a session", "MiB", lambda subject: subject.memory() * _MIB),
)


def _or_dash(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{value:.2f}{unit}"
