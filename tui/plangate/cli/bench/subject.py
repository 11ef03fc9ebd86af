"""What is measured, and how a figure is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

__all__ = ["HISTORY", "PAUSE", "PROGRAM", "Figure", "Subject", "pss"]

PAUSE = 0.03
"""Seconds between two keystrokes, so that none waits for the frame of the one before."""


HISTORY = 5000
"""Lines that each session keeps, on both sides."""
PROGRAM = f"seq -w {HISTORY} | sed 's/$/ of a history like any other/'; exec cat"
"""What sessions run: it fills the history, and then repeats what is typed."""


class Subject(Protocol):
    """A terminal multiplexer."""

    def spawn(self) -> float:
        """Start a session that runs `PROGRAM`; seconds until it was accepted."""

    def keystrokes(self, count: int) -> list[float]:
        """Type into a session; for each key the seconds until its picture arrived."""

    def flood(self, lines: int) -> float:
        """Seconds in which a session prints that many lines and ends."""

    def memory(self) -> float:
        """Bytes of proportional memory for each session that `spawn` started."""

    def close(self) -> None:
        """End everything."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the result; smaller is better in all of them."""

    name: str
    unit: str
    plangate: float
    tmux: float | None

    @property
    def ratio(self) -> float | None:
        """Plangate's figure as a multiple of tmux's."""
        return self.plangate / self.tmux if self.tmux else None


def pss(pid: int) -> int:
    """Proportional set size of a process in bytes; 0 when the kernel does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
