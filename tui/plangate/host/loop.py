"""A small event loop over epoll: file descriptors, timers, nothing else.

Descriptors registered as urgent are served first in every round, so that a client's input never
waits for a program that floods its terminal.
"""

from __future__ import annotations

import heapq
import select
import sys
import time
import traceback
from collections.abc import Callable

__all__ = ["READ", "WRITE", "Loop", "Timer"]

READ = select.EPOLLIN
WRITE = select.EPOLLOUT
_FAILED = ~(READ | WRITE)
"""Bits that say that an end has gone or failed: whoever reads or writes next is told."""

Handler = Callable[[int], None]
"""Called with the events that are ready, a sum of `READ` and `WRITE`."""


class Timer:
    """A call at a later time, until it is cancelled."""

    __slots__ = ("call", "when")

    def __init__(self, when: float, call: Callable[[], None]) -> None:
        self.when = when
        self.call: Callable[[], None] | None = call

    def cancel(self) -> None:
        """Never call; harmless when it was called already."""
        self.call = None

    def __lt__(self, other: Timer) -> bool:
        return self.when < other.when


class Loop:
    """Runs handlers, one at a time, until stopped; an error in one of them is written to stderr."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._handlers: dict[int, Handler] = {}
        self._wanted: dict[int, int] = {}
        self._urgent: set[int] = set()
        self._timers: list[Timer] = []
        self._running = False
        self.before_waiting: Callable[[], None] | None = None
        """Called after each round of handlers, before the loop waits again."""

    def watch(self, fd: int, events: int, handler: Handler, *, urgent: bool = False) -> None:
        """Call `handler` whenever `fd` is ready."""
        self._epoll.register(fd, events)
        self._handlers[fd] = handler
        self._wanted[fd] = events
        if urgent:
            self._urgent.add(fd)

    def change(self, fd: int, events: int) -> None:
        """Wait for other events of a watched descriptor from now on."""
        self._epoll.modify(fd, events)
        self._wanted[fd] = events

    def forget(self, fd: int) -> None:
        """No longer watch `fd`; harmless when it is not watched."""
        if self._handlers.pop(fd, None) is None:
            return
        del self._wanted[fd]
        self._urgent.discard(fd)
        try:
            self._epoll.unregister(fd)
        except OSError:
            return  # it was closed before

    def after(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call once, that many seconds of monotonic time from now."""
        timer = Timer(time.monotonic() + seconds, call)
        heapq.heappush(self._timers, timer)
        return timer

    def stop(self) -> None:
        """Let `run` return after the present round."""
        self._running = False

    def run(self) -> None:
        """Serve until stopped."""
        self._running = True
        while self._running:
            self.run_once()

    def run_once(self, longest: float | None = None) -> None:
        """Wait for something to do, at most `longest` seconds, and do it."""
        ready = self._epoll.poll(self._patience(longest))
        if len(ready) > 1:
            ready.sort(key=self._less_urgent)
        for fd, events in ready:
            handler = self._handlers.get(fd)
            if handler is None:
                continue  # an earlier handler of this round has closed it
            if events & _FAILED:
                events = (READ | WRITE) & self._wanted[fd]
            try:
                handler(events)
            except Exception:  # noqa: BLE001 - one faulty connection must not end the session
                traceback.print_exc(file=sys.stderr)
        if self._timers:
            self._call_timers()
        if self.before_waiting is not None:
            _guarded(self.before_waiting)

    def close(self) -> None:
        """Close the selector; descriptors that were watched stay open."""
        self._epoll.close()
        self._handlers.clear()
        self._timers.clear()

    def _patience(self, longest: float | None) -> float | None:
        timers = self._timers
        while timers and timers[0].call is None:
            heapq.heappop(timers)
        if not timers:
            return longest
        wait = max(0.0, timers[0].when - time.monotonic())
        return wait if longest is None else min(wait, longest)

    def _call_timers(self) -> None:
        timers = self._timers
        now = time.monotonic()
        while timers and timers[0].when <= now:
            call = heapq.heappop(timers).call
            if call is not None:
                _guarded(call)

    def _less_urgent(self, ready: tuple[int, int]) -> bool:
        return ready[0] not in self._urgent


def _guarded(call: Callable[[], None]) -> None:
    try:
        call()
    except Exception:  # noqa: BLE001 - as above
        traceback.print_exc(file=sys.stderr)
