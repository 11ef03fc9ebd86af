"""What every source says, beside what is believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from plangate.daemon.status.evidence import Now, Verdict
from plangate.daemon.status.judging import bytes_say, turn_says
from plangate.daemon.status.memory import Memory
from plangate.model.explanation import Claim, Explanation, Standing
from plangate.model.session import Authority, State

__all__ = ["explain"]

_OVER = (State.DONE, State.IDLE)
_PRINTED = (Authority.STATUS, Authority.SCREEN, Authority.ACTIVITY)
_SILENT = {
    Authority.PROCESS: "the process runs",
    Authority.GATE: "it holds nothing",
    Authority.JOBS: "none runs",
    Authority.HOOKS: "no hook has told of a turn",
    Authority.RECORD: "no record has told of a turn",
    Authority.STATUS: "the program reports nothing (OSC 7501)",
    Authority.SCREEN: "no rule of the agent's fits what is on the screen",
    Authority.ACTIVITY: "no output yet",
}


def explain(session: str, memory: Memory, now: Now) -> Explanation:
    """Every source's word, the strongest first, beside what is believed."""
    believed = memory.verdict
    said = {claim.authority: claim for claim in _said(memory, now)}
    turn = memory.turn
    jobs = memory.jobs or (turn.jobs if turn is not None else ())
    return Explanation(
        session=session,
        state=believed.state,
        reason=believed.reason,
        source=believed.authority,
        words=believed.evidence,
        since=believed.since,
        claims=tuple(_claim(source, said.get(source), believed) for source in _SILENT),
        jobs=jobs,
        typed=memory.typed,
    )


def _said(memory: Memory, now: Now) -> Iterator[Verdict]:
    if memory.end is not None:
        yield memory.end
    elif memory.foreground is not None:
        program = memory.foreground
        words = f"{program} has the terminal" if program else "the shell itself has the terminal"
        yield Verdict(State.WORKING if program else State.IDLE, None, Authority.PROCESS, words)
    if memory.held is not None:
        yield memory.held
    if memory.jobs:
        yield Verdict(
            State.WORKING, None, Authority.JOBS, f"{len(memory.jobs)} run: {', '.join(memory.jobs)}"
        )
    if memory.turn is not None:
        yield turn_says(memory.turn)
    for less in (
        memory,
        replace(memory, report=None),
        replace(memory, report=None, sign=None, foreground=None),
    ):
        yield bytes_say(less, now)[0]  # what was given already comes again and changes nothing


def _claim(source: Authority, said: Verdict | None, believed: Verdict) -> Claim:
    if said is None:
        return Claim(source=source, standing=Standing.SILENT, words=_SILENT[source])
    standing, why = Standing.OVERRULED, _why(source, said, believed)
    if source is believed.authority:
        standing, why = Standing.BELIEVED, ""
    elif _like(said, believed):
        standing, why = Standing.AGREES, ""
    return Claim(
        source=source,
        standing=standing,
        state=said.state,
        reason=said.reason,
        words=said.evidence,
        at=said.at,
        why=why,
    )


def _like(one: Verdict, other: Verdict) -> bool:
    states = {State.IDLE if verdict.state in _OVER else verdict.state for verdict in (one, other)}
    return len(states) == 1


def _why(source: Authority, said: Verdict, believed: Verdict) -> str:
    """Why a word does not count."""
    if source in _PRINTED and believed.state is State.BLOCKED:
        return "what is printed alone does not end what a person is waited for"
    if source in _PRINTED and said.state in _OVER and believed.authority not in _PRINTED:
        return "what is printed alone ends no turn"
    if source in (Authority.HOOKS, Authority.RECORD) and believed.authority in _PRINTED:
        return "the screen has changed since"
    if source is Authority.JOBS:
        return "jobs only keep a turn that has ended from being done"
    return f"{believed.authority.value} counts for more"
