"""`plangate policy`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from plangate import atomic
from plangate.cli import policy_classify
from plangate.cli.arguments import add_json, completed_by
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.parser import subcommands
from plangate.config.policy import PolicyFile, find_root, keys, policy_path, read_policy
from plangate.config.policy_text import policy_text
from plangate.errors import ExitCode, NotFound, PlangateError, Refused, UsageError
from plangate.gate.policy import ALWAYS_READ_ONLY

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    verbs = subcommands(parser)
    init = verbs.add_parser("init", help="write .plangate/policy.toml with every key explained")
    init.add_argument("--force", action="store_true", help="replace the file that is there")
    check = verbs.add_parser("check", help="every fault of the policy, with its line")
    policy_classify.add_verb(verbs)
    explain = verbs.add_parser("explain", help="what holds and where it comes from; or why, for a case")
    explain.epilog = "Without a case: every key with its value and origin."
    completed_by(
        explain.add_argument("paths", metavar="PATH", nargs="*", help="what the policy says about a file"),
        "file",
    )
    explain.add_argument("--command", metavar="TEXT", dest="shell", help="what it says about a shell command")
    explain.add_argument(
        "--decision", metavar="FILE", help="judge the facts of a recorded decision again; - is standard input"
    )
    explain.add_argument("--event", metavar="SEQ", type=int, help="the same, of an entry of the ledger")
    for verb in (check, explain):
        add_json(verb)
    for verb in (init, check, explain):
        where = verb.add_argument("-C", "--directory", metavar="DIR", default=".", help="in this repository")
        completed_by(where, "directory")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    if args.action == "classify":
        return policy_classify.run(args, output)
    root = find_root(Path(args.directory).resolve())
    if args.action == "init":
        return _init(root, args, output)
    loaded = read_policy(root)
    if args.action == "check":
        return _check(root, loaded, args, output)
    if args.decision is not None or args.event is not None:
        return _replay(args, output)
    if args.shell is not None:
        return _command(loaded, args, output)
    if args.paths:
        return _paths(root, loaded, args, output)
    return _effective(loaded, args, output)


def _init(root: Path, args: argparse.Namespace, output: Output) -> int:
    path = policy_path(root)
    if path.exists() and not args.force:
        raise Refused(f"{path} exists", "--force replaces it.")
    try:
        path.parent.mkdir(exist_ok=True)
        atomic.write(path, policy_text().encode(), mode=0o644)
    except OSError as error:
        raise PlangateError(f"{path} cannot be written: {error.strerror}") from error
    output.line(str(path))
    output.say("It says what the built-in policy says. Change it, commit it, and run plangate policy check.")
    return ExitCode.OK


def _check(root: Path, loaded: PolicyFile, args: argparse.Namespace, output: Output) -> int:
    if args.json:
        output.document(
            file=loaded.file,
            digest=loaded.policy.digest,
            faults=[
                {"file": fault.file, "line": fault.line, "message": fault.message, "hint": fault.hint}
                for fault in loaded.faults
            ],
        )
    else:
        for fault in loaded.faults:
            output.line(str(fault))
    if loaded.faults:
        output.say("Until this is mended every gate of this repository stays closed.")
        return ExitCode.CONFIG
    where = loaded.file or f"{policy_path(root)} does not exist, the built-in policy holds"
    output.say(f"{where}: nothing to mend." if loaded.file else f"{where}.")
    return ExitCode.OK


def _effective(loaded: PolicyFile, args: argparse.Namespace, output: Output) -> int:
    rows = [(key, value, loaded.origin(key)) for key, value in keys(loaded.policy)]
    if args.json:
        output.document(
            file=loaded.file,
            digest=loaded.policy.digest,
            fault=loaded.policy.broken,
            always_read_only=list(ALWAYS_READ_ONLY),
            policy={key: {"value": value, "origin": origin} for key, value, origin in rows},
        )
        return _outcome(loaded)
    for key, value, origin in rows:
        output.line(f"{key} = {_words(value)}   ({origin})")
    output.line(f"always read-only: {', '.join(ALWAYS_READ_ONLY)}   (cannot be changed)")
    if loaded.policy.broken:
        output.say(f"The file is faulty, so the strictest policy holds: {loaded.policy.broken}")
    return _outcome(loaded)


def _outcome(loaded: PolicyFile) -> int:
    return ExitCode.CONFIG if loaded.faults else ExitCode.OK


def _paths(root: Path, loaded: PolicyFile, args: argparse.Namespace, output: Output) -> int:
    from plangate.cli.policy_words import about_path

    found = [about_path(root, loaded, path) for path in args.paths]
    if args.json:
        output.document(paths=found)
        return _outcome(loaded)
    for entry in found:
        output.line(f"{entry['path']}: {entry['words']}")
        for rule in entry["rules"]:
            output.line(f"    {rule['key']}: {rule['pattern']}   ({rule['origin']})")
    return _outcome(loaded)


def _command(loaded: PolicyFile, args: argparse.Namespace, output: Output) -> int:
    from plangate.cli.policy_words import about_command

    found = about_command(loaded, args.shell)
    if args.json:
        output.document(command=args.shell, **found)
        return _outcome(loaded)
    output.line(f"{found['label']}: {found['reason']}")
    for strength, decision in found["closed"].items():
        output.line(f"    closed at {strength}: {decision['verdict']} ({decision['rule']})")
    return _outcome(loaded)


def _replay(args: argparse.Namespace, output: Output) -> int:
    from plangate.cli.policy_words import decision_json
    from plangate.gate.decide import decide
    from plangate.gate.facts import facts_from_json

    recorded = _recorded_event(args.event) if args.event is not None else _recorded(args.decision)
    try:
        facts = facts_from_json(recorded.get("facts", recorded))
    except ValueError as error:
        raise UsageError(str(error)) from error
    decision = decide(facts)
    before = recorded.get("rule")
    same = before is None or before == decision.rule
    if args.json:
        output.document(decision=decision_json(decision), recorded=before, same=same)
    else:
        output.line(f"{decision.verdict} by rule {decision.rule}: {decision.person}")
        if decision.model:
            output.line(f"    the model is told: {decision.model}")
        if not same:
            output.line(f"    recorded was rule {before}: the rules have changed since")
    return ExitCode.OK


def _recorded(place: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if place == "-" else Path(place).read_text("utf-8")
        found = json.loads(text)
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {place}") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"{place} holds no JSON: {error}") from error
    if not isinstance(found, dict):
        raise UsageError(f"{place} holds no facts")
    return found.get("data", found) if isinstance(found.get("data", found), dict) else found


def _recorded_event(number: int) -> dict[str, Any]:
    with connect() as control:
        page = control.events(since=number - 1, limit=1)
    if not page.events or page.events[0].seq != number:
        raise NotFound(f"there is no entry {number} in the ledger")
    event = page.events[0]
    if "facts" not in event.data:
        raise UsageError(f"entry {number} is {event.kind}, which is no decision")
    return event.data


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(str, value)) + "]"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
