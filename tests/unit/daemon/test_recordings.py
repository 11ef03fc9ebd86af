"""Tests of `plangate.daemon.recordings`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plangate.daemon.recordings import enforce, purge, size


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Recordings of four sessions, 100 bytes each, "a" the oldest."""
    for age, name in enumerate("abcd"):
        path = tmp_path / name
        path.mkdir()
        (path / "segment").write_bytes(b"x" * 100)
        os.utime(path, (age, age))
    return tmp_path


def test_the_oldest_go_first_and_running_ones_stay(directory: Path) -> None:
    """Until everything fits."""
    assert enforce(directory, 250, running={"a"}) == ["b", "c"]
    assert sorted(path.name for path in directory.iterdir()) == ["a", "d"]


def test_within_the_quota_nothing_goes(directory: Path) -> None:
    """Exactly full is not over."""
    assert enforce(directory, 400, running=()) == []


def test_purging_says_what_it_freed(directory: Path) -> None:
    """Sessions without a recording count nothing."""
    assert purge(directory, ["a", "nobody"]) == 100
    assert size(directory) == 300
