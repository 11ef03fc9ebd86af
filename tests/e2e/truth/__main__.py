"""`python -m tests.e2e.truth --attempts 300 --agent claude`: precision and recall with real agents."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.e2e.truth.run import chosen, play
from tests.support.truth.score import Outcome, figures


def main(argv: Sequence[str]) -> int:
    """Play, and print the figures and every miss."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.truth", description=__doc__)
    parser.add_argument("--agent", choices=("claude", "codex"), default="claude")
    parser.add_argument(
        "--attempts", type=int, default=300, help="a third of them undone, begun again, neither"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="sessions at a time")
    parser.add_argument(
        "--keep", metavar="PREFIX", default="", help="copy each worker's ledger to PREFIX-AGENT-SHARE.jsonl"
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write every outcome there, too")
    parser.add_argument("--minutes", type=float, default=1e9, help="begin no chapter after these")
    parser.add_argument("--share", type=int, default=-1, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.share >= 0:
        return _work(args)
    command = [sys.executable, "-m", "tests.e2e.truth", *argv, "--workers", str(args.workers)]
    workers = [
        subprocess.Popen([*command, "--share", str(share)], stdout=subprocess.PIPE, text=True)
        for share in range(args.workers)
    ]
    told = [json.loads(worker.communicate()[0].splitlines()[-1]) for worker in workers]
    outcomes = [_outcome(values) for one in told for values in one["outcomes"]]
    unplayed = [words for one in told for words in one["unplayed"]]
    if args.json is not None:
        _write(args.json, args, outcomes, unplayed)
    _report(args, outcomes, unplayed)
    return 0


def _work(args: argparse.Namespace) -> int:
    keep = Path(f"{args.keep}-{args.agent}-{args.share}.jsonl") if args.keep else None
    mine = chosen(args.agent, args.attempts, args.seed)[args.share :: args.workers]
    outcomes, unplayed = play(args.agent, mine, lambda words: _say(words, sys.stderr), keep, args.minutes)
    _say(json.dumps({"outcomes": [asdict(outcome) for outcome in outcomes], "unplayed": unplayed}))
    return 0


def _write(file: Path, args: argparse.Namespace, outcomes: list[Outcome], unplayed: list[str]) -> None:
    found = {figure.what: asdict(figure) for figure in figures(outcomes)}
    known = {"agent": args.agent, "seed": args.seed, "figures": found, "unplayed": unplayed}
    file.write_text(json.dumps({**known, "outcomes": [asdict(one) for one in outcomes]}, indent=1))


def _report(args: argparse.Namespace, outcomes: list[Outcome], unplayed: list[str]) -> None:
    played, wanted = len({one.number for one in outcomes}), chosen(args.agent, args.attempts, args.seed)
    _say(f"{played} of {len(wanted)} chapters were played")
    _say(f"{args.agent}, seed {args.seed}: {len(outcomes)} attempts, of which")
    _say(
        f"{sum(one.undone[0] for one in outcomes)} fully undone,"
        f" {sum(one.restarted[0] for one in outcomes)} begun again,"
        f" {sum(not one.undone[0] and not one.restarted[0] for one in outcomes)} neither"
    )
    for figure in figures(outcomes):
        _say(str(figure))
    for one in outcomes:
        if not one.right:
            _say(f"miss in chapter {one.number} ({one.chapter}), {one.prompt!r}:")
            _say(f"  undone {_said(one.undone)}; begun again {_said(one.restarted)}; {one.words}")
    for words in unplayed:
        _say(f"not played: {words}")


def _said(pair: tuple[bool, bool]) -> str:
    true, concluded = ("yes" if value else "no" for value in pair)
    return f"{true}, concluded {concluded}"


def _outcome(values: dict[str, Any]) -> Outcome:
    pairs = {name: (bool(values[name][0]), bool(values[name][1])) for name in ("undone", "restarted")}
    return Outcome(**{**values, **pairs})


def _say(words: str, where: Any = None) -> None:
    (where or sys.stdout).write(words + "\n")
    (where or sys.stdout).flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
