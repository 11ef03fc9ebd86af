"""Looking at trees on behalf of attempts."""

from __future__ import annotations

import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.support.gated import git
from tests.support.gatehouse import SESSION, Gatehouse

from plangate.attempts.observations import Began, Prompted
from plangate.daemon.attempts.deeds import Deeds
from plangate.daemon.attempts.looking import Looking
from plangate.daemon.attempts.minutes import Minutes
from plangate.daemon.attempts.place import Place
from plangate.model.attempts import Attempt, UndoKind, Who

_TASK = "Add a retry with exponential backoff to the fetcher"


class _Still(Place):
    """A place of which a test says what has changed."""

    changes: frozenset[str] | None = frozenset()

    def take(self) -> frozenset[str] | None:
        return self.changes


class Bench:
    """One session at one task in a repository."""

    def __init__(self, house: Gatehouse, root: Path) -> None:
        self.root = root
        self.house = house
        self.hooks, self.works, self.powerless = True, False, False
        self.minutes = Minutes(house.desk, house.work.parent / "attempts")
        self.looking = Looking(
            self.minutes,
            house.office.shelf,
            hooks=lambda _: self.hooks,
            powerless=lambda _: self.powerless,
            working=lambda _: self.works,
        )
        self.place = _Still(str(root), lambda _: None, pytest.fail)
        self.place.sessions.add(SESSION)
        self.place.deeds = Deeds(root)

    async def begin(self) -> None:
        """Something is asked for."""
        repository = str(self.house.work / ".git")
        began = Began(
            at=time.time(), session=SESSION, agent="fake", workspace=str(self.root), repository=repository
        )
        await self.minutes.see(began)
        taken = await self.house.office.shelf.take(str(self.root), "attempt", SESSION)
        await self.minutes.see(Prompted(at=time.time(), session=SESSION, text=_TASK, checkpoint=taken.id))

    async def write(self, path: str, text: str) -> None:
        """The agent writes a file with its tool."""
        (self.root / path).write_text(text)
        self.place.acted.add(SESSION)
        await self.look(path)

    async def look(self, *paths: str) -> None:
        """The tree has changed."""
        self.place.changes = frozenset(paths)
        await self.looking.look(self.place)

    @property
    def attempt(self) -> Attempt:
        """What is known of it."""
        (attempt,) = self.minutes.history.attempts()
        return attempt


@pytest.fixture
async def bench(place: Path) -> AsyncIterator[Bench]:
    """In the main working tree."""
    house = Gatehouse(place)
    await house.begin()
    made = Bench(house, house.work)
    await made.begin()
    yield made
    made.minutes.close()
    await house.end()


async def test_a_reset_by_a_person(bench: Bench) -> None:
    """Git's journal says how; no tool of the agent has run."""
    await bench.write("top.txt", "two\n")
    git(bench.root, "reset", "-q", "--hard")
    await bench.look("top.txt")
    (undo,) = bench.attempt.undos
    assert (undo.full, undo.kind, undo.who) == (True, UndoKind.RESET, Who.PERSON)


async def test_a_reset_that_did_something_else(bench: Bench) -> None:
    """What is put back by hand after it is not its doing."""
    await bench.write("top.txt", "two\n")
    git(bench.root, "add", "-A")
    git(bench.root, "reset", "-q")
    await bench.look()
    (bench.root / "top.txt").write_text("one\n")
    await bench.look("top.txt")
    (undo,) = bench.attempt.undos
    assert (undo.full, undo.kind, undo.who) == (True, UndoKind.CONTENT, Who.PERSON)


async def test_a_reset_in_the_same_moment(bench: Bench) -> None:
    """What is put back right after it, before anybody looks, is not its doing either."""
    await bench.write("top.txt", "two\n")
    git(bench.root, "reset", "-q")
    written = (bench.root / ".git/logs/HEAD").stat().st_mtime_ns
    while (bench.root / "top.txt").stat().st_ctime_ns <= written:  # the clock of the file system is coarse
        (bench.root / "top.txt").write_text("one\n")
    await bench.look("top.txt")
    assert [undo.kind for undo in bench.attempt.undos] == [UndoKind.CONTENT]


async def test_who_did_it_when_nobody_tells(bench: Bench) -> None:
    """Without hooks it is unknown while the agent works, and a person otherwise."""
    await bench.write("top.txt", "two\n")
    bench.hooks, bench.works = False, True
    (bench.root / "top.txt").write_text("one\n")
    await bench.look("top.txt")
    assert [undo.who for undo in bench.attempt.undos] == [Who.UNKNOWN]
    bench.works = False
    (bench.root / "top.txt").write_text("two\n")
    await bench.look("top.txt")
    (bench.root / "top.txt").write_text("one\n")
    await bench.look("top.txt")
    assert [undo.who for undo in bench.attempt.undos] == [Who.UNKNOWN, Who.PERSON]


async def test_nothing_is_concluded_while_a_tool_runs(bench: Bench) -> None:
    """A test may put files away and bring them back."""
    await bench.write("top.txt", "two\n")
    bench.place.tools[SESSION] = {"t1"}
    (bench.root / "top.txt").write_text("one\n")
    await bench.look("top.txt")
    assert not bench.attempt.undos
    bench.place.tools.clear()
    await bench.look("top.txt")
    assert bench.attempt.fully_undone


async def test_all_is_compared_when_nobody_knows_what_changed(bench: Bench) -> None:
    """The watch overflowed, or there is none."""
    await bench.write("top.txt", "two\n")
    (bench.root / "top.txt").write_text("one\n")
    bench.place.changes = None
    await bench.looking.look(bench.place)
    assert bench.attempt.fully_undone


async def test_what_the_agent_reports_is_its_work(bench: Bench) -> None:
    """Also while other tools of it run."""
    bench.place.tools[SESSION] = {"t1"}
    (bench.root / "top.txt").write_text("two\n")
    await bench.looking.reported(bench.place, SESSION, frozenset({"top.txt"}))
    assert bench.attempt.files == 1


async def test_a_worktree_that_is_thrown_away(bench: Bench) -> None:
    """Its work is undone, once; while the tree is there nothing is said."""
    beside = bench.root.parent / "beside"
    git(bench.root, "worktree", "add", "-q", "-b", "topic", str(beside))
    bench.minutes.book.memory.sessions.clear()
    other = Bench(bench.house, beside)
    await other.begin()
    await other.write("top.txt", "two\n")
    repository = str(bench.root / ".git")
    await other.looking.miss(repository)
    assert not other.attempt.undos
    git(bench.root, "worktree", "remove", "--force", str(beside))
    await other.looking.miss(str(bench.root / "elsewhere"))
    assert not other.attempt.undos
    await other.looking.miss(repository)
    await other.looking.miss(repository)
    (undo,) = other.attempt.undos
    assert (undo.full, undo.kind) == (True, UndoKind.WORKTREE)
    other.minutes.close()


async def test_a_workspace_that_is_gone_is_no_error(bench: Bench) -> None:
    """It cannot be compared; nothing is concluded from that."""
    await bench.write("top.txt", "two\n")
    shutil.rmtree(bench.root)
    bench.place.changes = None
    await bench.looking.look(bench.place)
    assert not bench.attempt.undos
