"""Tests of `plangate.checkpoints.undo`: killed at every step, it ends as one thing or the other."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from tests.support.odd_trees import make_everything, picture, spoil

from plangate.checkpoints import Journal, Phase, Store, Undoer
from plangate.errors import LedgerError, NotFound, Refused


class _Bench:
    """A workspace with a checkpoint, spoilt since, and the index spoilt with it."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.work = base / "work"
        self.work.mkdir()
        self._git("init", "-q")
        make_everything(self.work)
        self._git("add", "plain", "deep")
        self.store = self.new_store()
        self.target = self.store.create(self.work, "target")
        self.wanted = picture(self.work), self.index()
        spoil(self.work)
        self._git("add", "-A", ":!nobody")
        self.spoilt = picture(self.work), self.index()

    def new_store(self) -> Store:
        return Store(self.base / "store", clock=lambda: time.time() + 1000)

    def undoer(self, reached: Callable[[str], None] = lambda _: None) -> Undoer:
        return Undoer(self.new_store(), self.base / "undo", reached)

    def journal(self, *paths: bytes) -> Journal:
        return Journal(
            id="one", checkpoint=self.target.id, workspace=str(self.work), paths=paths, who="test", began=1.0
        )

    def index(self) -> bytes:
        return (self.work / ".git" / "index").read_bytes()

    def now(self) -> tuple[dict[bytes, tuple[object, ...]], bytes]:
        return picture(self.work), self.index()

    def killed_at(self, step: int, journal: Journal) -> bool:
        """Undo in a process that ends at its n-th step; whether it came that far."""
        child = os.fork()
        if child == 0:
            left = [step]

            def reached(_: str) -> None:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            try:
                undoer = self.undoer(reached)
                undoer.begin(journal)
                undoer.run(journal)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)

    def again(self) -> None:
        """Spoil it once more, as it was."""
        shutil.rmtree(self.base)
        self.base.mkdir()
        self.__init__(self.base)  # type: ignore[misc]

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.work, check=True, capture_output=True)


@pytest.fixture
def bench() -> Iterator[_Bench]:
    """In a place of its own, for it has files that only root removes easily."""
    base = Path(mkdtemp(prefix="pg", dir="/tmp"))
    try:
        yield _Bench(base)
    finally:
        subprocess.run(["chmod", "-R", "u+rwX", base], check=False)
        shutil.rmtree(base)


def test_everything_comes_back(bench: _Bench) -> None:
    """Names, bytes, modes, links, hard links, directories, the index; and the undo can be undone."""
    undoer, journal = bench.undoer(), bench.journal()
    undoer.begin(journal)
    outcome = undoer.run(journal)
    assert outcome.journal.phase is Phase.RESTORED
    assert outcome.journal.left == ()
    assert outcome.journal.index_restored
    assert bench.now() == bench.wanted
    assert (bench.work / "sparse").stat().st_blocks * 512 < 4 * 1024 * 1024
    undoer.forget(journal)
    assert undoer.pending() == []
    back = Journal(id="two", checkpoint=outcome.journal.before, workspace=str(bench.work))
    undoer.begin(back)
    assert undoer.run(back).journal.left == ()
    assert bench.now() == bench.spoilt


def test_killed_at_every_step(bench: _Bench) -> None:
    """The next start completes it, or has nothing to complete; then every byte is one or the other."""
    step, endings = 0, set()
    while bench.killed_at(step, bench.journal()):
        undoer = bench.undoer()
        (journal,) = undoer.pending()
        outcome = undoer.recover(journal)
        assert outcome.journal.left == ()
        rolled_back = outcome.journal.phase is Phase.ROLLED_BACK
        assert bench.now() == (bench.spoilt if rolled_back else bench.wanted), step
        assert not list((bench.work / ".git").glob("index.*"))
        assert outcome.journal.note or journal.phase is Phase.RESTORED
        endings.add(outcome.journal.phase)
        undoer.forget(outcome.journal)
        assert undoer.pending() == []
        bench.again()
        step += 1
    assert step > 30
    assert endings == {Phase.RESTORED, Phase.ROLLED_BACK}


def test_killed_at_every_step_of_some_paths(bench: _Bench) -> None:
    """Nothing else is touched, not even the mode of a directory that had to be entered."""
    (bench.work / "closed").chmod(0o500)
    step = 0
    while True:
        (bench.work / "closed").chmod(0o500)
        before = picture(bench.work)
        if not bench.killed_at(step, bench.journal(b"closed/more", b"plain")):
            break
        undoer = bench.undoer()
        (journal,) = undoer.pending()
        outcome = undoer.recover(journal)
        expected = dict(before)
        if outcome.journal.phase is Phase.RESTORED:
            del expected[b"closed/more"]
            expected[b"plain"] = ("file", 0o644, b"one\n", b"plain")
        now = picture(bench.work)
        assert {path: entry[:3] for path, entry in now.items()} == {
            path: entry[:3] for path, entry in expected.items()
        }, step
        bench.again()
        step += 1
    assert step > 6


def test_killed_while_it_is_recovered(bench: _Bench) -> None:
    """Once more and once more; the last one ends it."""
    assert bench.killed_at(20, bench.journal())
    for step in (3, 9, 15):
        child = os.fork()
        if child == 0:
            left = [step]

            def reached(_: str) -> None:
                left[0] -= 1  # noqa: B023 - used before the next round
                if left[0] < 0:  # noqa: B023 - the same
                    os.kill(os.getpid(), signal.SIGKILL)

            try:
                undoer = bench.undoer(reached)
                undoer.recover(undoer.pending()[0])
            finally:
                os._exit(0)
        os.waitpid(child, 0)
    undoer = bench.undoer()
    assert undoer.recover(undoer.pending()[0]).journal.phase is Phase.RESTORED
    assert bench.now() == bench.wanted


def test_a_checkpoint_lost_meanwhile_is_rolled_back(bench: _Bench) -> None:
    """What cannot be completed goes back to how it was, and the reason is told."""
    assert bench.killed_at(20, bench.journal())
    assert bench.now() not in (bench.wanted, bench.spoilt)
    bench.store.drop(bench.target)
    undoer = bench.undoer()
    outcome = undoer.recover(undoer.pending()[0])
    assert outcome.journal.phase is Phase.ROLLED_BACK
    assert "no checkpoint" in outcome.journal.note
    assert bench.now() == bench.spoilt


def test_refusals_change_nothing(bench: _Bench) -> None:
    """Git at work, or no such checkpoint: no journal is left."""
    undoer = bench.undoer()
    (bench.work / ".git" / "index.lock").write_text("")
    undoer.begin(bench.journal())
    with pytest.raises(Refused, match="index"):
        undoer.run(bench.journal())
    (bench.work / ".git" / "index.lock").unlink()
    lost = Journal(id="x", checkpoint="zz", workspace=str(bench.work))
    undoer.begin(lost)
    with pytest.raises(NotFound):
        undoer.run(lost)
    assert undoer.pending() == []
    assert bench.now() == bench.spoilt


def test_a_lock_that_comes_meanwhile_rolls_it_back(bench: _Bench) -> None:
    """Git that begins to work while files are restored keeps its index, and the files go back."""

    def reached(step: str) -> None:
        if step == "lock":
            (bench.work / ".git" / "index.lock").write_text("git's")

    undoer = bench.undoer(reached)
    undoer.begin(bench.journal())
    with pytest.raises((Refused, LedgerError)):
        undoer.run(bench.journal())
    assert picture(bench.work) in (bench.spoilt[0], bench.wanted[0])
    assert (bench.work / ".git" / "index.lock").read_text() == "git's"
    assert bench.index() == bench.spoilt[1]
