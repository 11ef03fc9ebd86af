"""Brings every attached client's copy of the screen up to date, each at its own pace."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from plangate.emulator.api import Emulator
from plangate.host.frames import View
from plangate.host.guest import Guest
from plangate.host.loop import Loop, Timer
from plangate.host.pacing import HOLD
from plangate.wire.codec import encode

__all__ = ["Painter"]

_NEVER = float("inf")


class Painter:
    """Sends frames when they are due.

    Args:
        guests: All clients; those without a view are passed over.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        loop: Loop,
        emulator: Emulator,
        guests: Iterable[Guest],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._loop = loop
        self._emulator = emulator
        self._guests = guests
        self._clock = clock
        self._timer: Timer | None = None
        self._held_since = 0.0

    def paint(self) -> None:
        """Send what is due now, and wake up for what is due later."""
        wake = _NEVER
        released = -1.0
        for guest in self._guests:
            view = guest.view
            if view is None or not view.behind(self._emulator):
                continue
            if not guest.pacer.has_credit or guest.connection.backlog:
                continue  # the acknowledgement or the drained queue brings us back
            if released < 0.0:
                released = self._released()
            due = max(guest.pacer.due(), released)
            now = self._clock()
            if due <= now:
                self._send(guest, view, now)
            else:
                wake = min(wake, due)
        if wake < _NEVER:
            self._wake_at(wake)

    def send_now(self, guest: Guest) -> None:
        """Bring one client up to date whatever its pace, because what follows builds on it."""
        if guest.view is not None and guest.view.behind(self._emulator):
            self._send(guest, guest.view, self._clock())

    def _send(self, guest: Guest, view: View, began: float) -> None:
        frame = view.advance(self._emulator, guest.pacer.next_seq)
        if frame is None:
            return
        guest.connection.send_bytes(encode(frame))
        now = self._clock()
        guest.pacer.sent(now, now - began)

    def _released(self) -> float:
        """When frames may be sent as far as synchronized output is concerned."""
        if not self._emulator.modes.synchronized:
            self._held_since = 0.0
            return 0.0
        if not self._held_since:
            self._held_since = self._clock()
        return self._held_since + HOLD

    def _wake_at(self, when: float) -> None:
        timer = self._timer
        if timer is not None and timer.call is not None:
            if timer.when <= when:
                return  # it wakes early enough; being early costs nothing but a look
            timer.cancel()
        self._timer = self._loop.after(max(0.0, when - self._clock()), self._woken)

    def _woken(self) -> None:
        self._timer = None
