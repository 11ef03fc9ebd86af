"""Tests of `plangate.daemon.gate.inotify`, with the real kernel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plangate.daemon.gate.inotify import Notifier


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Notifier]:
    """A tree with one directory that is left out."""
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "skipped").mkdir()
    made = Notifier(tmp_path, lambda path: path.split("/")[0] == "skipped")
    yield made
    made.close()


def test_changes_are_told_by_path(tmp_path: Path, watched: Notifier) -> None:
    """Written, renamed and deleted files, at any depth; nothing twice."""
    (tmp_path / "top").write_text("x")
    (tmp_path / "a/b/deep").write_text("x")
    (tmp_path / "skipped/x").write_text("x")
    assert watched.changed() == ({"top", "a/b/deep"}, False)
    assert watched.changed() == (set(), False)
    (tmp_path / "top").rename(tmp_path / "a/moved")
    (tmp_path / "a/b/deep").unlink()
    assert watched.changed() == ({"top", "a/moved", "a/b/deep"}, False)


def test_directories_made_later_are_watched_as_well(tmp_path: Path, watched: Notifier) -> None:
    """With what was put into them before that."""
    (tmp_path / "new/inner").mkdir(parents=True)
    (tmp_path / "new/inner/first").write_text("x")
    found, _ = watched.changed()
    assert "new/inner/first" in found
    (tmp_path / "new/inner/second").write_text("x")
    assert watched.changed() == ({"new/inner/second"}, False)


def test_only_what_is_finished(tmp_path: Path) -> None:
    """A file that is still being written is not told, nor what happens to others."""
    watched = Notifier(tmp_path, lambda path: path != "plan.md", finished=True)
    try:
        with (tmp_path / "plan.md").open("w") as file:
            file.write("x")
            file.flush()
            assert watched.changed() == (set(), False)
        (tmp_path / "other").write_text("x")
        assert watched.changed() == ({"plan.md"}, False)
        (tmp_path / "other").rename(tmp_path / "plan.md")
        assert watched.changed() == ({"plan.md"}, False)
        (tmp_path / "plan.md").unlink()
        assert watched.changed() == (set(), False)
    finally:
        watched.close()
