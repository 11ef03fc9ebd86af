"""`plangate doctor --conformance AGENT`: what an agent writes in each of its modes, with and without the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from plangate.cli.output import Output
from plangate.config import paths
from plangate.conformance.run import Outcome, conform
from plangate.conformance.suites import SUITES
from plangate.errors import ExitCode, NotFound, UsageError
from plangate.plugins.find import describe, find_version
from plangate.plugins.loader import registry

__all__ = ["run"]

_PATIENCE = 20.0
"""Seconds for an agent to name its version: a table without one says nothing."""


def run(agent: str, modes: Sequence[str], output: Output, *, json: bool) -> int:
    """Try everything and print the table; fails when something was written through the closed gate.

    Raises:
        UsageError: There is no script for that agent, or no such mode.
        NotFound: It is not installed.
    """
    suite = SUITES.get(agent)
    if suite is None:
        raise UsageError(f'there is no script for "{agent}"', f"There are scripts for: {', '.join(SUITES)}.")
    known = [mode.name for mode in suite.modes]
    for mode in modes:
        if mode not in known:
            raise UsageError(f'{agent} has no mode "{mode}" here', f"There are: {', '.join(known)}.")
    plugin = registry(Path(paths.agents_dir())).agents[agent]
    info = describe(plugin)
    if not info.path:
        raise NotFound(f"{info.title} is not installed", info.hint)
    version = find_version(plugin, info.path, timeout=_PATIENCE)
    outcomes = list(conform(agent, suite, output.say, modes=tuple(modes)))
    if json:
        output.document(
            agent=agent,
            title=info.title,
            version=version,
            outcomes=[_as_json(each) for each in outcomes],
        )
    else:
        _print(f"{info.title} {version}", outcomes, output)
    leaked = any(each.gated and (each.written or each.other or each.fault) for each in outcomes)
    return ExitCode.FAILED if leaked else ExitCode.OK


def _as_json(outcome: Outcome) -> Mapping[str, object]:
    return {
        "mode": outcome.mode,
        "gated": outcome.gated,
        "strength": outcome.strength,
        "written": list(outcome.written),
        "tried": outcome.tried,
        "other": list(outcome.other),
        "fault": outcome.fault,
    }


def _print(title: str, outcomes: Iterable[Outcome], output: Output) -> None:
    by_mode: dict[str, dict[bool, Outcome]] = {}
    for outcome in outcomes:
        by_mode.setdefault(outcome.mode, {})[outcome.gated] = outcome
    output.line(f"{title}: what it wrote, saying yes to whatever it asked")
    output.line()
    output.line(f"  {'mode':<26}{'without the gate':<22}with the gate")
    for mode, found in by_mode.items():
        output.line(f"  {mode:<26}{_cell(found.get(False)):<22}{_cell(found.get(True))}")
    for mode, found in by_mode.items():
        for outcome in found.values():
            _details(mode, outcome, output)


def _cell(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    count = f"{len(outcome.written)} of {outcome.tried} writes" + (" (?)" if outcome.fault else "")
    return f"{count}, {outcome.strength}" if outcome.strength else count


def _details(mode: str, outcome: Outcome, output: Output) -> None:
    where = f"{mode}, {'with' if outcome.gated else 'without'} the gate"
    if outcome.written and (outcome.gated or len(outcome.written) < outcome.tried):
        output.line(f"  {where}: {', '.join(outcome.written)}")
    if outcome.fault:
        output.line(f"  {where}: {outcome.fault}")
    if outcome.gated and outcome.other:
        output.line(f"  {where}: also changed: {', '.join(outcome.other)}")
