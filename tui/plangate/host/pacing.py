"""When a client gets its next frame. Pure; time is an argument in monotonic seconds.

The first change after a pause is sent at once. After that frames keep a distance: 1/60 s, the
client's own rate, and four times what the last frame cost to make, so that frames never take more
than a fifth of the time while a program floods its terminal. For a moment after its input only that
last limit holds: who types faster than 60 keys a second, or while a program redraws, waits for no echo.
"""

from __future__ import annotations

__all__ = ["CREDIT", "HOLD", "LONGEST", "SHORTEST", "Pacer"]

SHORTEST = 1 / 60
LONGEST = 0.25
"""Seconds between frames at most, unless the client asked for fewer."""
COST_FACTOR = 4.0
EAGER = 0.1
"""Seconds after a client's input in which its frames wait only for what they cost."""
CREDIT = 2
"""Frames under way that the client has not acknowledged."""
HOLD = 0.5
"""Seconds for which synchronized output is awaited at most."""


class Pacer:
    """Rate and credit of one attached client.

    Args:
        first: Number of the first frame; numbers go on when a client attaches anew.
    """

    __slots__ = ("_acked", "_cost", "_eager_until", "_last", "_rate_interval", "_sent")

    def __init__(self, max_rate: float = 60.0, *, first: int = 1) -> None:
        self._sent = first - 1
        self._acked = first - 1
        self._last = float("-inf")
        self._cost = 0.0
        self._eager_until = float("-inf")
        self._rate_interval = 0.0
        self.set_rate(max_rate)

    def set_rate(self, max_rate: float) -> None:
        """Frames per second at most; nonsense counts as the slowest rate of one in ten seconds."""
        self._rate_interval = 1.0 / max_rate if max_rate >= 0.1 else 10.0

    @property
    def next_seq(self) -> int:
        """Number of the next frame."""
        return self._sent + 1

    @property
    def has_credit(self) -> bool:
        """Whether another frame may be under way."""
        return self._sent - self._acked < CREDIT

    def due(self) -> float:
        """When the next frame may be sent, as far as the rate is concerned."""
        pause = min(LONGEST, COST_FACTOR * self._cost)
        if self._last + pause <= self._eager_until:
            return self._last + pause
        return self._last + max(pause, SHORTEST, self._rate_interval)

    def typed(self, now: float) -> None:
        """The client sent input and waits for its echo."""
        self._eager_until = now + EAGER

    def sent(self, now: float, cost: float) -> None:
        """A frame was sent that took `cost` seconds to make."""
        self._sent += 1
        self._last = now
        self._cost = cost

    def acked(self, seq: int) -> None:
        """The client has painted frame `seq`; numbers never sent or long acknowledged change nothing."""
        if self._acked < seq <= self._sent:
            self._acked = seq
