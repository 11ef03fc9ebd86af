"""Which line a program was writing at which time, so that a moment can be found again in the scrollback. Pure.

Noted at most once a second and only when the line is another one; old notes are thinned out, so that an
hour in a long day is still found to within some lines.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from plangate.emulator.api import Emulator

__all__ = ["MOST", "Moments", "Place"]

MOST = 4096
"""Notes that are kept: about 300 KB at worst, an hour of lines without a pause."""
_APART = 1.0
"""Seconds between two notes."""
_SEEN_BEFORE = -1
"""Line of a full-screen program: nothing of it stays in the scrollback."""


class Place(NamedTuple):
    """Where a program was."""

    line: int
    """Absolute; negative while it filled the screen by itself."""
    exact: bool
    """Whether lines were not cut anew for another width since."""


class Moments:
    """Times and lines of one session, in the order of time."""

    def __init__(self, *, whole: bool = True) -> None:
        """`whole`: it begins with the session, so that what was before belongs to the first line."""
        self.whole = whole
        self._times: list[float] = []
        self._lines: list[int] = []
        self._cut = 0
        """So many notes are from before the last change of width."""

    def saw(self, at: float, emulator: Emulator) -> None:
        """The program has written something at a Unix time."""
        if self._times and at - self._times[-1] < _APART:
            return
        alone = emulator.modes.alternate
        self.note(at, _SEEN_BEFORE if alone else emulator.top + emulator.cursor.row)

    def note(self, at: float, line: int) -> None:
        """It was at this line then."""
        if self._lines and self._lines[-1] == line:
            return
        if self._times and at < self._times[-1]:
            return  # somebody has set the clock back
        if len(self._times) >= MOST:
            self._thin()
        self._times.append(at)
        self._lines.append(line)

    def place(self, at: float) -> Place | None:
        """Where it was at a Unix time; None when that is not known."""
        found = bisect_right(self._times, at) - 1
        if found < 0 and (not self.whole or not self._times):
            return None
        found = max(0, found)
        return Place(self._lines[found], exact=found >= self._cut)

    def reflowed(self, before: tuple[int, int], after: tuple[int, int]) -> None:
        """Lines were cut anew for another width: what was noted is now about where it lies in proportion.

        Args:
            before: Oldest line and first line of the screen, as they were.
            after: As they are.
        """
        (base, top), (now_base, now_top) = before, after
        stretch = (now_top - now_base) / (top - base) if top > base else 1.0
        self._lines = [
            line
            if line < 0
            else max(now_base, round(now_top + (line - top) * (stretch if line < top else 1)))
            for line in self._lines
        ]
        self._cut = len(self._lines)

    def kept(self) -> list[tuple[float, int]]:
        """Everything, for a successor."""
        return list(zip(self._times, self._lines, strict=True))

    def take(self, kept: list[tuple[float, int]], *, whole: bool, cut: int) -> None:
        """Go on from what another has noted."""
        self._times = [at for at, _ in kept]
        self._lines = [line for _, line in kept]
        self.whole, self._cut = whole, cut

    @property
    def cut(self) -> int:
        """So many notes are from before the last change of width."""
        return self._cut

    def _thin(self) -> None:
        """Forget every other note of the older half."""
        half = len(self._times) // 2
        self._cut = self._cut // 2 if self._cut <= half else self._cut - half // 2
        del self._times[1:half:2], self._lines[1:half:2]
