"""How long it takes until an event is durable: 30 producers, at a steady pace and as fast as they can."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from plangate.cli.bench.figure import Figure, percentile, spread
from plangate.ledger.ledger import Ledger

__all__ = ["measure"]

_PRODUCERS = 30
_EACH = 200
_FILLED = 60_000
_PACE = 2600.0
"""Events per second of all producers together: 30 sessions that change their state 87 times a second."""


def measure(folder: Path) -> list[Figure]:
    """Milliseconds from `append` to the acknowledgement, and seconds of what happens at a start."""
    db, twin = folder / "ledger.db", folder / "ledger.jsonl"
    with Ledger(db, twin) as ledger:
        paced = _run(ledger, _PRODUCERS / _PACE)
        begun = time.perf_counter()
        hurried = _run(ledger, 0.0)
        rate = len(hurried) / (time.perf_counter() - begun)
        fill = _FILLED - ledger.last_seq
        _timed(lambda: [ledger.append("bench.filled") for _ in range(fill)][-1].result())
        verified = _timed(ledger.verify)
    opened = _timed(lambda: Ledger(db, twin).close())
    db.unlink()
    rebuilt = _timed(lambda: Ledger(db, twin).close())
    events = f"of {_FILLED // 1000},000 events"
    return [
        Figure("ledger, durable after, p50, 2600 events/s", percentile(paced, 0.5), unit="ms", limit=3.0),
        Figure("ledger, durable after, p99, 2600 events/s", percentile(paced, 0.99), unit="ms", limit=25.0),
        Figure(
            "ledger, durable after, p99, flat out",
            percentile(hurried, 0.99),
            unit="ms",
            detail=spread(hurried),
        ),
        Figure("ledger, flat out", rate, unit="events/s"),
        Figure(f"ledger, opening {events}", opened, unit="s"),
        Figure(f"ledger, full check {events}", verified, unit="s"),
        Figure(f"ledger, rebuild from the twin {events}", rebuilt, unit="s"),
    ]


def _run(ledger: Ledger, interval: float) -> list[float]:
    """Latencies in milliseconds."""
    latencies: list[float] = []

    def produce(number: int) -> None:
        due = time.perf_counter() + interval * number / _PRODUCERS
        for count in range(_EACH):
            time.sleep(max(0.0, due - time.perf_counter()))
            begun = time.perf_counter()
            ledger.append("bench.counted", f"session{number}", "bench", {"n": count}).result()
            latencies.append((time.perf_counter() - begun) * 1000)
            due += interval

    threads = [threading.Thread(target=produce, args=(number,)) for number in range(_PRODUCERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return latencies


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
