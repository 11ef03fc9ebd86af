"""The table a person reads and the JSON a machine reads."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench.measure import Figure

__all__ = ["row", "save"]

_RESULTS = Path(__file__).parent / "results"


def row(figure: Figure) -> str:
    """One line of the table."""
    theirs = "" if figure.theirs is None else f"{figure.theirs:10.2f} {figure.other}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:8.2f}x"
    verdict = {True: "holds", False: "MISSED", None: ""}[figure.holds]
    return f"{figure.name:52} {figure.ours:10.2f} {figure.unit:12} {theirs:18} {ratio:9} {_asked(figure):10} {verdict}"


def save(figures: Sequence[Figure]) -> Path:
    """Write all figures with a description of the machine; gives the file."""
    _RESULTS.mkdir(exist_ok=True)
    path = _RESULTS / time.strftime("bench-%Y%m%d-%H%M%S.json")
    entries = [{**asdict(figure), "ratio": figure.ratio, "holds": figure.holds} for figure in figures]
    path.write_text(json.dumps({"machine": _machine(), "figures": entries}, indent=1) + "\n")
    return path


def _asked(figure: Figure) -> str:
    parts = []
    if figure.most is not None:
        parts.append(f"<= {figure.most:g}x")
    if figure.least is not None:
        parts.append(f">= {figure.least:g}x")
    if figure.limit is not None:
        parts.append(f"<= {figure.limit:g}")
    return " ".join(parts)


def _machine() -> dict[str, object]:
    tmux = subprocess.run(["tmux", "-V"], capture_output=True, text=True, check=False).stdout.strip()
    return {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "kernel": platform.release(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "tmux": tmux,
    }
