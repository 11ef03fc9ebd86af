"""`plangate policy classify`: what the classifier says of shell commands."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from plangate.cli.arguments import add_json
from plangate.errors import ExitCode

if TYPE_CHECKING:
    from plangate.cli.output import Output

__all__ = ["add_verb", "commands_in", "run"]

_CHUNK = 1 << 16


def add_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb."""
    verb = verbs.add_parser(
        "classify",
        help="whether shell commands change anything; reads them from standard input, NUL between them",
    )
    verb.add_argument(
        "--allow",
        metavar="COMMAND",
        action="append",
        default=[],
        help="take this command for read-only as well; can be given several times",
    )
    add_json(verb)


def run(args: argparse.Namespace, output: Output) -> int:
    """One line for each command, as soon as it is read."""
    from plangate.gate.classify import classify

    for command in commands_in(_chunks(sys.stdin.fileno())):
        verdict = classify(command, args.allow)
        if args.json:
            output.record(label=verdict.label.value, reason=verdict.reason)
        else:
            output.line(f"{verdict.label.value}: {verdict.reason}")
    return ExitCode.OK


def commands_in(chunks: Iterator[bytes]) -> Iterator[str]:
    """The commands in a stream; a NUL ends each of them, and need not end the last."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from map(_text, whole)
    if rest:
        yield _text(rest)


def _chunks(descriptor: int) -> Iterator[bytes]:
    while chunk := os.read(descriptor, _CHUNK):
        yield chunk


def _text(command: bytes) -> str:
    return command.decode("utf-8", "surrogateescape")
