"""How soon a new daemon has all hosts again after the old one was killed."""

from __future__ import annotations

import os
import signal
import statistics
import time
from pathlib import Path

from tests.bench.daemons import own_daemon, start_sessions

from plangate.cli.bench.figure import Figure
from plangate.client.blocking import BlockingControl

__all__ = ["measure"]

_SESSIONS = 30
_ROUNDS = 5
_PATIENCE = 30.0


def measure(folder: Path) -> list[Figure]:
    """Kill -9 of the daemon, then a new one, until every session's screen has been heard of again."""
    with own_daemon(folder):
        _restarted(0)
        empty = [_restarted(0) for _ in range(_ROUNDS)]
        with BlockingControl() as control:
            start_sessions(control, folder, _SESSIONS)
            _heard(control, _SESSIONS)
        full = [_restarted(_SESSIONS) for _ in range(_ROUNDS)]
    alone, whole = 1000 * min(empty), 1000 * min(full)
    detail = {
        "daemon alone, p50": 1000 * statistics.median(empty),
        "with hosts, p50": 1000 * statistics.median(full),
    }
    return [
        Figure("new daemon until it answers", alone, unit="ms"),
        Figure(f"new daemon until {_SESSIONS} hosts are heard of", whole, unit="ms", detail=detail),
        Figure(f"re-adoption of {_SESSIONS} hosts, the difference", whole - alone, unit="ms", limit=250.0),
    ]


def _restarted(sessions: int) -> float:
    """Seconds from starting a daemon until it has heard from so many sessions' hosts."""
    with BlockingControl() as control:
        os.kill(control.status().pid, signal.SIGKILL)
    start = time.monotonic()
    with BlockingControl() as control:
        _heard(control, sessions)
    return time.monotonic() - start


def _heard(control: BlockingControl, sessions: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while sum(bool(session.last_line) for session in control.sessions()) < sessions:
        if time.monotonic() > deadline:
            raise TimeoutError("not all sessions were heard of")
        time.sleep(0.005)
