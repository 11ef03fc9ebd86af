"""From keystroke to frame, and what watched by nobody costs, beside sessions that redraw all the time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.hosts import Hosts
from tests.bench.measure import Figure, cpu_seconds, spread
from tests.bench.tmux import Tmux

__all__ = ["measure"]

_KEYS = "=@QWXYZ%&!"  # none of them is part of a sequence tmux draws with
_KEYSTROKES = 400
_SETTLE = 2.0
_CPU_SPAN = 10.0
_P50_MOST = {0: 1.5, 30: 1.2, 100: 1.0}


def measure(folder: Path, loads: Path, busy: int) -> list[Figure]:
    """Latency with that many busy sessions beside the one typed into; CPU of the busy ones."""
    spin, echo = f"{loads} ink 10", f"{loads} echo"
    with Tmux(folder) as tmux:
        for _ in range(busy):
            tmux.new(spin)
        their_cpu = _cpu(lambda: cpu_seconds([tmux.pid]), busy)
        client = tmux.attach(tmux.new(echo))
        client.wait(b"ready")
        client.drain()
        theirs = _latencies(client.write, lambda key: client.wait(key) and None)
        client.close()
    with Hosts(folder) as hosts:
        for _ in range(busy):
            hosts.spawn(*spin.split())
        pids = [host.pid for host in hosts.hosts]
        our_cpu = _cpu(lambda: cpu_seconds(pids), busy)
        viewer = hosts.spawn(*echo.split()).view()
        viewer.wait(lambda it: any("ready" in line for line in it.lines()))
        ours = _latencies(viewer.type, lambda key: viewer.wait(lambda it: it.lines()[4][4:5].encode() == key))
        viewer.close()
    return _figures(busy, ours, theirs, our_cpu, their_cpu)


def _figures(
    busy: int, ours: list[float], theirs: list[float], our_cpu: float, their_cpu: float
) -> list[Figure]:
    mine, other = spread(ours), spread(theirs)
    name = f"keystroke to frame, {busy} busy"
    detail = {**{f"ours {key}": value for key, value in mine.items()}}
    detail |= {f"tmux {key}": value for key, value in other.items()}
    figures = [
        Figure(f"{name}, p50", mine["p50"], other["p50"], "ms", most=_P50_MOST[busy], detail=detail),
        Figure(f"{name}, p99", mine["p99"], other["p99"], "ms", most=0.5 if busy == 100 else None),
    ]
    if busy:
        figures.append(
            Figure(
                f"CPU of {busy} unwatched busy sessions",
                our_cpu,
                their_cpu,
                "% of a core",
                most=1.5 if busy == 100 else None,
            )
        )
    return figures


def _cpu(used: Callable[[], float], busy: int) -> float:
    """Percent of a core over a span in which nobody is attached."""
    if not busy:
        return 0.0
    time.sleep(_SETTLE)
    before, start = used(), time.monotonic()
    time.sleep(_CPU_SPAN)
    return 100 * (used() - before) / (time.monotonic() - start)


def _latencies(write: Callable[[bytes], None], shown: Callable[[bytes], float | None]) -> list[float]:
    """Milliseconds from each keystroke until it is shown, typed at uneven intervals."""
    rng, samples, key = random.Random(9), [], ""
    for _ in range(_KEYSTROKES):
        key = rng.choice([other for other in _KEYS if other != key])
        time.sleep(rng.uniform(0.01, 0.05))
        start = time.monotonic()
        write(key.encode())
        arrived = shown(key.encode())
        samples.append(1000 * ((arrived or time.monotonic()) - start))
    return samples
