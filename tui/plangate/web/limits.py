"""How much of what a front takes from one place; pure but for the clock that is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Bucket", "Throttle"]

_FREE = 5
_WINDOW = 60.0
_LONGEST = 3600.0
_MOST_PLACES = 10_000


class Bucket:
    """A token bucket.

    Args:
        rate: Tokens for each second.
        burst: Most that can be saved.
        clock: Monotonic seconds.
    """

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._level = burst
        self._at = clock()

    def take(self, amount: float) -> float:
        """Take tokens, also when there are too few; the seconds until there would have been enough."""
        now = self._clock()
        self._level = min(self._burst, self._level + (now - self._at) * self._rate) - amount
        self._at = now
        return max(0.0, -self._level / self._rate)


@dataclass(slots=True)
class _Place:
    failures: list[float] = field(default_factory=list)
    wait: float = 0.0
    not_before: float = 0.0


class Throttle:
    """Failed attempts by where they come from: some are free, then each costs a wait, twice as long each time.

    Args:
        clock: Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._places: dict[str, _Place] = {}

    def wait(self, where: str) -> float:
        """Seconds until the next attempt is looked at."""
        place = self._places.get(where)
        return 0.0 if place is None else max(0.0, place.not_before - self._clock())

    def failed(self, where: str) -> None:
        """An attempt was wrong."""
        now = self._clock()
        if len(self._places) >= _MOST_PLACES:
            self._places = {name: known for name, known in self._places.items() if now < known.not_before}
        place = self._places.setdefault(where, _Place())
        place.failures = [at for at in place.failures if now - at < _WINDOW] + [now]
        if len(place.failures) >= _FREE:
            place.wait = min(_LONGEST, place.wait * 2 or _WINDOW)
            place.not_before = now + place.wait

    def passed(self, where: str) -> None:
        """An attempt was right."""
        self._places.pop(where, None)
