"""What is remembered of the evidence about one session."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plangate.daemon.report import Report
from plangate.daemon.status.evidence import (
    Decided,
    Ended,
    Evidence,
    Foreground,
    Held,
    Jobs,
    Looked,
    Marked,
    Phase,
    Printed,
    Reported,
    Turn,
    Typed,
    Verdict,
)
from plangate.model.session import Authority, State
from plangate.plugins.api import StatusRule
from plangate.plugins.rules import recognise

__all__ = ["Memory", "fold"]

_BURST_GAP = 2.0
"""Seconds of silence after which output counts as new."""
_UNKNOWN = Verdict(State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Memory:
    """The sum of the evidence; `fold` adds to it."""

    rules: tuple[StatusRule, ...] = ()
    command: bool = False
    """It is a plain command and no agent."""
    verdict: Verdict = _UNKNOWN
    """What is believed."""
    pending: tuple[Verdict, float] | None = None
    """What will be believed if it holds until then (monotonic)."""
    unseen: bool = False
    """A turn has ended and nobody has looked since."""
    end: Verdict | None = None
    held: Verdict | None = None
    turn: Turn | None = None
    moved: float = 0.0
    """When hooks, records or the gate last said that it goes on."""
    asked: float = 0.0
    """When it was first asked something, or somebody first typed."""
    typed: float = 0.0
    looked: float = 0.0
    report: Report | None = None
    reported: float = 0.0
    mark: str = ""
    mark_code: str = ""
    marked: float = 0.0
    foreground: str | None = None
    tail: tuple[str, ...] = ()
    title: str = ""
    sign: StatusRule | None = None
    """The rule that fits what is on the screen."""
    signed: float = 0.0
    """Since when it fits."""
    last_output: float = 0.0
    output_at: float | None = None
    """Monotonic."""
    burst_from: float = 0.0
    """Monotonic."""
    jobs: tuple[str, ...] = ()


def fold(memory: Memory, evidence: Evidence) -> Memory:
    """Take in one piece of evidence."""
    match evidence:
        case Turn():
            return _turned(memory, evidence)
        case Ended(exit, stopped, why):
            well = stopped or exit.code == 0 or (exit.code is None and exit.signal is None)
            state = State.STOPPED if well else State.FAILED
            end = Verdict(state, None, Authority.PROCESS, why or f"the process ended: {exit}")
            return replace(memory, end=end)
        case Held(reason, words, at):
            return replace(memory, held=Verdict(State.BLOCKED, reason, Authority.GATE, words, at=at))
        case Decided(at):
            return replace(memory, held=None, moved=max(memory.moved, at)) if memory.held else memory
        case Reported(report, at):
            if report is not None and report == memory.report:  # a host repeats it to a new daemon
                return memory
            return replace(memory, report=report, reported=at)
        case Marked(letter, code, at):
            gone = letter in ("A", "D")  # a shell is back at its prompt: whoever reported has gone
            report = None if gone else memory.report
            return replace(memory, mark=letter, mark_code=code, marked=at, report=report)
        case Printed():
            return _printed(memory, evidence)
        case Typed(at):
            return replace(memory, typed=max(memory.typed, at), asked=memory.asked or at)
        case Looked(at):
            return replace(memory, unseen=False, looked=max(memory.looked, at))
        case Foreground(program):
            return replace(memory, foreground=program)
        case Jobs(running):
            return replace(memory, jobs=running)


def _turned(memory: Memory, turn: Turn) -> Memory:
    before = memory.turn
    moved = max(memory.moved, turn.at)
    if turn.aside:
        over = before is None or before.phase is Phase.ENDED
        return memory if over else replace(memory, moved=moved)
    worked = before is None or before.phase not in (Phase.ENDED, Phase.FRESH)
    unseen = memory.unseen
    if turn.phase is Phase.ENDED:
        unseen = unseen or worked
    elif turn.phase is not Phase.WORKED:
        unseen = False  # a person has just been there
    asked = memory.asked or (0.0 if turn.phase is Phase.FRESH else turn.at)
    return replace(memory, turn=turn, moved=moved, unseen=unseen, asked=asked)


def _printed(memory: Memory, new: Printed) -> Memory:
    tail = new.tail or memory.tail
    changed: dict[str, object] = {"tail": tail, "title": new.title}
    if tail != memory.tail or new.title != memory.title:
        sign = recognise(memory.rules, tail, new.title)
        changed["sign"] = sign
        if sign is not memory.sign:
            changed["signed"] = new.now.wall
    if new.last and new.last != memory.last_output:  # less than before: the clock was set back
        at = new.now.monotonic - max(0.0, new.now.wall - new.last)
        if memory.output_at is None or at - memory.output_at > _BURST_GAP:
            changed["burst_from"] = at
        changed |= {"last_output": new.last, "output_at": at}
    return replace(memory, **changed)  # type: ignore[arg-type]
