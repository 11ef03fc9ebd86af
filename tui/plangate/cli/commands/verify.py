"""`plangate verify`."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from plangate.cli.arguments import add_json, completed_by
from plangate.cli.output import Output
from plangate.errors import ExitCode, UsageError

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "Policy and signers are read from BASE, the records from HEAD; the work tree does not matter."
        " Ends with 0 when the branch passes and with 1 when it does not. docs/verify.md explains the problems."
    )
    parser.add_argument("range", metavar="BASE..HEAD", nargs="?", help="such as origin/main..HEAD")
    parser.add_argument("--snippet", choices=("github", "gitlab"), help="print a ready CI job instead")
    where = parser.add_argument("-C", "--directory", metavar="DIR", default=".", help="in this repository")
    completed_by(where, "directory")
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    if args.snippet:
        from plangate.proof.snippets import SNIPPETS

        output.raw(SNIPPETS[args.snippet])
        return ExitCode.OK
    if not args.range:
        raise UsageError("a range is needed", "Write BASE..HEAD, such as origin/main..HEAD.")
    from plangate.cli.proof_words import verified_json, verified_lines
    from plangate.proof.verify import split_range, verify

    base, head = split_range(args.range)
    verified = verify(Path(args.directory), base, head, now=time.time())
    if args.json:
        output.document(**verified_json(verified))
    else:
        for line in verified_lines(verified):
            output.line(line)
    return ExitCode.OK if verified.judged.ok else ExitCode.FAILED
