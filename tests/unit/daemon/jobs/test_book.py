"""Tests of `plangate.daemon.jobs.book`."""

from __future__ import annotations

import msgspec

from plangate.daemon.jobs.book import Book, Memory
from plangate.model.jobs import Job, JobState
from plangate.model.session import Exit


def _job(pid: int = 7, session: str = "s") -> Job:
    return Job(session=session, id=0, pid=pid, command="make", state=JobState.RUNNING, began=1.0)


def test_numbers_are_counted_within_a_session_and_never_used_again() -> None:
    """Also by a daemon that comes later."""
    book = Book(boot="b")
    assert [book.begin(_job(pid), 1).job.id for pid in (1, 2)] == [1, 2]
    assert book.begin(_job(3, "t"), 1).job.id == 1
    line = book.find(2, 1)
    assert line is not None
    book.end(line, Exit(0), 5.0)
    book.forget(10_000.0, ["s", "t"])
    memory = msgspec.json.decode(msgspec.json.encode(book.memory()), type=Memory)
    assert Book(memory, "b").begin(_job(9), 1).job.id == 3


def test_how_it_ended_is_a_code_or_a_signal_or_unknown() -> None:
    """Signals are negative."""
    book, codes = Book(), []
    for pid, exit in enumerate([Exit(3), Exit(signal=9), Exit()]):
        codes.append(book.end(book.begin(_job(pid), 1), exit, 2.0).exit)
    assert codes == [3, -9, None]


def test_a_restarted_machine_has_ended_all_jobs() -> None:
    """A process of the same number is another one."""
    book = Book(boot="old")
    book.begin(_job(), 1)
    again = Book(book.memory(), "new")
    assert [job.state for job in again.of()] == [JobState.ENDED]
    assert not again.running()


def test_ended_jobs_are_kept_for_an_hour_and_no_more_than_fifty() -> None:
    """Those of sessions that are off the list go at once."""
    book = Book()
    for pid in range(60):
        book.end(book.begin(_job(pid), pid), Exit(0), 100.0)
    book.begin(_job(99, "gone"), 1)
    assert book.forget(200.0, ["s"])
    assert [job.id for job in book.of()] == list(range(11, 61))
    assert book.forget(4000.0, ["s"])
    assert not book.of()
