"""A daemon's gates in directories of their own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.support.gatehouse import Gatehouse, Kernel


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A short path, because sockets' paths are limited."""
    root = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    for name, path in (("XDG_RUNTIME_DIR", "r"), ("XDG_STATE_HOME", "s"), ("XDG_CONFIG_HOME", "c")):
        (root / path).mkdir(mode=0o700)
        monkeypatch.setenv(name, str(root / path))
    yield root
    shutil.rmtree(root)


@pytest.fixture
async def house(place: Path) -> AsyncIterator[Gatehouse]:
    """A session that nothing confines, of strength kernel all the same: each flip succeeds."""
    made = Gatehouse(place)
    await made.begin()
    yield made
    await made.end()


@pytest.fixture
def kernel(place: Path, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    """The mounts of a confined session."""
    return Kernel(monkeypatch, place / "work")


@pytest.fixture
async def confined(place: Path, kernel: Kernel) -> AsyncIterator[Gatehouse]:
    """A session whose mounts are those."""
    made = Gatehouse(place, confined=True)
    await made.begin()
    yield made
    await made.end()
