"""How long it takes until an event is durable: 30 producers, at a steady pace and as fast as they can."""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from plangate.ledger.ledger import Ledger

__all__ = ["measure"]

_PRODUCERS = 30
_EACH = 200
_PACE = 2600.0
"""Events per second of all producers together: 30 sessions that change their state 87 times a second."""


def measure() -> dict[str, float]:
    """Milliseconds from `append` to the acknowledgement, events per second, and times of opening."""
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        db, twin = Path(name) / "ledger.db", Path(name) / "ledger.jsonl"
        with Ledger(db, twin) as ledger:
            paced, _ = _run(ledger, _PRODUCERS / _PACE)
            flat_out, rate = _run(ledger, 0.0)
            _timed(lambda: [ledger.append("bench.filled") for _ in range(50_000)][-1].result())
            verified = _timed(ledger.verify)
        opened = _timed(lambda: Ledger(db, twin).close())
        db.unlink()
        rebuilt = _timed(lambda: Ledger(db, twin).close())
    return {
        "paced_ms_p50": _percentile(paced, 0.5),
        "paced_ms_p99": _percentile(paced, 0.99),
        "flat_out_ms_p50": _percentile(flat_out, 0.5),
        "flat_out_ms_p99": _percentile(flat_out, 0.99),
        "flat_out_events_per_s": rate,
        "verify_62000_s": verified,
        "open_62000_s": opened,
        "rebuild_62000_s": rebuilt,
    }


def _run(ledger: Ledger, interval: float) -> tuple[list[float], float]:
    """Latencies in milliseconds and events per second."""
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
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(latencies), len(latencies) / (time.perf_counter() - begun)


def _percentile(values: list[float], part: float) -> float:
    return values[min(len(values) - 1, int(len(values) * part))]


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.stdout.write(json.dumps({key: round(value, 3) for key, value in measure().items()}, indent=2) + "\n")
