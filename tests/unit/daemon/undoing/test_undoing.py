"""Undos that a killed daemon left in between, and sessions that the next one finds late."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from tests.support.gatehouse import ADA, Gatehouse

from plangate.checkpoints import Journal
from plangate.config import paths
from plangate.daemon.entry import Entry
from plangate.daemon.procfs import stat
from plangate.daemon.records import Record
from plangate.daemon.undoing.undoing import Undoing
from plangate.gate.plan.record import Actor
from plangate.model.session import NewSession

_SESSION = "bbbbbbbb"


class _Killed(BaseException):
    """The daemon ends here."""


@pytest.fixture
def program() -> Iterator[int]:
    """A session's process."""
    process = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    yield process.pid
    process.kill()
    process.wait()


@pytest.fixture
async def house(place: Path) -> AsyncIterator[Gatehouse]:
    """A daemon with a session that nothing gates."""
    made = Gatehouse(place)
    new = NewSession(agent="command", cwd=str(made.work))
    made.desk.add(Record(id=_SESSION, name="two", new=new, cwd=str(made.work), created=1.0))
    yield made
    await made.end()


def _entry(house: Gatehouse) -> Entry:
    return house.desk.get(_SESSION)


class _Mortal(Undoing):
    """Of a daemon that tidies nothing up when it is killed."""

    async def _broken(self, journal: Journal, by: Actor, error: BaseException) -> None:
        pass


def _undoing(
    house: Gatehouse, reached: Callable[[str], None] = lambda _: None, kind: type[Undoing] = Undoing
) -> Undoing:
    root = paths.checkpoints_dir() / "undo"
    return kind(house.desk, house.keeper, house.review, house.office.shelf, root, reached)


def _state(pid: int) -> str:
    found = stat(pid)
    assert found is not None
    return found.state


async def _cut_off(house: Gatehouse, program: int, at: str) -> None:
    """A daemon that is killed at a step of an undo; its session's process is stopped."""

    def reached(step: str) -> None:
        if step == at:
            raise _Killed

    taken = await house.office.shelf.take(str(house.work), "before", _SESSION)
    (house.work / "top.txt").write_text("two\n")
    _entry(house).pid = program
    undoing = _undoing(house, reached, _Mortal)
    with pytest.raises(_Killed):
        await undoing.undo(taken.id, _SESSION, (), ADA, pause=True)
    assert _state(program) == "T"
    _entry(house).pid, _entry(house).undoing = 0, ""


@pytest.mark.parametrize(
    ("at", "content"), [("checkpoint", "two\n"), ("restore", "one\n"), ("written", "one\n")]
)
async def test_a_session_that_is_found_late_goes_on(
    house: Gatehouse, program: int, at: str, content: str
) -> None:
    """The undo is ended without it; until it answers it is shown as one that is being undone."""
    await _cut_off(house, program, at)
    undoing = _undoing(house)
    await undoing.recover()
    assert (house.work / "top.txt").read_text() == content
    assert _entry(house).undoing
    assert _state(program) == "T"
    _entry(house).pid = program
    await undoing.found(_SESSION)
    assert _entry(house).undoing == ""
    assert _state(program) != "T"
    assert not list((paths.checkpoints_dir() / "undo").glob("*"))
    assert house.kinds().count("undo.done") + house.kinds().count("undo.rolled_back") == 1


async def test_a_daemon_killed_before_a_late_session_was_found(house: Gatehouse, program: int) -> None:
    """The one after it knows, too, and tells of the undo no second time."""
    await _cut_off(house, program, "restore")
    await _undoing(house).recover()
    _entry(house).undoing = ""
    third = _undoing(house)
    await third.recover()
    assert _entry(house).undoing
    _entry(house).pid = program
    await third.found(_SESSION)
    assert _state(program) != "T"
    assert house.kinds().count("undo.done") == 1


async def test_a_late_session_that_was_stopped_before_stays_so(house: Gatehouse, program: int) -> None:
    """Only who was stopped for the undo goes on."""
    await _cut_off(house, program, "restore")
    journal = next((paths.checkpoints_dir() / "undo").glob("*.json"))
    journal.write_text(journal.read_text().replace(f'"thaw":["{_SESSION}"]', '"thaw":[]'))
    undoing = _undoing(house)
    await undoing.recover()
    _entry(house).pid = program
    await undoing.found(_SESSION)
    assert _entry(house).undoing == ""
    assert _state(program) == "T"


async def test_a_late_session_that_never_comes(house: Gatehouse, program: int) -> None:
    """It has ended: there is nobody to tell, and the journal goes."""
    await _cut_off(house, program, "restore")
    undoing = _undoing(house)
    await undoing.recover()
    await house.desk.remove(_entry(house))
    await undoing.recover()
    assert not list((paths.checkpoints_dir() / "undo").glob("*"))
