"""A hundred megabytes of log through a session, Ctrl-C under `yes`, and a slow viewer at the end."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.corpora import plain_log
from tests.bench.hosts import Host, Hosts

from plangate.cli.bench.figure import Figure, cpu_seconds
from plangate.cli.bench.keystrokes import Viewer
from plangate.cli.bench.tmux import Tmux

__all__ = ["interrupt", "measure"]

_MEGABYTE = 1_000_000
_ROUNDS = 10
_END = "ALL-IS-WRITTEN"
_STOPPED = "STOPPED-%d-"


def measure(folder: Path, megabytes: int = 100) -> list[Figure]:
    """CPU and wall time of `cat` with a viewer attached, and the lag of a viewer at 5 frames a second."""
    log = folder / "flood.log"
    log.write_bytes(plain_log(_MEGABYTE).replace(b"\r\n", b"\n") * megabytes)  # the PTY adds the returns
    script = folder / "flood.sh"
    script.write_text(f"read x; cat {log}; date > {folder}/done; printf 'ALL-IS-''WRITTEN'; read x\n")
    with Tmux(folder) as tmux:
        their_wall, their_cpu = _tmux_flood(tmux, f"sh {script}")
    with Hosts(folder) as hosts:
        our_wall, our_cpu = _host_flood(hosts.spawn("sh", str(script)))
        lag = _slow_viewer(hosts.spawn("sh", str(script)), folder / "done")
    per_second = megabytes / our_wall, megabytes / their_wall
    return [
        Figure(f"CPU of {megabytes} MB of log", our_cpu, their_cpu, "s", most=1.0),
        Figure(f"speed of {megabytes} MB of log, watched", *per_second, "MB/s", least=0.8),
        Figure("lag of a viewer at 5 frames/s at the end", lag, unit="s", limit=0.5),
    ]


def interrupt(folder: Path) -> list[Figure]:
    """Milliseconds from Ctrl-C under `yes` until what the shell then prints is seen."""
    script = folder / "yes.sh"
    script.write_text("trap 'n=$((n+1)); echo; echo STOPPED-$n-' INT\nwhile read x; do yes; done\n")
    with Tmux(folder) as tmux:
        client = tmux.attach(tmux.new(f"sh {script}"))
        client.drain()
        theirs = _interrupts(client.write, lambda mark: client.wait(mark.encode()) and None)
        client.close()
    with Hosts(folder) as hosts:
        viewer = hosts.spawn("sh", str(script)).view()
        ours = _interrupts(viewer.type, lambda mark: viewer.wait(_showing(mark)))
        viewer.close()
    return [
        Figure(
            "Ctrl-C visible under yes, p50",
            statistics.median(ours),
            statistics.median(theirs),
            "ms",
            most=0.3,
            detail={"ours max": max(ours), "tmux max": max(theirs)},
        )
    ]


def _tmux_flood(tmux: Tmux, command: str) -> tuple[float, float]:
    client = tmux.attach(tmux.new(command))
    client.drain()
    pid = tmux.pid
    before, start = cpu_seconds([pid]), time.monotonic()
    client.write(b"\r")
    client.wait(_END.encode(), patience=300)
    wall, cpu = time.monotonic() - start, cpu_seconds([pid]) - before
    client.close()
    return wall, cpu


def _host_flood(host: Host) -> tuple[float, float]:
    viewer = host.view()
    before, start = cpu_seconds([host.pid]), time.monotonic()
    viewer.type(b"\r")
    wall = viewer.wait(_showing(_END), patience=300) - start
    cpu = cpu_seconds([host.pid]) - before
    viewer.close()
    return wall, cpu


def _slow_viewer(host: Host, done: Path) -> float:
    """Seconds between the last byte written and the moment a viewer at 5 frames/s shows the end."""
    done.unlink()
    viewer = host.view(rate=5)
    viewer.type(b"\r")
    viewer.wait(_showing(_END), patience=300, pace=0.2)
    seen = time.time()
    viewer.close()
    return seen - done.stat().st_mtime


def _interrupts(write: Callable[[bytes], object], shown: Callable[[str], float | None]) -> list[float]:
    samples = []
    for number in range(1, _ROUNDS + 1):
        write(b"\r")
        time.sleep(0.5)
        start = time.monotonic()
        write(b"\x03")
        arrived = shown(_STOPPED % number)
        samples.append(1000 * ((arrived or time.monotonic()) - start))
    return samples


def _showing(text: str) -> Callable[[Viewer], bool]:
    return lambda viewer: any(text in line for line in viewer.lines())
