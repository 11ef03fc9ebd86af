"""Finds and ends what tests started, by its environment: also what left its session and its parents behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

__all__ = ["RUN", "end", "left_behind", "marks", "nothing_left_behind"]

RUN = "XDG_PLANGATE_TEST_RUN"
"""Marks every program that this process of the tests starts; by its prefix it reaches agents in sessions, too."""
_PATIENCE = 20.0


@pytest.fixture(scope="session", autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Tests that import this into their conftest fail when they left a process behind."""
    run = os.environ[RUN] = f"{os.getpid()}-{time.time_ns()}"
    yield
    if left := left_behind(run, _PATIENCE):
        pytest.fail("tests left processes behind:\n" + "\n".join(left))


def marks(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What the environment of a program needs that gets nothing else of ours."""
    return {RUN: environment[RUN]} if RUN in environment else {}


def end(root: Path) -> None:
    """End every program whose environment names this directory or what is in it; blocks until none is left."""
    names = [f"={root}{after}".encode() for after in ("/", "\0")]
    quiet = 0
    while quiet < 2:  # what was being forked while we looked is found the next time
        victims = [pid for pid, words in _environments() if any(name in words for name in names)]
        quiet = 0 if victims else quiet + 1
        for pid in victims:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.005)


def left_behind(run: str, patience: float) -> list[str]:
    """What still runs of what was started under a mark, in words; ends it.

    Args:
        run: The value of `RUN`.
        patience: Seconds for what has been told to end and is about to.
    """
    mark = f"{RUN}={run}\0".encode()
    deadline = time.monotonic() + patience
    while found := [pid for pid, words in _environments() if mark in words]:
        if time.monotonic() > deadline:
            said = [_words(pid) for pid in found]
            for pid in found:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            return said
        time.sleep(0.05)
    return []


def _environments() -> Iterator[tuple[int, bytes]]:
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int(entry.name) != os.getpid():
                yield int(entry.name), (entry / "environ").read_bytes() + b"\0"


def _words(pid: int) -> str:
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return f"{pid} in {Path(f'/proc/{pid}/cwd').readlink()}: {line.strip()}"
    except OSError:
        return f"{pid}, which has just ended"
