"""Tests of `plangate.daemon.attempts.place`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from plangate.daemon.attempts import place as module
from plangate.daemon.attempts.place import Place
from plangate.daemon.gate.inotify import Notifier
from plangate.errors import LimitReached
from plangate.git import git


class Observed:
    """A place, and when it asked to be looked at."""

    def __init__(self, root: Path) -> None:
        self.looks = asyncio.Event()
        self.complaints: list[str] = []
        self.place = Place(str(root), lambda _: self.looks.set(), self.complaints.append)

    async def look(self) -> frozenset[str] | None:
        """Wait until it asks, and take what has changed."""
        async with asyncio.timeout(30):
            await self.looks.wait()
        self.looks.clear()
        return self.place.take()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """With a file, an ignored one and a directory."""
    (tmp_path / "src").mkdir()
    (tmp_path / ".gitignore").write_text("build/\n")
    (tmp_path / "build").mkdir()
    git("init", "-q", cwd=tmp_path)
    return tmp_path


async def test_changes_are_told_when_it_is_quiet(repository: Path) -> None:
    """Also in directories that are made later; not git's own and not what git ignores."""
    seen = Observed(repository)
    await seen.place.open()
    assert seen.place.take() is None  # what came before is not known one by one
    (repository / "src" / "a").write_text("1")
    (repository / "build" / "b").write_text("1")
    (repository / "new").mkdir()
    (repository / "new" / "c").write_text("1")
    (repository / ".git" / "x").write_text("1")
    assert set(await seen.look() or ()) == {"src/a", "new/c"}
    assert seen.place.take() == frozenset()
    seen.place.close()


async def test_what_changed_while_a_tool_ran_is_taken_again(repository: Path) -> None:
    """It may be half of the work, or a test's passing file: only when the tool has ended it shows."""
    seen = Observed(repository)
    await seen.place.open()
    assert seen.place.take() is None
    seen.place.tools["s"] = {"t"}
    (repository / "src" / "a").write_text("1")
    assert await seen.look() == frozenset({"src/a"})
    assert seen.place.take() == frozenset({"src/a"})
    seen.place.tools.clear()
    assert seen.place.take() == frozenset({"src/a"})
    assert seen.place.take() == frozenset()
    seen.place.tools["s"] = {"t"}
    seen.place.doubt()
    assert seen.place.take() is None
    seen.place.tools.clear()
    assert seen.place.take() is None
    assert seen.place.take() == frozenset()
    seen.place.close()


async def test_new_rules_are_followed(repository: Path) -> None:
    """What is no longer ignored is watched from then on, and everything is compared once."""
    seen = Observed(repository)
    await seen.place.open()
    (repository / ".gitignore").write_text("")
    assert await seen.look() is None
    for _ in range(3000):
        (repository / "build" / "b").write_text("1")
        if "build/b" in (seen.place.take() or ()):
            break
        await asyncio.sleep(0.01)
    else:
        pytest.fail("build/b is still not watched")
    seen.place.close()


@pytest.mark.parametrize("late", [False, True])
async def test_without_watches_everything_is_compared(
    repository: Path, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    """Watches run out at the beginning, or when a directory is made; it is said once."""
    monkeypatch.setattr(module, "_UNWATCHED_EVERY", 0.01)

    class Full(Notifier):
        def __init__(self, root: Path, skip: Callable[[str], bool]) -> None:
            if not late:
                raise LimitReached("no more directories can be watched")
            super().__init__(root, skip)

        def changed(self) -> tuple[set[str], bool]:
            raise LimitReached("no more directories can be watched")

    monkeypatch.setattr(module, "Notifier", Full)
    seen = Observed(repository)
    await seen.place.open()
    (repository / "src" / "a").write_text("1")
    for _ in range(2):
        assert await seen.look() is None
    assert len(seen.complaints) == 1
    assert "compared every minute" in seen.complaints[0]
    seen.place.close()
