"""Signs of life for those who follow a session without showing it: the daemon's state detection.

What the program tells its terminal goes out at once. What is on the screen goes out when it has
changed, at most four times a second, and less often while it changes all the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from plangate.emulator.api import Emulator
from plangate.host.guest import Guest
from plangate.host.loop import Loop, Timer
from plangate.model.terminal import TerminalEvent, TerminalEventKind
from plangate.wire.codec import encode
from plangate.wire.stream import HostEvents

__all__ = ["TAIL", "Activity", "screen_text"]

TAIL = 24
"""Rows at the bottom of the screen, counted from the last that is not blank."""
_SHORTEST = 0.25
_LONGEST = 1.0
_LASTING = (
    TerminalEventKind.STATUS,
    TerminalEventKind.PROMPT_MARK,
    TerminalEventKind.CWD,
    TerminalEventKind.PROGRESS,
)
"""Events that say how things are until the next of their kind: whoever subscribes late is told the last ones."""
_KEPT = 256
"""Terminal events kept for subscribers that do not read or have yet to come; older ones are dropped first."""


def screen_text(emulator: Emulator, most: int = TAIL) -> list[str]:
    """The last rows of the screen that are not all blank below, as plain text."""
    rows = emulator.screen()
    end = len(rows)
    while end and not rows[end - 1].text.strip():
        end -= 1
    plain = emulator.tables.plain
    return [plain(row).rstrip() for row in rows[max(0, end - most) : end]]


class Activity:
    """Sends `HostEvents` to subscribers."""

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
        self._interval = _SHORTEST
        self._due = 0.0
        self._events: list[TerminalEvent] = []
        self._lasting: dict[TerminalEventKind, TerminalEvent] = {}
        self._tail: list[str] | None = None
        self._said: tuple[object, ...] = ()
        self.last_output = 0.0
        """Unix seconds of the program's last byte; 0 before the first."""
        self._last_input = 0.0

    def happened(self, events: list[TerminalEvent]) -> None:
        """The program wrote, and perhaps told its terminal something."""
        self.last_output = time.time()
        for event in events:
            if event.kind in _LASTING:
                self._lasting.pop(event.kind, None)  # so that they stay in the order they came in
                self._lasting[event.kind] = event
        if events:
            self._events = [*self._events, *events][-_KEPT:]
            self._publish()
        elif self._timer is None:
            self._later()

    def typed(self) -> None:
        """Somebody typed: what is printed from now on may be the answer to that."""
        self._last_input = time.time()
        if self._timer is None:
            self._later()

    def subscribe(self, guest: Guest) -> None:
        """Tell a new subscriber how things are."""
        waiting: list[TerminalEvent] = []
        if not any(other.subscribed for other in self._guests):
            waiting, self._events = self._events, []
        guest.subscribed = True
        known = [event for event in self._lasting.values() if event not in waiting]
        guest.connection.send(self._report([*known, *waiting], screen_text(self._emulator)))

    def flush(self) -> None:
        """Tell of everything now."""
        self._publish()

    def _later(self) -> None:
        wait = max(0.0, self._due - self._clock())
        if wait == 0.0 and self._clock() - self._due > _LONGEST:
            self._interval = _SHORTEST  # it was quiet
        self._timer = self._loop.after(wait, self._publish)

    def _publish(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._due = self._clock() + self._interval
        self._interval = min(_LONGEST, self._interval * 2)
        listeners = [guest for guest in self._guests if guest.subscribed]
        if any(guest.connection.backlog for guest in listeners):
            self._timer = self._loop.after(_LONGEST, self._publish)  # who does not read hears less, not more
            return
        if not listeners:
            return  # events wait for the first who listens
        events, self._events = self._events, []
        tail = screen_text(self._emulator)
        emulator = self._emulator
        said = (self.last_output, self._last_input, emulator.title, emulator.columns, emulator.lines)
        if not events and tail == self._tail and said == self._said:
            return
        report = encode(self._report(events, [] if tail == self._tail else tail))
        self._tail, self._said = tail, said
        for guest in listeners:
            guest.connection.send_bytes(report)

    def _report(self, events: list[TerminalEvent], tail: list[str]) -> HostEvents:
        emulator = self._emulator
        lines = tail or self._tail or []
        return HostEvents(
            events=events,
            last_output=self.last_output,
            last_line=next((line.strip() for line in reversed(lines) if line.strip()), ""),
            screen_tail=tail,
            title=emulator.title,
            cols=emulator.columns,
            rows=emulator.lines,
            last_input=self._last_input,
        )
