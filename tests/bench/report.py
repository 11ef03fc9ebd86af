"""The JSON a machine reads."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from plangate.cli.bench.figure import Figure

__all__ = ["save"]

_RESULTS = Path(__file__).parent / "results"


def save(figures: Sequence[Figure]) -> Path:
    """Write all figures with a description of the machine; gives the file."""
    _RESULTS.mkdir(exist_ok=True)
    path = _RESULTS / time.strftime("bench-%Y%m%d-%H%M%S.json")
    entries = [{**asdict(figure), "ratio": figure.ratio, "holds": figure.holds} for figure in figures]
    path.write_text(json.dumps({"machine": _machine(), "figures": entries}, indent=1) + "\n")
    return path


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
