"""Tests of `plangate.dashboard.job_words`."""

from __future__ import annotations

from msgspec.structs import replace

from plangate.dashboard.job_words import job_facts, queue_facts
from plangate.model.jobs import Job, JobState
from plangate.model.queue import Queued, When

_JOB = Job(
    session="s",
    id=2,
    pid=7,
    command="python scrape.py",
    state=JobState.RUNNING,
    began=100.0,
    cpu=3.25,
    last_line="82 %",
)


def test_running_jobs_come_with_their_last_line() -> None:
    """Age, processor time and what they wrote; a stopped one says so."""
    stopped = replace(_JOB, id=3, state=JobState.STOPPED, last_line="")
    assert list(job_facts([_JOB, stopped], 160.0)) == [
        ("job 2", "python scrape.py · 1m · cpu 3.2s"),
        ("", "82 %"),
        ("job 3", "python scrape.py · stopped · 1m · cpu 3.2s"),
    ]


def test_when_none_runs_the_last_that_ended_is_shown() -> None:
    """With its exit code where that is known."""
    ended = [
        replace(_JOB, id=number, state=JobState.ENDED, ended=100.0 + number, exit=exit, last_line="")
        for number, exit in enumerate([0, -9, 3])
    ]
    assert list(job_facts(ended, 112.0)) == [("job 2", "python scrape.py · exit 3 10s ago")]


def test_many_jobs_are_counted() -> None:
    """The pane has room for a few."""
    assert list(job_facts([replace(_JOB, last_line="")] * 6, 160.0))[-1] == ("", "and 2 more")


def test_queued_prompts_come_with_their_condition() -> None:
    """And with what they still wait for."""
    one = Queued(
        id="a",
        session="s",
        text="run it\n for Kent",
        when=When("job", 2),
        by="desk",
        added=1.0,
        why="job 2 runs",
    )
    assert list(queue_facts([one])) == [("queued", "job:2-ends: run it for Kent"), ("", "job 2 runs")]
    assert list(queue_facts([one] * 5))[-1] == ("", "and 1 more")
