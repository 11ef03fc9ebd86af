"""Figures about processes and samples, and how one is told beside another; `make bench` uses the same."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Figure", "cpu_seconds", "percentile", "pss", "row", "spread"]

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement beside the same of something else, and what is asked of it."""

    name: str
    ours: float
    theirs: float | None = None
    unit: str = ""
    other: str = "tmux"
    most: float | None = None
    """Largest ratio ours / theirs that is good enough."""
    least: float | None = None
    """Smallest ratio ours / theirs that is good enough."""
    limit: float | None = None
    """Largest value of ours that is good enough."""
    detail: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Ours divided by theirs."""
        return self.ours / self.theirs if self.theirs else None

    @property
    def holds(self) -> bool | None:
        """Whether what was asked for is reached; None when nothing was."""
        asked: list[bool] = []
        if self.limit is not None:
            asked.append(self.ours <= self.limit)
        if self.ratio is not None:
            asked += [self.ratio <= self.most] if self.most is not None else []
            asked += [self.ratio >= self.least] if self.least is not None else []
        return all(asked) if asked else None


def percentile(samples: Sequence[float], share: float) -> float:
    """The value below which this share of the samples lies."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(samples: Sequence[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile and maximum."""
    return {
        "p50": statistics.median(samples),
        "p95": percentile(samples, 0.95),
        "p99": percentile(samples, 0.99),
        "max": max(samples),
    }


def cpu_seconds(pids: Iterable[int]) -> float:
    """Processor time used so far by processes, user and system; the ended ones count nothing."""
    total = 0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            continue
        fields = text.rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def pss(pid: int) -> float:
    """Memory of a process in MiB, what it shares with others divided among them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def row(figure: Figure) -> str:
    """One line of the table."""
    theirs = "" if figure.theirs is None else f"{figure.theirs:10.2f} {figure.other}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:8.2f}x"
    verdict = {True: "holds", False: "MISSED", None: ""}[figure.holds]
    return f"{figure.name:52} {figure.ours:10.2f} {figure.unit:12} {theirs:18} {ratio:9} {_asked(figure):10} {verdict}"


def _asked(figure: Figure) -> str:
    parts = []
    if figure.most is not None:
        parts.append(f"<= {figure.most:g}x")
    if figure.least is not None:
        parts.append(f">= {figure.least:g}x")
    if figure.limit is not None:
        parts.append(f"<= {figure.limit:g}")
    return " ".join(parts)
