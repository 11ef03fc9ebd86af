"""What is known of jobs: which run, which have ended, how they are counted; pure but for the numbers it gives out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from plangate.model.jobs import Job, JobState
from plangate.model.session import Exit

__all__ = ["Book", "Line", "Memory"]

_KEPT = 3600.0
"""Seconds for which a job that has ended is still listed."""
_MOST_ENDED = 50
"""Ended jobs of one session that are listed, the newest."""


@dataclass(slots=True)
class Line:
    """One job."""

    job: Job
    started: int
    """Clock ticks after boot."""
    spent: dict[tuple[int, int], float] = field(default_factory=dict)
    """Seconds of processor time of each process below it that was seen, also of those that have gone."""


class Memory(msgspec.Struct, frozen=True):
    """What outlives a daemon."""

    boot: str = ""
    jobs: list[tuple[Job, int]] = msgspec.field(default_factory=list)
    """With the start of its process."""
    numbers: dict[str, int] = msgspec.field(default_factory=dict)
    asked: dict[str, float] = msgspec.field(default_factory=dict)
    """When a session was first asked something, in Unix seconds."""


class Book:
    """All jobs, by session and number."""

    def __init__(self, memory: Memory | None = None, boot: str = "") -> None:
        kept = memory or Memory()
        self.boot = boot
        self.lines: dict[tuple[str, int], Line] = {}
        self.asked = dict(kept.asked)
        self._numbers = dict(kept.numbers)
        self._found: dict[tuple[int, int], tuple[str, int]] = {}
        for job, started in kept.jobs:
            if kept.boot != boot and job.state is not JobState.ENDED:
                job = msgspec.structs.replace(job, state=JobState.ENDED, ended=None)
            self._add(Line(job, started))

    def memory(self) -> Memory:
        """What a daemon after this one has to know."""
        jobs = [(line.job, line.started) for line in self.lines.values()]
        return Memory(self.boot, jobs, dict(self._numbers), dict(self.asked))

    def running(self, session: str = "") -> list[Line]:
        """Jobs that have not ended."""
        return [
            line
            for line in self.lines.values()
            if line.job.state is not JobState.ENDED and session in ("", line.job.session)
        ]

    def of(self, session: str = "") -> list[Job]:
        """Jobs by session and number."""
        return [self.lines[key].job for key in sorted(self.lines) if session in ("", key[0])]

    def get(self, session: str, number: int) -> Job | None:
        """A job."""
        line = self.lines.get((session, number))
        return line.job if line is not None else None

    def find(self, pid: int, started: int) -> Line | None:
        """The job whose first process this is."""
        key = self._found.get((pid, started))
        return self.lines.get(key) if key is not None else None

    def known(self) -> dict[tuple[int, int], str]:
        """Sessions of processes that belong to jobs."""
        return {
            who: line.job.session
            for line in self.running()
            for who in [(line.job.pid, line.started), *line.spent]
        }

    def begin(self, job: Job, started: int) -> Line:
        """A new job; it gets the next number of its session."""
        number = self._numbers.get(job.session, 0) + 1
        self._numbers[job.session] = number
        return self._add(Line(msgspec.structs.replace(job, id=number), started))

    def end(self, line: Line, exit: Exit, now: float) -> Job:
        """It has ended."""
        code = exit.code if exit.signal is None else -exit.signal
        line.job = msgspec.structs.replace(line.job, state=JobState.ENDED, ended=now, exit=code, processes=0)
        return line.job

    def forget(self, now: float, sessions: Iterable[str]) -> bool:
        """Drop what ended long ago and what belongs to no session; whether anything was."""
        listed = set(sessions)
        ended = [key for key, line in self.lines.items() if line.job.state is JobState.ENDED]
        by_session: dict[str, list[tuple[str, int]]] = {}
        for key in sorted(ended, reverse=True):
            by_session.setdefault(key[0], []).append(key)
        old = [key for key in ended if now - (self.lines[key].job.ended or 0.0) > _KEPT]
        old += [key for keys in by_session.values() for key in keys[_MOST_ENDED:]]
        old += [key for key in self.lines if key[0] not in listed]
        for key in dict.fromkeys(old):
            line = self.lines.pop(key)
            self._found.pop((line.job.pid, line.started), None)
        for session in [name for name in (*self._numbers, *self.asked) if name not in listed]:
            self._numbers.pop(session, None)
            self.asked.pop(session, None)
        return bool(old)

    def _add(self, line: Line) -> Line:
        key = (line.job.session, line.job.id)
        self.lines[key] = line
        self._found[line.job.pid, line.started] = key
        return line
