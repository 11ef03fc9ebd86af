"""Measures Plangate beside tmux and pyte in the same run: `python -m tests.bench.run [SECTION ...]`."""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import (
    adoption,
    approval,
    checkpoints,
    dashboard,
    flood,
    footprint,
    gate,
    hook,
    keystrokes,
    ledger,
    report,
    speed,
    supervised,
    watching,
)

from plangate.cli.bench.figure import Figure, row

__all__ = ["main"]


def main(argv: list[str] | None = None) -> int:
    """Run the sections named, or all; 1 when something that was asked for is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sections", nargs="*", choices=[*_SECTIONS, []], help="what to measure; all by default"
    )
    chosen = parser.parse_args(argv).sections or list(_SECTIONS)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is ended on the way out
    figures: list[Figure] = []
    for name in chosen:
        with _folder() as folder:
            for figure in _SECTIONS[name](folder):
                figures.append(figure)
                sys.stdout.write(row(figure) + "\n")
                sys.stdout.flush()
    sys.stdout.write(f"written to {report.save(figures)}\n")
    return int(any(figure.holds is False for figure in figures))


def _keystrokes(folder: Path) -> Iterator[Figure]:
    loads = folder / "loads"
    subprocess.run(["cc", "-O2", "-o", str(loads), str(Path(__file__).parent / "loads.c")], check=True)
    for busy in (0, 30, 100):
        with _folder() as own:
            yield from keystrokes.measure(own, loads, busy)


_SECTIONS: dict[str, Callable[[Path], Iterator[Figure] | list[Figure]]] = {
    "checkpoints": checkpoints.measure,
    "emulator": lambda _: speed.measure(),
    "keystrokes": _keystrokes,
    "flood": flood.measure,
    "interrupt": flood.interrupt,
    "footprint": footprint.measure,
    "adoption": adoption.measure,
    "dashboard": dashboard.measure,
    "ledger": ledger.measure,
    "hook": hook.measure,
    "gate": gate.measure,
    "supervised": supervised.measure,
    "approval": approval.measure,
    "watching": watching.measure,
}


@contextmanager
def _folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # short, because of the limit on socket paths
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
