"""What a checkpoint takes beside git: `git add -A` into a temporary index, and `git status`, in turns."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from plangate.checkpoints import Store
from plangate.cli.bench.figure import Figure, spread

__all__ = ["measure"]

_ROUNDS = 15
_SETTLED = 2.5
"""Seconds after which what was written is not read again."""


def measure(folder: Path) -> list[Figure]:
    """Ratios of the best of some rounds; 1.2 is what is asked."""
    small, large = _repository(folder / "small", 2_000), _repository(folder / "large", 50_000)
    time.sleep(_SETTLED)
    index = folder / "index"
    cold = iter(range(10**6))
    first = _ratio(
        "checkpoint, first of 2,000 files (git add -A, new objects)",
        lambda: Store(folder / f"store{next(cold)}").create(small, "bench"),
        lambda: _add(small, index, objects=folder / f"objects{next(cold)}"),
    )
    known = _ratio(
        "checkpoint, first of 2,000 files (git add -A, known objects)",
        lambda: Store(folder / f"store{next(cold)}").create(small, "bench"),
        lambda: _add(small, index),
        most=None,
    )
    store = Store(folder / "store")
    store.create(small, "first")
    again = _ratio(
        "checkpoint, unchanged, of 2,000 files (git add -A, known objects)",
        lambda: store.create(small, "bench"),
        lambda: _add(small, index),
    )
    store.create(large, "first")
    unchanged = _ratio(
        "checkpoint, unchanged, of 50,000 files (git status)",
        lambda: store.create(large, "bench"),
        lambda: _git(large, "status"),
    )
    restarted = _ratio(
        "checkpoint, unchanged, of 50,000 files, after a restart (git status)",
        lambda: Store(folder / "store").create(large, "bench"),
        lambda: _git(large, "status"),
    )
    return [first, known, again, unchanged, restarted]


def _ratio(
    name: str, ours: Callable[[], object], theirs: Callable[[], object], *, most: float | None = 1.2
) -> Figure:
    """The best of each, taken in turns."""
    mine, other = [], []
    for _ in range(_ROUNDS):
        other.append(_timed(theirs))
        mine.append(_timed(ours))
    return Figure(name, min(mine), min(other), unit="ms", other="git", most=most, detail=spread(mine))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _add(repository: Path, index: Path, objects: Path | None = None) -> None:
    index.unlink(missing_ok=True)
    extra = {"GIT_INDEX_FILE": str(index)}
    if objects is not None:
        objects.mkdir()
        extra["GIT_OBJECT_DIRECTORY"] = str(objects)
    _git(repository, "add", "-A", **extra)


def _repository(root: Path, files: int) -> Path:
    chance = random.Random(files)
    for number in range(files):
        place = root / f"part{number // 1000}" / f"module{number // 25 % 40}"
        if number % 25 == 0:
            place.mkdir(parents=True, exist_ok=True)
        lines = (f"line {chance.randrange(10**9)} of {number}\n" for _ in range(chance.randrange(5, 120)))
        (place / f"file{number}.py").write_text("".join(lines))
    _git(root, "init", "-q")
    _git(root, "add", "-A")
    _git(root, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "first")
    return root


def _git(repository: Path, *arguments: str, **extra: str) -> None:
    subprocess.run(
        ["git", *arguments], cwd=repository, env={**os.environ, **extra}, capture_output=True, check=True
    )
