"""`plangate doctor`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from plangate.cli.arguments import add_json
from plangate.cli.doctor.finding import Finding, Level
from plangate.cli.doctor.gate import check_gate
from plangate.cli.doctor.machine import check_machine
from plangate.cli.doctor.processes import check_processes
from plangate.cli.doctor.records import check_records
from plangate.cli.doctor.software import check_software
from plangate.cli.doctor.storage import check_storage
from plangate.cli.doctor.terminal import check_terminal
from plangate.cli.output import Output
from plangate.errors import ExitCode

__all__ = ["add_arguments", "run"]

_PARTS: tuple[Callable[[], Iterator[Finding]], ...] = (
    check_machine,
    check_gate,
    check_terminal,
    check_storage,
    check_processes,
    check_records,
    check_software,
)
_COLOURS = {Level.OK: "green", Level.NOTE: "dim", Level.WARN: "yellow", Level.FAIL: "red"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "Nothing is changed, and no daemon is started. Ends with 1 when something does not work.\n"
        "--conformance runs an installed agent in scratch directories against a scripted model on this\n"
        "machine, in each of its modes, with and without the plan gate; it takes some minutes and reaches\n"
        "no other machine through us. Ends with 1 when the closed gate let anything through."
    )
    parser.add_argument(
        "--conformance",
        metavar="AGENT",
        help="try what an agent writes: claude, codex, gemini, opencode or aider",
    )
    parser.add_argument(
        "--mode", action="append", default=[], help="with --conformance: only this mode; may be given again"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="only what is not as it should be")
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    if args.conformance:
        from plangate.cli.doctor import conformance

        return conformance.run(args.conformance, args.mode, output, json=args.json)
    findings = [finding for part in _PARTS for finding in _safely(part)]
    shown = [finding for finding in findings if not args.quiet or finding.level in (Level.WARN, Level.FAIL)]
    if args.json:
        output.document(findings=[_as_json(finding) for finding in shown])
    else:
        _print(shown, output)
    failed = any(finding.level is Level.FAIL for finding in findings)
    return ExitCode.FAILED if failed else ExitCode.OK


def _safely(part: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """A part that breaks is a finding itself: the doctor must not fall ill with the patient."""
    try:
        yield from part()
    except Exception as error:  # noqa: BLE001  # whatever it is, the other parts are still worth reading
        name = part.__name__.removeprefix("check_")
        yield Finding(name, "check", Level.FAIL, f"could not be completed: {type(error).__name__}: {error}")


def _as_json(finding: Finding) -> dict[str, object]:
    return {
        "section": finding.section,
        "name": finding.name,
        "level": str(finding.level),
        "text": finding.text,
        "hint": finding.hint,
        "values": finding.values,
    }


def _print(findings: list[Finding], output: Output) -> None:
    section = ""
    for finding in findings:
        if finding.section != section:
            if section:
                output.line()
            section = finding.section
            output.raw(output.styled(section, "bold") + "\n")
        mark = output.styled(f"{finding.level:<5}", _COLOURS[finding.level])
        output.raw(f"  {mark}")
        output.line(f"{finding.name:<14}{finding.text}")
        if finding.hint:
            output.line(f"{'':<21}→ {finding.hint}")
