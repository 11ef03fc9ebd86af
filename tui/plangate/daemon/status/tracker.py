"""The state of one session: takes evidence as it comes, and says what is believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    Now,
    Printed,
    Reported,
    Turn,
    Typed,
    Verdict,
)
from plangate.daemon.status.explaining import explain
from plangate.daemon.status.judging import deadline, judge
from plangate.daemon.status.memory import Memory, fold
from plangate.model.explanation import Explanation
from plangate.model.session import Exit, Reason, State
from plangate.model.terminal import TerminalEvent, TerminalEventKind
from plangate.plugins.api import StatusRule
from plangate.plugins.rules import recognise

__all__ = ["StatusTracker"]


class StatusTracker:
    """Collects evidence and judges it; one per session.

    Args:
        rules: The agent's rules for its screen, first fit wins.
        command: Whether it is a plain command and no agent: one that has printed nothing yet just runs.
        verdict: What was believed when the daemon ended, for a session that it finds again.
        unseen: Whether the end of a turn had not been looked at then.
        report: The agent's last report then, and when it came.
        turn: What hooks or records had told last.
    """

    def __init__(
        self,
        rules: Sequence[StatusRule] = (),
        *,
        command: bool = False,
        verdict: Verdict | None = None,
        unseen: bool = False,
        report: tuple[Report | None, float] = (None, 0.0),
        turn: Turn | None = None,
    ) -> None:
        known, at = report
        self.memory = Memory(
            rules=tuple(rules),
            command=command,
            verdict=verdict or Verdict(State.UNKNOWN),
            unseen=unseen,
            report=known,
            reported=at,
            turn=turn,
        )

    def use(self, rules: Sequence[StatusRule]) -> None:
        """The agent's rules have been read anew."""
        memory = self.memory
        sign = recognise(tuple(rules), memory.tail, memory.title)
        self.memory = replace(memory, rules=tuple(rules), sign=sign)

    @property
    def verdict(self) -> Verdict:
        """What is believed at present."""
        return self.memory.verdict

    @property
    def tail(self) -> Sequence[str]:
        """The bottom rows, as they were heard of last."""
        return self.memory.tail

    @property
    def unseen(self) -> bool:
        """Whether a turn has ended and nobody has looked since."""
        return self.memory.unseen

    @property
    def report(self) -> Report | None:
        """What the program reports to its terminal."""
        return self.memory.report

    @property
    def waits(self) -> bool:
        """Whether the agent itself waits for its next prompt, whatever runs behind its back."""
        verdict = self.memory.verdict
        return verdict.state in (State.DONE, State.IDLE) or verdict.authority is verdict.authority.JOBS

    def take(self, evidence: Evidence) -> None:
        """Take in one piece of evidence."""
        self.memory = fold(self.memory, evidence)

    def ended(self, exit: Exit, *, stopped: bool, why: str = "") -> None:
        """The process is gone; `stopped` when a person asked for that."""
        self.take(Ended(exit, stopped, why))

    def held(self, reason: Reason | None, evidence: str = "", *, at: float) -> None:
        """The gate holds the agent until a person has decided; None when it does no more."""
        self.take(Held(reason, evidence, at) if reason else Decided(at))

    def told(self, event: TerminalEvent, now: Now) -> None:
        """The program told its terminal something."""
        if event.kind is TerminalEventKind.STATUS:
            self.take(Reported(Report.parse(event.text, event.detail), now.wall))
        elif event.kind is TerminalEventKind.PROMPT_MARK:
            self.take(Marked(event.text, event.detail, now.wall))

    def printed(self, last_output: float, tail: Sequence[str], title: str, now: Now) -> None:
        """Output arrived: `last_output` in Unix seconds, `tail` the bottom rows where they changed."""
        self.take(Printed(last_output, tuple(tail), title, now))

    def typed(self, at: float) -> None:
        """Somebody typed into it."""
        self.take(Typed(at))

    def runs_in_foreground(self, program: str | None) -> None:
        """For a shell: the program that has the terminal, "" for the shell itself, None when unknown."""
        self.take(Foreground(program))

    def runs_behind(self, jobs: Sequence[str]) -> None:
        """Commands of the jobs that run."""
        self.take(Jobs(tuple(jobs)))

    def seen(self, at: float) -> None:
        """Somebody looked at the session."""
        self.take(Looked(at))

    def judge(self, now: Now) -> Verdict:
        """The verdict now; call it after all evidence and when `deadline` has come."""
        self.memory = judge(self.memory, now)
        return self.memory.verdict

    def deadline(self, now: Now) -> float | None:
        """Monotonic time at which `judge` may say something new without any further evidence."""
        return deadline(self.memory, now)

    def explain(self, session: str, now: Now) -> Explanation:
        """What every source says."""
        return explain(session, self.memory, now)
