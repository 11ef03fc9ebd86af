"""What it costs to watch a large working tree for attempts while nothing happens in it."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from plangate.cli.bench.figure import Figure
from plangate.daemon.attempts.place import Place
from plangate.git import git

__all__ = ["measure"]

_DIRECTORIES = 2_500
_FILES = 20
"""In each directory."""
_IDLE = 20.0
_TEN_MINUTES = 600.0


def measure(folder: Path) -> Iterator[Figure]:
    """50,000 files; idle for some seconds, which are scaled to ten minutes."""
    work = folder / "work"
    for number in range(_DIRECTORIES):
        place = work / f"d{number % 50}" / f"e{number}"
        place.mkdir(parents=True)
        for name in range(_FILES):
            (place / f"f{name}").touch()
    git("init", "-q", cwd=work)
    opening, idle = asyncio.run(_watched(work))
    yield Figure(
        "watching 50,000 files, idle for ten minutes",
        idle * _TEN_MINUTES / _IDLE,
        unit="CPU s",
        limit=0.1,
        detail={"measured for": _IDLE, "beginning to watch": opening},
    )


async def _watched(work: Path) -> tuple[float, float]:
    """CPU seconds to begin, and of the idle time."""
    place = Place(str(work), lambda _: None, lambda words: None)
    before = _spent()
    await place.open()
    opening = _spent() - before
    await asyncio.sleep(1.0)
    before, began = _spent(), time.monotonic()
    await asyncio.sleep(_IDLE)
    idle = (_spent() - before) * _IDLE / (time.monotonic() - began)
    place.close()
    return opening, idle


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
