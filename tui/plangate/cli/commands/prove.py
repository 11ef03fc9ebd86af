"""`plangate prove`."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from plangate.cli.arguments import add_json, completed_by
from plangate.cli.output import Output
from plangate.errors import ExitCode

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "Judged by the policy and the signers that held before the commit. Ends with 1 without a proof."
    )
    parser.add_argument("commit", metavar="COMMIT", nargs="?", default="HEAD", help="HEAD when left out")
    where = parser.add_argument("-C", "--directory", metavar="DIR", default=".", help="in this repository")
    completed_by(where, "directory")
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    from plangate.cli.proof_words import proven_json, proven_lines
    from plangate.proof.prove import prove

    proven = prove(Path(args.directory), args.commit, now=time.time())
    if args.json:
        output.document(**proven_json(proven))
    else:
        for line in proven_lines(proven):
            output.line(line)
    return ExitCode.OK if proven.judged.ok else ExitCode.FAILED
