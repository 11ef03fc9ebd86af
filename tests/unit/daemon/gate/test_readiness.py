"""Tests of `plangate.daemon.gate.readiness`: a checkpoint taken beforehand counts only while nothing has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.gated import git
from tests.support.gatehouse import Gatehouse

from plangate.daemon.gate.inotify import Notifier
from plangate.daemon.gate.readiness import Readiness, ignored_in, under
from plangate.errors import LimitReached


def _write(work: Path) -> None:
    (work / "src/old.txt").write_text("by a person\n")


def _stage(work: Path) -> None:
    git(work, "rm", "-q", "--cached", "top.txt")


def _commit(work: Path) -> None:
    git(work, "commit", "-q", "--allow-empty", "-m", "more")


def _nothing(work: Path) -> None:
    (work / "ignored/cache.bin").write_text("of nobody\n")


@pytest.mark.parametrize(
    ("change", "reason"),
    [(_nothing, "a plan waits"), (_write, "before it"), (_stage, "before it"), (_commit, "before it")],
)
async def test_what_is_ready_is_used_while_it_fits(
    house: Gatehouse, change: Callable[[Path], None], reason: str
) -> None:
    """Files, index and commit are as they were; what git ignores does not matter."""
    (house.work / "ignored").mkdir()
    (house.work / "ignored/here").touch()
    readiness = Readiness(house.office.shelf)
    readiness.begin(house.post)
    await readiness._ready[house.post.session]
    change(house.work)
    found = await readiness.checkpoint(house.post, "before it")
    assert found.reason == reason
    assert (await readiness.checkpoint(house.post, "again")).reason == "again"


async def test_what_cannot_be_watched_is_taken_when_it_is_needed(
    house: Gatehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather late than wrong."""

    def none_left(*_: object, **__: object) -> Notifier:
        raise LimitReached("no watches are left", "")

    monkeypatch.setattr("plangate.daemon.gate.readiness.Notifier", none_left)
    readiness = Readiness(house.office.shelf)
    readiness.begin(house.post)
    assert (await readiness.checkpoint(house.post, "before it")).reason == "before it"


async def test_what_is_forgotten_is_not_used(house: Gatehouse) -> None:
    """The plan was sent back, or the session has ended."""
    readiness = Readiness(house.office.shelf)
    readiness.begin(house.post)
    readiness.forget(house.post.session)
    readiness.forget("somebody else")
    assert (await readiness.checkpoint(house.post, "before it")).reason == "before it"


def test_directories_and_what_lies_in_them(house: Gatehouse) -> None:
    """By whole names."""
    assert [under(path, frozenset({"a/b"})) for path in ("a/b", "a/b/c", "a/bc", "a", "b/a/b")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    (house.work / "ignored").mkdir()
    (house.work / "ignored/x").touch()
    assert {".git", "ignored"} <= {path.rstrip("/") for path in ignored_in(house.work)}
