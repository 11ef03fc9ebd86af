"""Tests of `plangate.host.offload`."""

from __future__ import annotations

import time

from plangate.host.loop import Loop
from plangate.host.offload import offload


def _run(work: object, patience: float) -> bytes | None:
    loop = Loop()
    results: list[bytes | None] = []
    assert callable(work)
    offload(loop, work, results.append, patience)
    while not results:
        loop.run_once()
    loop.close()
    return results[0]


def test_the_result_comes_back() -> None:
    """Also one that is larger than a pipe."""
    assert _run(lambda: b"x" * 300_000, 20.0) == b"x" * 300_000


def test_work_that_fails_is_none() -> None:
    """Its error stays in the child."""
    assert _run(lambda: bytes([1 // 0]), 20.0) is None


def test_work_without_end_is_ended() -> None:
    """After its time, whatever it does."""

    def forever() -> bytes:
        while True:
            time.monotonic()

    assert _run(forever, 0.2) is None
