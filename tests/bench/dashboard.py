"""The dashboard's start beside a bare Textual program, and what painting costs."""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

from tests.bench import dashboard_paint
from tests.bench.daemons import own_daemon, start_sessions
from tests.bench.dashboard_start import HELLO, PLANGATE, paint_time

from plangate.cli.bench.figure import Figure
from plangate.client.blocking import BlockingControl

__all__ = ["measure"]

_SESSIONS = 30
_ROUNDS = 7


def measure(folder: Path) -> list[Figure]:
    """Start with thirty sessions in turns with the bare program; CPU of one row and of nine panes."""
    bare, ours = [], []
    with own_daemon(folder):
        with BlockingControl() as control:
            start_sessions(control, folder, _SESSIONS)
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        last = f"s{_SESSIONS - 1:02}-end".encode()
        for _ in range(_ROUNDS):
            bare.append(1000 * paint_time([sys.executable, "-c", HELLO], b"hello, world", environment))
            ours.append(1000 * paint_time(PLANGATE, last, environment))
    painted = dashboard_paint.measure()
    row, nine = painted["one_row_200x60"], painted["nine_panes_scrolling_30hz"]
    return [
        Figure(
            f"dashboard with {_SESSIONS} sessions, start to first paint, p50",
            statistics.median(ours),
            statistics.median(bare),
            "ms",
            "textual",
            most=1.5,
        ),
        Figure("one changed row in a 200x60 pane", row["ms_per_frame"], unit="ms CPU", limit=1.0),
        Figure("nine panes scrolling at 30 Hz", nine["cores"], unit="cores", limit=0.5),
    ]
