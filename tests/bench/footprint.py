"""How long a session takes to start, and how much memory it holds with 5,000 lines of history."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from tests.bench.corpora import corpora
from tests.bench.hosts import Hosts

from plangate.cli.bench.figure import Figure, pss
from plangate.cli.bench.tmux import Tmux

__all__ = ["measure"]

_SESSIONS = 30
"""What a person has open on a busy day; it is for this number that the limit holds."""
_FEW = 10
"""The memory that hosts share with their keeper is divided among fewer."""
_LINES = 5000
_SETTLE = 1.0
"""Seconds after which a host that nothing happens in has packed what it keeps."""
_END = "ALL-IS-WRITTEN"


def measure(folder: Path) -> list[Figure]:
    """Ten and thirty sessions, each with 5,000 coloured lines and looked at once."""
    coloured = next(corpus.data for corpus in corpora(_LINES * 200) if corpus.name == "coloured log")
    log = folder / "coloured.log"
    log.write_bytes(b"".join(line + b"\n" for line in coloured.split(b"\r\n")[:_LINES]))
    script = folder / "print.sh"
    script.write_text(f"cat {log}; printf 'ALL-IS-''WRITTEN'; read x\n")
    their_starts: list[float] = []
    our_starts: list[float] = []
    with Tmux(folder, history=2 * _LINES) as tmux:  # it drops a tenth whenever it is full
        for _ in range(_SESSIONS):
            start = time.monotonic()
            tmux.new(f"sh {script}")
            their_starts.append(1000 * (time.monotonic() - start))
        _until_written(tmux)
        theirs = pss(tmux.pid) / _SESSIONS
    with Hosts(folder) as hosts:
        few = _memory(hosts, script, _FEW, our_starts)
        ours = _memory(hosts, script, _SESSIONS - _FEW, our_starts)
    return [
        Figure(
            "start of a session, p50",
            statistics.median(our_starts),
            statistics.median(their_starts),
            "ms",
            most=3.0,
            detail={"ours max": max(our_starts), "tmux max": max(their_starts)},
        ),
        Figure(
            f"memory of a session with {_LINES} lines, one of {_SESSIONS}",
            ours,
            theirs,
            "MiB PSS",
            limit=5.0,
            detail={f"ours, one of {_FEW}": few},
        ),
        Figure(f"memory of a session with {_LINES} lines, one of {_FEW}", few, unit="MiB PSS"),
    ]


def _memory(hosts: Hosts, script: Path, more: int, starts: list[float]) -> float:
    """MiB that a session holds, once so many more have written their lines."""
    for _ in range(more):
        start = time.monotonic()
        hosts.spawn("sh", str(script))
        starts.append(1000 * (time.monotonic() - start))
    for host in hosts.hosts[-more:]:
        viewer = host.view()
        if not any(_END in line for line in viewer.lines()):
            viewer.wait(lambda it: any(_END in line for line in it.lines()))
        viewer.close()
    time.sleep(_SETTLE)
    return statistics.mean(pss(host.pid) for host in hosts.hosts)


def _until_written(tmux: Tmux, patience: float = 30.0) -> None:
    """tmux has no event for this."""
    deadline = time.monotonic() + patience
    while sum(int(size) >= _LINES - 100 for size in _history_sizes(tmux)) < _SESSIONS:
        if time.monotonic() > deadline:
            raise TimeoutError("tmux did not take all lines")
        time.sleep(0.1)


def _history_sizes(tmux: Tmux) -> list[str]:
    return tmux.run("list-panes", "-a", "-F", "#{history_size}").split()
