"""The figures of `plangate bench`: a part of those of `make bench`, measured where a person's commands are."""

from __future__ import annotations

import os
import shlex
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from plangate.cli.bench.figure import Figure, cpu_seconds, percentile, pss
from plangate.cli.bench.keystrokes import latencies
from plangate.cli.bench.ours import Ours
from plangate.cli.bench.tmux import Tmux

__all__ = ["Effort", "measure"]

_T = TypeVar("_T")

_HISTORY = 5000
_FILL = f"seq -w {_HISTORY} | sed 's/$/ of a history like any other/'; exec cat"
"""Fills the history, and then repeats what is typed."""
_BUSY = """
import sys, time
number = 0
while True:
    number += 1
    sys.stdout.write("\\033[H" + "".join(f"\\033[3{n % 8}mline {n} {number}\\033[m\\r\\n" for n in range(9)))
    sys.stdout.flush()
    time.sleep(0.1)
"""
"""Redraws a block of nine lines ten times a second, as agents do."""
_COLS = 80
_WARM = 5
_SETTLE = 1.0
_MILLI = 1000.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured; less for tests."""

    sessions: int = 5
    busy: int = 10
    strokes: int = 100
    lines: int = 500_000
    span: float = 4.0
    """Seconds over which processor time is counted."""


def measure(folder: Path, program: str | None, effort: Effort) -> Iterator[Figure]:
    """Measure Plangate and, when `program` names it, tmux, one after the other on the same machine."""
    ours = Ours(folder)
    try:
        if program is None:
            yield from _all(ours, None, effort)
        else:
            with Tmux(folder, _HISTORY) as tmux:
                yield from _all(ours, tmux, effort)
    finally:
        ours.close()


def _all(ours: Ours, tmux: Tmux | None, effort: Effort) -> Iterator[Figure]:
    base = pss(tmux.pid) if tmux else 0.0
    started = [_timed(lambda: ours.start("sh", "-c", _FILL)) for _ in range(effort.sessions)]
    theirs = [_timed(lambda: tmux.new(_shell(_FILL))) for _ in range(effort.sessions)] if tmux else []
    yield _median(
        "start of a session, p50", [took for took, _ in started], [took for took, _ in theirs], most=3.0
    )
    time.sleep(_SETTLE)  # until the histories are full and packed
    memory = statistics.mean(pss(ours.host(session)) for _, session in started)
    grown = (pss(tmux.pid) - base) / effort.sessions if tmux else None
    name = f"memory of a session with {_HISTORY} lines, one of {effort.sessions}"
    yield Figure(name, memory, grown, "MiB PSS")  # what is asked holds for thirty, who share more
    yield from _keystrokes(ours, tmux, effort, 0)
    yield from _beside_busy_ones(ours, tmux, effort)
    yield from _flood(ours, tmux, effort)


def _keystrokes(ours: Ours, tmux: Tmux | None, effort: Effort, busy: int) -> Iterator[Figure]:
    viewer = ours.attach(ours.start("cat", cols=_COLS))
    places = iter(range(_WARM + effort.strokes))  # where the terminal itself echoes one after the other

    def shown(key: bytes) -> float:
        row, col = divmod(next(places), _COLS)
        return viewer.wait(lambda it: it.at(row, col) == key)

    mine = _strokes(effort, viewer.type, shown)
    viewer.close()
    others: list[float] = []
    if tmux:
        client = tmux.attach(tmux.new("cat"), _COLS, 24)
        client.drain()
        others = _strokes(effort, client.write, client.shows)
        client.close()
    name = f"keystroke to frame, {busy} busy"
    most = 1.5 if busy == 0 else None
    median = statistics.median(others) if others else None
    yield Figure(f"{name}, p50", statistics.median(mine), median, "ms", most=most)
    slow = percentile(others, 0.99) if others else None
    yield Figure(f"{name}, p99", percentile(mine, 0.99), slow, "ms")


def _beside_busy_ones(ours: Ours, tmux: Tmux | None, effort: Effort) -> Iterator[Figure]:
    busy = [ours.start(sys.executable, "-c", _BUSY) for _ in range(effort.busy)]
    if tmux:
        for _ in range(effort.busy):
            tmux.new(shlex.join([sys.executable, "-c", _BUSY]))
    sides = [session.pid for session in busy], (tmux.programs(sys.executable) if tmux else [])
    pids = [*ours.processes(), *(ours.host(session) for session in busy)]
    _let_run(*sides)
    mine = _use(pids, effort.span)
    _let_run(*sides[::-1])
    theirs = _use([tmux.pid], effort.span) if tmux else None
    yield Figure(f"CPU of {effort.busy} unwatched busy sessions, daemon and all", mine, theirs, "% of a core")
    _let_run([*sides[0], *sides[1]], [])
    yield from _keystrokes(ours, tmux, effort, effort.busy)
    for pid in (*sides[0], *sides[1]):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _flood(ours: Ours, tmux: Tmux | None, effort: Effort) -> Iterator[Figure]:
    wall, session = ours.until_ended("seq", str(effort.lines))
    used = cpu_seconds([ours.host(session)])
    their_wall = their_used = None
    if tmux:
        before = cpu_seconds([tmux.pid])
        their_wall, _ = _timed(lambda: _tmux_flood(tmux, effort.lines))
        their_used = cpu_seconds([tmux.pid]) - before
    yield Figure(f"{effort.lines:,} lines through a session, wall", wall, their_wall, "s")
    yield Figure(f"{effort.lines:,} lines through a session, CPU", used, their_used, "s")


def _tmux_flood(tmux: Tmux, lines: int) -> None:
    tmux.new(_shell(f"seq {lines}; {shlex.join(tmux.command)} wait-for -S flood"))
    tmux.run("wait-for", "flood")


def _strokes(effort: Effort, write: Callable[[bytes], float], shown: Callable[[bytes], float]) -> list[float]:
    return latencies(_WARM + effort.strokes, write, shown, seed=0)[_WARM:]


def _let_run(running: Iterable[int], stopped: Iterable[int]) -> None:
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    for pid in running:
        os.kill(pid, signal.SIGCONT)
    time.sleep(_SETTLE)


def _use(pids: Sequence[int], span: float) -> float:
    """Percent of a core."""
    before = cpu_seconds(pids)
    time.sleep(span)
    return 100 * (cpu_seconds(pids) - before) / span


def _median(name: str, ours: Sequence[float], theirs: Sequence[float], *, most: float | None) -> Figure:
    other = statistics.median(theirs) * _MILLI if theirs else None
    return Figure(name, statistics.median(ours) * _MILLI, other, "ms", most=most)


def _timed(act: Callable[[], _T]) -> tuple[float, _T]:
    began = time.perf_counter()
    done = act()
    return time.perf_counter() - began, done


def _shell(command: str) -> str:
    return shlex.join(["sh", "-c", command])
