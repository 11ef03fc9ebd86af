"""From keystroke to frame, and what watched by nobody costs, beside sessions that redraw all the time."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.hosts import Hosts

from plangate.cli.bench.figure import Figure, cpu_seconds, spread
from plangate.cli.bench.keystrokes import latencies
from plangate.cli.bench.tmux import Tmux

__all__ = ["measure"]

_SETTLE = 1.0
_CPU_SPAN = 4.0
_CPU_TURNS = 3
_TURNS, _STROKES = 8, 50
_P50_MOST = {0: 1.5, 30: 1.2, 100: 1.0}


def measure(folder: Path, loads: Path, busy: int) -> list[Figure]:
    """Latency with that many busy sessions beside the one typed into; CPU of the busy ones.

    Both sides are measured in turns, the programs of the other being stopped, so that whatever else
    the machine does meanwhile weighs on both.
    """
    spin, echo = f"{loads} ink 10", f"{loads} echo"
    with Tmux(folder) as tmux, Hosts(folder) as hosts:
        for _ in range(busy):
            tmux.new(spin)
            hosts.spawn(*spin.split())
        sides = [host.agent for host in hosts.hosts], tmux.programs(str(loads))
        server, pids = tmux.pid, [host.pid for host in hosts.hosts]
        cpu = _cpu_in_turns(sides, lambda: cpu_seconds(pids), lambda: cpu_seconds([server])) if busy else ()
        client = tmux.attach(tmux.new(echo))
        client.wait(b"ready")
        client.drain()
        viewer = hosts.spawn(*echo.split()).view()
        viewer.wait(lambda it: any("ready" in line for line in it.lines()))
        ours: list[float] = []
        theirs: list[float] = []
        for turn in range(_TURNS):
            _let_run(sides[0], sides[1])
            ours += latencies(
                _STROKES, viewer.type, lambda key: viewer.wait(lambda it: it.at(4, 4) == key), seed=turn
            )
            _let_run(sides[1], sides[0])
            theirs += latencies(_STROKES, client.write, client.shows, seed=turn)
        _let_run(sides[0] + sides[1], [])
        client.close()
        viewer.close()
    return _figures(busy, ours, theirs, cpu)


def _let_run(running: list[int], stopped: list[int]) -> None:
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    for pid in running:
        os.kill(pid, signal.SIGCONT)
    time.sleep(_SETTLE if running else 0.1)


def _cpu_in_turns(
    sides: tuple[list[int], list[int]], our_use: Callable[[], float], their_use: Callable[[], float]
) -> tuple[float, float]:
    """Percent of a core that each side takes while nobody is attached."""
    used = [0.0, 0.0]
    for _ in range(_CPU_TURNS):
        for side, use in enumerate((our_use, their_use)):
            _let_run(sides[side], sides[1 - side])
            before = use()
            time.sleep(_CPU_SPAN)
            used[side] += use() - before
    return 100 * used[0] / (_CPU_SPAN * _CPU_TURNS), 100 * used[1] / (_CPU_SPAN * _CPU_TURNS)


def _figures(
    busy: int, ours: list[float], theirs: list[float], cpu: tuple[float, float] | tuple[()]
) -> list[Figure]:
    mine, other = spread(ours), spread(theirs)
    name = f"keystroke to frame, {busy} busy"
    detail = {**{f"ours {key}": value for key, value in mine.items()}}
    detail |= {f"tmux {key}": value for key, value in other.items()}
    figures = [
        Figure(f"{name}, p50", mine["p50"], other["p50"], "ms", most=_P50_MOST[busy], detail=detail),
        Figure(f"{name}, p99", mine["p99"], other["p99"], "ms", most=0.5 if busy == 100 else None),
    ]
    if cpu:
        figures.append(
            Figure(
                f"CPU of {busy} unwatched busy sessions",
                *cpu,
                "% of a core",
                most=1.5 if busy == 100 else None,
            )
        )
    return figures
