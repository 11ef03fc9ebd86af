"""From evidence to what is believed.

One authority is believed at a time:

1. the end of the process;
2. the gate, while it holds the agent until a person has decided;
3. the kernel, which knows when a shell itself has its terminal;
4. the agent's hooks and its own records, which alone know of the end of a turn; what is printed may
   say since that it works or waits for a person, or, after a moment, that the turn was cut short;
5. the agent's report to its terminal (OSC 7501), until it takes it back;
6. a rule of the agent's manifest that fits what is on the screen;
7. activity: marks around a shell's prompt, the program in the foreground, and output.

Whatever is printed, `cat` can print: 5 to 7 never yield `done`, and never end what a person is
waited for unless a hook, a record, the gate, the kernel or somebody's typing says that it may be
over. The end of a turn is `done` until somebody has looked, then `idle`; while a job of the session
runs it is neither. What is weaker than a report is believed only after it has held for a moment, so
that a redraw does not flicker.
"""

from __future__ import annotations

from dataclasses import replace

from plangate.daemon.status.evidence import Now, Phase, Turn, Verdict
from plangate.daemon.status.memory import Memory
from plangate.model.session import Authority, State

__all__ = ["Judged", "bytes_say", "deadline", "decide", "judge", "turn_says"]

Judged = tuple[Verdict, float]
"""A verdict, and for how many seconds it must hold before it is believed."""

_QUIET_AFTER = 4.0
"""Seconds without output after which a program without better signs counts as waiting for its person."""
_BUSY_AFTER = 1.0
"""Seconds that output must go on to count as work and not as the echo of a key."""
_SILENT = "it runs and has printed nothing yet"
_SETTLE_BLOCKED = 0.3
_SETTLE_ENDED = 1.0
_SETTLE_UNTOLD = 3.0
"""Seconds that a hook about the end of a turn may come after the screen that shows it."""
_SETTLE = {State.WORKING: 0.0, State.BLOCKED: _SETTLE_BLOCKED}
_OVER = (State.DONE, State.IDLE)
_CLEAR_CUT = (Phase.PROMPTED, Phase.ENDED, Phase.FRESH)
"""Phases that void a question of before: a parallel tool may work on while a question is open."""


def judge(memory: Memory, now: Now) -> Memory:
    """Bring `Memory.verdict` up to date."""
    raw, settle = decide(memory, now)
    current = memory.verdict
    if _same(raw, current) or settle == 0 or current.state is State.UNKNOWN:
        return _believe(memory, raw, now)
    pending = memory.pending
    if pending is None or not _same(pending[0], raw):
        pending = (raw, now.monotonic + settle)
    if now.monotonic >= pending[1]:
        return _believe(memory, raw, now)
    return replace(memory, pending=pending)


def deadline(memory: Memory, now: Now) -> float | None:
    """Monotonic time at which `judge` may say something new without any further evidence."""
    moments = [memory.pending[1]] if memory.pending else []
    told = memory.end or memory.report or memory.turn
    if not told and memory.output_at is not None:
        moments.append(memory.output_at + _QUIET_AFTER)
    later = [moment for moment in moments if moment > now.monotonic]
    return min(later, default=None)


def decide(memory: Memory, now: Now) -> Judged:
    """What the evidence says."""
    if memory.end is not None:
        return memory.end, 0.0
    if memory.held is not None:
        return memory.held, 0.0
    chosen, settle = bytes_say(memory, now)
    if memory.foreground == "" and memory.mark != "C":
        chosen, settle = _shell_waits(memory), _SETTLE_BLOCKED
    elif memory.turn is not None:
        chosen, settle = _with_turn(memory.turn, chosen, settle)
    elif (
        chosen.state is State.DONE and chosen is not memory.verdict
    ):  # which is kept for want of anything new
        chosen = replace(chosen, state=State.IDLE)
    chosen, settle = _with_jobs(memory, chosen, settle)
    blocked = memory.verdict
    if blocked.state is State.BLOCKED and chosen.state is not State.BLOCKED and not _released(memory, chosen):
        return blocked, 0.0
    return chosen, settle


def _with_turn(turn: Turn, printed: Verdict, settle: float) -> Judged:
    """What the agent tells, and what has been printed since."""
    told = turn_says(turn)
    if printed.authority not in (Authority.STATUS, Authority.SCREEN):
        return told, 0.0
    newer = printed.at > turn.at
    if printed.state is State.BLOCKED:
        return (told, 0.0) if turn.phase in _CLEAR_CUT and not newer else (printed, settle)
    if not newer:
        return told, 0.0
    if printed.state is State.WORKING:
        return (told, 0.0) if told.state is State.WORKING else (printed, settle)
    if told.state is State.WORKING:  # agents that are interrupted call no hook
        words = f"{printed.evidence}, and nothing has told of the end of its turn"
        wait = _SETTLE_UNTOLD if turn.source is Authority.HOOKS else _SETTLE_BLOCKED
        return replace(printed, state=State.IDLE, evidence=words), wait
    return told, 0.0


def turn_says(turn: Turn) -> Verdict:
    """The verdict of hooks and records alone."""
    whose = "its hook" if turn.source is Authority.HOOKS else "its record"
    state, words = {
        Phase.FRESH: (State.IDLE, "a conversation has begun"),
        Phase.PROMPTED: (State.WORKING, "it was given a prompt"),
        Phase.WORKED: (State.WORKING, "it uses its tools"),
        Phase.INTERRUPTED: (State.IDLE, "the turn was interrupted"),
        Phase.ENDED: (State.DONE, "its turn has ended"),
    }[turn.phase]
    detail = f": {turn.words}" if turn.words else ""
    return Verdict(state, None, turn.source, f"{whose} says that {words}{detail}", at=turn.at)


def _shell_waits(memory: Memory) -> Verdict:
    """Nobody but the kernel says who has a terminal. Only what somebody has typed can be done."""
    code = f", exit code {memory.mark_code}" if memory.mark == "D" and memory.mark_code else ""
    state = State.DONE if memory.typed else State.IDLE
    return Verdict(state, None, Authority.PROCESS, f"the shell waits for a command{code}", at=memory.marked)


def _with_jobs(memory: Memory, chosen: Verdict, settle: float) -> Judged:
    """A session with a running job is neither done nor idle, as far as somebody knows of an end at all."""
    turn = memory.turn
    claimed = turn.jobs if turn is not None and turn.phase is Phase.ENDED else ()
    running = memory.jobs or claimed
    knows = chosen.authority in (Authority.HOOKS, Authority.RECORD, Authority.PROCESS)
    if chosen.state is not State.DONE or not running or not knows:
        return chosen, settle
    more = f" and {len(running) - 1} more" if len(running) > 1 else ""
    words = f"{chosen.evidence}; a job of it runs: {running[0]}{more}"
    return Verdict(State.WORKING, None, Authority.JOBS, words, at=chosen.at), 0.0


def _released(memory: Memory, chosen: Verdict) -> bool:
    """Whether what a person was waited for may be over: what is printed alone does not say so."""
    blocked = memory.verdict
    if blocked.authority is Authority.GATE or chosen.authority is Authority.PROCESS:
        return True
    looked = blocked.authority is Authority.SCREEN and memory.looked >= blocked.at
    return looked or memory.moved >= blocked.at or memory.typed >= blocked.at


def _believe(memory: Memory, raw: Verdict, now: Now) -> Memory:
    before = memory.verdict
    unseen = memory.unseen
    if raw.state is State.DONE and (_shell_has_worked(before, raw) or before.authority is Authority.JOBS):
        unseen = True
    state = raw.state
    if state is State.DONE and not unseen:
        state = State.IDLE
    same = (state, raw.reason) == (before.state, before.reason)
    since = before.since if same and before.since else now.wall
    verdict = replace(raw, state=state, since=since)
    return replace(memory, verdict=verdict, unseen=unseen, pending=None)


def _shell_has_worked(before: Verdict, raw: Verdict) -> bool:
    return raw.authority is Authority.PROCESS and before.state in (State.WORKING, State.BLOCKED)


def bytes_say(memory: Memory, now: Now) -> Judged:
    """What is printed says; `done` among it, which nobody believes."""
    report, sign = memory.report, memory.sign
    if report is not None:
        return Verdict(
            report.state, report.reason, Authority.STATUS, report.evidence, at=memory.reported
        ), 0.0
    if sign is not None:
        words = f"on the screen: {sign.name}"
        verdict = Verdict(sign.state, sign.reason, Authority.SCREEN, words, at=memory.signed)
        return verdict, _SETTLE.get(sign.state, _SETTLE_ENDED)
    if memory.foreground:
        return _active(State.WORKING, f"{memory.foreground} runs in the foreground"), _SETTLE_BLOCKED
    if memory.mark == "C":
        return _active(State.WORKING, "a command runs since the last prompt"), 0.0
    if memory.mark in ("A", "B", "D"):
        code = f", exit code {memory.mark_code}" if memory.mark == "D" and memory.mark_code else ""
        return _active(State.IDLE, f"the shell waits at its prompt{code}"), 0.0
    return _activity(memory, now), 0.0


def _activity(memory: Memory, now: Now) -> Verdict:
    if memory.output_at is None:  # a session that was found again keeps its state until its host speaks
        if memory.verdict.state is not State.UNKNOWN:
            return memory.verdict
        if memory.command:
            return _active(State.WORKING, _SILENT)
        return _active(State.UNKNOWN, "no output yet")
    if now.monotonic - memory.output_at >= _QUIET_AFTER:
        return _active(State.IDLE, "no output for a while")
    if memory.output_at - memory.burst_from >= _BUSY_AFTER or memory.verdict.state is State.UNKNOWN:
        return _active(State.WORKING, "output goes on")
    return memory.verdict


def _active(state: State, evidence: str) -> Verdict:
    return Verdict(state, None, Authority.ACTIVITY, evidence)


def _same(one: Verdict, other: Verdict) -> bool:
    """Whether two verdicts mean the same to a person, `done` and `idle` both being the end of a turn."""
    states = {State.IDLE if verdict.state in _OVER else verdict.state for verdict in (one, other)}
    return len(states) == 1 and one.reason == other.reason
