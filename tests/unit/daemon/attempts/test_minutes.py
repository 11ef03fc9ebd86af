"""What is concluded goes into the ledger, is remembered, and marks sessions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.support.gatehouse import SESSION, Gatehouse

from plangate.attempts.observations import Began, Differing, Ended, Looked, Observation, Prompted, TurnEnded
from plangate.daemon.attempts.minutes import Minutes
from plangate.model.attempts import AttemptEnd, Who

_TASK = "Add a retry with exponential backoff to the fetcher"


@pytest.fixture
async def house(place: Path) -> AsyncIterator[Gatehouse]:
    """A daemon with a session that has a gate."""
    made = Gatehouse(place)
    await made.begin()
    yield made
    await made.end()


def _minutes(house: Gatehouse) -> Minutes:
    return Minutes(house.desk, house.work.parent / "attempts")


def _story() -> list[Observation]:
    """Asked for, edited, undone."""
    change = (Differing("a.py", "old", "new", 3),)
    return [
        Began(at=1.0, session=SESSION, agent="fake", workspace="/w"),
        Prompted(at=2.0, session=SESSION, text=_TASK, checkpoint="c1"),
        *(
            Looked(
                at=at, attempt="", differing=differing, settled=True, reported=at == 3.0, only=("a.py",),
                who=Who.AGENT,
            )
            for at, differing in ((3.0, change), (4.0, ()))
        ),
        TurnEnded(at=5.0, session=SESSION),
    ]  # fmt: skip


async def _see(minutes: Minutes, observations: list[Observation]) -> None:
    for one in observations:
        if isinstance(one, Looked):
            going = minutes.book.memory.current(SESSION)
            assert going is not None
            one = Looked(
                at=one.at, attempt=going.id, differing=one.differing, settled=one.settled,
                reported=one.reported, only=one.only, who=one.who,
            )  # fmt: skip
        await minutes.see(one)


async def test_what_follows_is_in_the_ledger_and_in_the_history(house: Gatehouse) -> None:
    """In the order in which it was concluded."""
    minutes = _minutes(house)
    await _see(minutes, _story())
    kinds = [kind for kind in house.kinds() if kind.startswith("attempt.")]
    assert kinds[:2] == ["attempt.began", "attempt.worked"]
    assert "attempt.undone" in kinds
    assert [attempt.end for attempt in minutes.history.attempts()] == [AttemptEnd.UNDONE]


async def test_the_next_daemon_goes_on(house: Gatehouse) -> None:
    """History comes from the ledger, what can still change from the memory."""
    minutes = _minutes(house)
    await _see(minutes, _story()[:3])
    minutes.close()
    after = _minutes(house)
    await after.recover()
    assert after.history.attempts() == minutes.history.attempts()
    going = after.book.memory.current(SESSION)
    assert going is not None
    assert list(going.work) == ["a.py"]
    await _see(after, _story()[3:])
    assert after.history.attempts()[0].fully_undone


@pytest.mark.parametrize("spoilt", [None, b"", b"\xc1 nonsense"])
async def test_a_memory_that_is_lost(house: Gatehouse, spoilt: bytes | None) -> None:
    """What the ledger calls open is known all the same, and the session's end ends it."""
    minutes = _minutes(house)
    await _see(minutes, _story()[:2])
    minutes.close()
    file = house.work.parent / "attempts"
    file.unlink() if spoilt is None else file.write_bytes(spoilt)
    after = _minutes(house)
    await after.recover()
    (attempt,) = after.history.attempts()
    assert list(after.book.memory.attempts) == [attempt.id]
    assert after.book.memory.attempts[attempt.id].checkpoint == "c1"


async def test_sessions_are_marked(house: Gatehouse) -> None:
    """With how often their task was undone, also after a restart of the daemon."""
    entry = house.desk.get(SESSION)
    minutes = _minutes(house)
    await _see(minutes, _story()[:3])
    assert entry.redone == 0
    await _see(minutes, _story()[3:])
    assert entry.redone == 1
    assert entry.view().redone == 1
    minutes.close()
    entry.redone = 0
    await _minutes(house).recover()
    assert entry.redone == 1


async def test_what_was_not_written_yet_is_written_at_the_end(house: Gatehouse) -> None:
    """The timer may still run when the daemon ends."""
    minutes = _minutes(house)
    await minutes.see(Began(at=1.0, session=SESSION, agent="fake", workspace="/w"))
    minutes.close()
    after = _minutes(house)
    await after.recover()
    assert SESSION in after.book.memory.sessions
    await after.see(Ended(at=2.0, session=SESSION))
    assert after.book.memory.sessions[SESSION].ended == 2.0
    after.close()
