"""What a session is doing, judged from signs of life; pure, time is an argument.

One authority is believed at a time, the strongest that speaks:

1. the end of the process;
2. the gate, while it holds the agent until a person has decided;
3. the agent's own report to its terminal (OSC 7501), until it withdraws it;
4. a rule of the agent's manifest that fits what is on the screen;
5. activity: marks around a shell's prompt, the program in the foreground, and output.

What is weaker than a report is believed only after it has held for a moment, so that a redraw does
not flicker. The end of a turn is `done` until somebody has looked, then `idle`; a program of which
only its silence is known is `idle` at once, since silence may be the end of a turn or no end at all.
An agent that has started and waits for its first prompt is `idle`, too: what it drew until then, and
what it asked for about itself, was no turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plangate.daemon.report import Report
from plangate.model.session import Authority, Exit, Reason, State
from plangate.model.terminal import TerminalEvent, TerminalEventKind
from plangate.plugins.api import StatusRule
from plangate.plugins.rules import recognise

__all__ = ["Now", "StatusTracker", "Verdict"]

_QUIET_AFTER = 4.0
"""Seconds without output after which a program without better signs counts as waiting for its person."""
_BUSY_AFTER = 1.0
"""Seconds that output must go on to count as work and not as the echo of a key."""
_BURST_GAP = 2.0
_SILENT = "it runs and has printed nothing yet"
_PRINTS = "output goes on"
_SETTLE_BLOCKED = 0.3
_SETTLE_ENDED = 1.0
_TURN_ENDED = (State.DONE, State.IDLE)
_LIVE = (State.WORKING, State.BLOCKED)
_OF_A_TURN = (Reason.PERMISSION, Reason.PLAN)
"""What only an agent that works asks for; a question may as well be whether this folder is to be trusted."""


@dataclass(frozen=True, slots=True)
class Now:
    """A moment on both clocks."""

    monotonic: float
    """For intervals."""
    wall: float
    """Unix seconds, for people."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is believed, since when, on whose word and why."""

    state: State
    reason: Reason | None = None
    authority: Authority = Authority.NONE
    evidence: str = ""
    since: float = 0.0
    """Unix seconds."""


class StatusTracker:
    """Collects signs and judges them; one per session.

    Args:
        rules: The agent's rules for its screen, first fit wins.
        command: Whether it is a plain command and no agent: one that has printed nothing yet just runs.
        asked: Whether it was started with something to do: then what looks like work at its start is a turn.
        verdict: What was believed when the daemon ended, for a session that it finds again.
        unseen: Whether the end of a turn had not been looked at then.
        report: The agent's last report then.
    """

    def __init__(
        self,
        rules: Sequence[StatusRule] = (),
        *,
        command: bool = False,
        asked: bool = False,
        verdict: Verdict | None = None,
        unseen: bool = False,
        report: Report | None = None,
    ) -> None:
        self._rules = tuple(rules)
        self._command = command
        self._verdict = verdict or Verdict(State.UNKNOWN)
        self._asked = asked
        self._in_turns = self._turns_begun(self._verdict)
        self._pending: tuple[Verdict, float] | None = None
        self._end: Verdict | None = None
        self._held: Verdict | None = None
        self._tail: Sequence[str] = ()
        self._title = ""
        self._mark = ""
        self._mark_code = ""
        self._foreground: str | None = None
        self._last_output = 0.0
        self._output_at: float | None = None
        self._burst_from = 0.0
        self.unseen = unseen
        self.report = report

    def use(self, rules: Sequence[StatusRule]) -> None:
        """The agent's rules have been read anew."""
        self._rules = tuple(rules)

    @property
    def verdict(self) -> Verdict:
        """What is believed at present."""
        return self._verdict

    @property
    def tail(self) -> Sequence[str]:
        """The bottom rows, as they were heard of last."""
        return self._tail

    def ended(self, exit: Exit, *, stopped: bool, why: str = "") -> None:
        """The process is gone; `stopped` when a person asked for that."""
        well = stopped or exit.code == 0 or (exit.code is None and exit.signal is None)
        self._end = Verdict(
            State.STOPPED if well else State.FAILED,
            None,
            Authority.PROCESS,
            why or f"the process ended: {exit}",
        )

    def held(self, reason: Reason | None, evidence: str = "") -> None:
        """The gate holds the agent until a person has decided; None when it does no more."""
        self._held = Verdict(State.BLOCKED, reason, Authority.GATE, evidence) if reason else None

    def told(self, event: TerminalEvent) -> None:
        """The program told its terminal something."""
        if event.kind is TerminalEventKind.STATUS:
            self.report = Report.parse(event.text, event.detail)
        elif event.kind is TerminalEventKind.PROMPT_MARK:
            self._mark, self._mark_code = event.text, event.detail
            if event.text in ("A", "D"):
                self.report = None  # a shell is back at its prompt: whoever reported has gone

    def printed(self, last_output: float, tail: Sequence[str], title: str, now: Now) -> None:
        """Output arrived: `last_output` in Unix seconds, `tail` the bottom rows where they changed."""
        if tail:
            self._tail = tuple(tail)
        self._title = title
        if last_output and last_output != self._last_output:  # less than before: the clock was set back
            self._last_output = last_output
            at = now.monotonic - max(0.0, now.wall - last_output)
            if self._output_at is None or at - self._output_at > _BURST_GAP:
                self._burst_from = at
            self._output_at = at

    def runs_in_foreground(self, program: str | None) -> None:
        """For a shell: the program that has the terminal, "" for the shell itself, None when unknown."""
        self._foreground = program

    def seen(self) -> None:
        """Somebody looked at the session."""
        self.unseen = False

    def judge(self, now: Now) -> Verdict:
        """The verdict now; call it after every sign and when `deadline` has come."""
        raw, settle = self._raw(now)
        current = self._verdict
        if _same(raw, current) or settle == 0 or current.state is State.UNKNOWN:
            self._pending = None
            return self._believe(raw, now)
        if self._pending is None or not _same(self._pending[0], raw):
            self._pending = (raw, now.monotonic + settle)
        if now.monotonic >= self._pending[1]:
            self._pending = None
            return self._believe(raw, now)
        return current

    def deadline(self, now: Now) -> float | None:
        """Monotonic time at which `judge` may say something new without any further sign."""
        moments = [self._pending[1]] if self._pending else []
        if self._end is None and self.report is None and self._output_at is not None:
            moments.append(self._output_at + _QUIET_AFTER)
        later = [moment for moment in moments if moment > now.monotonic]
        return min(later, default=None)

    def _believe(self, raw: Verdict, now: Now) -> Verdict:
        before = self._verdict
        only_quiet = raw.state is State.IDLE and raw.authority is Authority.ACTIVITY
        says_done = (raw.state, raw.authority) == (State.DONE, Authority.STATUS)
        worked = before.state in _LIVE and (self._in_turns or says_done)
        self._in_turns = self._in_turns or self._turns_begun(raw)
        if raw.state in _TURN_ENDED and worked and not only_quiet:
            self.unseen = True
        state = raw.state
        if state in _TURN_ENDED:
            state = State.DONE if self.unseen else State.IDLE
        same = (state, raw.reason) == (before.state, before.reason)
        since = before.since if same and before.since else now.wall
        self._verdict = Verdict(state, raw.reason, raw.authority, raw.evidence, since)
        return self._verdict

    def _turns_begun(self, verdict: Verdict) -> bool:
        """Whether it is known to be beyond its start: it has waited once, or works at what somebody asked for."""
        if verdict.state is State.BLOCKED:
            return verdict.reason in _OF_A_TURN
        if verdict.state is State.WORKING:
            said = verdict.authority is Authority.STATUS
            return said or (self._asked and verdict.evidence not in (_SILENT, _PRINTS))
        return verdict.state in _TURN_ENDED

    def _raw(self, now: Now) -> tuple[Verdict, float]:
        if self._end is not None:
            return self._end, 0.0
        if self._held is not None:
            return self._held, 0.0
        if self.report is not None:
            return self.report_verdict(self.report), 0.0
        on_screen = self._screen()
        if on_screen is not None:
            return on_screen, _SETTLE.get(on_screen.state, _SETTLE_ENDED)
        return self._activity(now)

    @staticmethod
    def report_verdict(report: Report) -> Verdict:
        """A report as a verdict."""
        return Verdict(report.state, report.reason, Authority.STATUS, report.evidence)

    def _screen(self) -> Verdict | None:
        rule = recognise(self._rules, self._tail, self._title)
        if rule is None:
            return None
        return Verdict(rule.state, rule.reason, Authority.SCREEN, f"on the screen: {rule.name}")

    def _activity(self, now: Now) -> tuple[Verdict, float]:
        if self._mark == "C":
            return _active(State.WORKING, "a command runs since the last prompt"), 0.0
        if self._mark in ("A", "B", "D"):
            code = f", exit code {self._mark_code}" if self._mark == "D" and self._mark_code else ""
            return _active(State.DONE, f"the shell waits at its prompt{code}"), 0.0
        if self._foreground:
            return _active(State.WORKING, f"{self._foreground} runs in the foreground"), _SETTLE_BLOCKED
        if self._foreground == "":
            return _active(State.DONE, "the shell waits for a command"), _SETTLE_BLOCKED
        if self._output_at is None:  # a session that was found again keeps its state until its host speaks
            if self._verdict.state is not State.UNKNOWN:
                return self._verdict, 0.0
            if self._command:
                return _active(State.WORKING, _SILENT), 0.0
            return _active(State.UNKNOWN, "no output yet"), 0.0
        if now.monotonic - self._output_at >= _QUIET_AFTER:
            return _active(State.IDLE, "no output for a while"), 0.0
        if self._output_at - self._burst_from >= _BUSY_AFTER or self._verdict.state is State.UNKNOWN:
            return _active(State.WORKING, _PRINTS), 0.0
        return self._verdict, 0.0


_SETTLE = {State.WORKING: 0.0, State.BLOCKED: _SETTLE_BLOCKED}


def _active(state: State, evidence: str) -> Verdict:
    return Verdict(state, None, Authority.ACTIVITY, evidence)


def _same(one: Verdict, other: Verdict) -> bool:
    """Whether two verdicts mean the same to a person, `done` and `idle` both being the end of a turn."""
    states = {State.IDLE if v.state in _TURN_ENDED else v.state for v in (one, other)}
    return len(states) == 1 and one.reason == other.reason
