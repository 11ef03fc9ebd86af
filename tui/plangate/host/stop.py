"""Ending a program politely first: a ladder of signals with time between them, driven by timers."""

from __future__ import annotations

import signal
from collections.abc import Callable

from plangate.host.loop import Loop, Timer

__all__ = ["LADDER", "StopLadder", "rungs"]

LADDER = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)


def rungs(first: str) -> tuple[signal.Signals, ...]:
    """The signals to send, beginning with `first`; HUP stands in the place of INT.

    Raises:
        ValueError: No ladder begins with that signal.
    """
    number = signal.Signals[f"SIG{first}"] if f"SIG{first}" in signal.Signals.__members__ else None
    if number is signal.SIGHUP:
        return (number, *LADDER[1:])
    if number is None or number not in LADDER:
        raise ValueError(f"a stop begins with INT, TERM, HUP or KILL, not with {first}")
    return LADDER[LADDER.index(number) :]


class StopLadder:
    """Sends each signal after the one before has had its time.

    Args:
        send: Delivers a signal to the program.
    """

    def __init__(self, loop: Loop, send: Callable[[signal.Signals], None]) -> None:
        self._loop = loop
        self._send = send
        self._left: tuple[signal.Signals, ...] = ()
        self._timer: Timer | None = None
        self._grace = 0.0

    @property
    def climbing(self) -> bool:
        """Whether signals are still to come."""
        return self._timer is not None

    def start(self, first: str, grace: float) -> None:
        """Begin, or begin anew; a second stop that starts higher skips the lower rungs.

        Raises:
            ValueError: No ladder begins with that signal.
        """
        wanted = rungs(first)
        self.cancel()
        self._left, self._grace = wanted, max(0.0, grace)
        self._climb()

    def cancel(self) -> None:
        """The program has ended, or nothing more is to be sent."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._left = ()

    def _climb(self) -> None:
        number, *rest = self._left
        self._left = tuple(rest)
        self._send(number)
        self._timer = self._loop.after(self._grace, self._climb) if rest else None
