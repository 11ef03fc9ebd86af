"""Arguments that several commands share, and what completes them."""

from __future__ import annotations

import argparse
import re
from typing import Any

__all__ = ["COMPLETER", "add_json", "add_session", "add_sessions", "completed_by", "duration", "size"]

COMPLETER = "completer"
"""Attribute of an argparse action that says what completes it: session, agent, directory, file."""

_SIZE = re.compile(r"(\d+)[x×](\d+)")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SESSION_HELP = "id, beginning of an id, name, or - for the newest"


def completed_by(action: argparse.Action, what: str) -> argparse.Action:
    """Note what completes an argument."""
    setattr(action, COMPLETER, what)
    return action


def add_session(parser: argparse.ArgumentParser, **options: Any) -> None:
    """One session."""
    options = {"help": _SESSION_HELP} | options
    completed_by(parser.add_argument("session", metavar="SESSION", **options), "session")


def add_sessions(parser: argparse.ArgumentParser) -> None:
    """One session or several."""
    completed_by(parser.add_argument("sessions", metavar="SESSION", nargs="+", help=_SESSION_HELP), "session")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Data as JSON instead of a text for people."""
    parser.add_argument("--json", action="store_true", help="print JSON; docs/cli.md describes it")


def size(text: str) -> tuple[int, int]:
    """A terminal's size such as 120x40, as columns and rows."""
    found = _SIZE.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 120x40")
    cols, rows = int(found[1]), int(found[2])
    if not (20 <= cols <= 1000 and 5 <= rows <= 500):
        raise argparse.ArgumentTypeError(f"{text} is not between 20x5 and 1000x500")
    return cols, rows


def duration(text: str) -> float:
    """Seconds from a text such as 90, 90s, 1.5m, 2h."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a duration such as 30s, 5m or 2h")
    return float(found[1]) * _SECONDS[found[2] or "s"]
