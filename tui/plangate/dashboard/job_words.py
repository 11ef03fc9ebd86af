"""Background jobs and queued prompts as lines for people. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plangate.dashboard.wording import age, clean
from plangate.model.jobs import Job, JobState
from plangate.model.queue import Queued

__all__ = ["job_facts", "queue_facts"]

_MOST = 4
_LONGEST = 60


def job_facts(jobs: Sequence[Job], now: float) -> Iterator[tuple[str, str]]:
    """Labels and texts of jobs: those that have not ended first, else the one that ended last."""
    running = [job for job in jobs if job.state is not JobState.ENDED]
    ended = sorted((job for job in jobs if job.state is JobState.ENDED), key=lambda job: job.ended or 0.0)
    shown = running[:_MOST] or ended[-1:]
    for job in shown:
        yield f"job {job.id}", _words(job, now)
        if job.last_line:
            yield "", clean(job.last_line)
    if len(running) > _MOST:
        yield "", f"and {len(running) - _MOST} more"


def _words(job: Job, now: float) -> str:
    command = clean(job.command)
    command = command if len(command) <= _LONGEST else f"{command[: _LONGEST - 1]}…"
    if job.state is JobState.ENDED:
        code = job.exit
        how = "ended" if code is None else f"signal {-code}" if code < 0 else f"exit {code}"
        return f"{command} · {how} {age(now - (job.ended or now))} ago"
    stopped = " · stopped" if job.state is JobState.STOPPED else ""
    return f"{command}{stopped} · {age(now - job.began)} · cpu {job.cpu:.1f}s"


def queue_facts(queued: Sequence[Queued]) -> Iterator[tuple[str, str]]:
    """Labels and texts of the prompts that wait."""
    for item in queued[:_MOST]:
        text = clean(" ".join(item.text.split()))
        text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        yield "queued", f"{item.when}: {text}"
        if item.why:
            yield "", clean(item.why)
    if len(queued) > _MOST:
        yield "", f"and {len(queued) - _MOST} more"
