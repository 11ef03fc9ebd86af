"""Comparing a working tree with a checkpoint."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.attempts.content import digest_of
from plangate.daemon.attempts.looker import Looker
from plangate.daemon.gate.shelf import Shelf
from plangate.errors import PlangateError
from plangate.git import git


class Compared:
    """A repository, its checkpoint, and what differs from it."""

    def __init__(self, work: Path, store: Path) -> None:
        self.work = work
        self.shelf = Shelf(store)
        self.looker = Looker(self.shelf)
        self.checkpoint = ""

    async def begin(self) -> None:
        """Take the checkpoint."""
        self.checkpoint = (await self.shelf.take(str(self.work), "attempt", "s")).id

    async def differing(self, *paths: str) -> dict[str, tuple[str, str, int]]:
        """By path: digest at the start, digest now, lines."""
        only = frozenset(paths) or None
        found = await self.looker.compare(str(self.work), self.checkpoint, only)
        return {one.path: (one.start, one.now, one.lines) for one in found.differing}


@pytest.fixture
async def compared(tmp_path: Path) -> Compared:
    """Nothing has changed yet."""
    work = tmp_path / "work"
    (work / "src").mkdir(parents=True)
    (work / "src/a").write_text("1\n2\n")
    (work / "src/b").write_text("b\n")
    (work / ".gitignore").write_text("build/\n")
    git("init", "-q", cwd=work)
    made = Compared(work, tmp_path / "store")
    await made.begin()
    return made


async def test_changed_added_removed(compared: Compared) -> None:
    """With lines added and deleted; the same whether all is compared or what has changed."""
    (compared.work / "src/a").write_text("1\n3\n")
    (compared.work / "src/b").unlink()
    (compared.work / "new").write_text("n\n")
    found = await compared.differing()
    assert found == {
        "src/a": (digest_of(b"1\n2\n"), digest_of(b"1\n3\n"), 2),
        "src/b": (digest_of(b"b\n"), "", 1),
        "new": ("", digest_of(b"n\n"), 1),
    }
    assert await compared.differing("src/a", "src/b", "new") == found
    assert set(await compared.differing("src")) == {"src/a", "src/b"}


async def test_layout_permissions_and_ignored_files_are_no_change(compared: Compared) -> None:
    """A formatter, chmod and a build."""
    (compared.work / "src/a").write_text("1\n\n2\n")
    (compared.work / "src/b").chmod(0o755)
    (compared.work / "build").mkdir()
    (compared.work / "build/out").write_text("x")
    assert await compared.differing() == {}
    assert await compared.differing("src/a", "src/b", "build/out", "never") == {}


async def test_links_are_compared_by_where_they_lead(compared: Compared) -> None:
    """A file that becomes a link is another content."""
    (compared.work / "src/b").unlink()
    (compared.work / "src/b").symlink_to("a")
    assert set(await compared.differing("src/b")) == {"src/b"}
    assert set(await compared.differing()) == {"src/b"}


async def test_a_checkpoint_that_is_gone(compared: Compared) -> None:
    """Says so."""
    compared.checkpoint = "20200101T000000-000000"
    with pytest.raises(PlangateError):
        await compared.differing("src/a")
