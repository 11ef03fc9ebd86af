"""Takes a program's output from its PTY to the emulator: at once when somebody looks, else in batches.

While nobody is attached and nobody typed lately, small outputs are collected for `BATCH` seconds,
which saves wake-ups and nothing else is affected. A flood is never throttled: its reads follow
each other, with pauses just long enough that the kernel hands out full buffers.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from plangate.host.loop import READ, WRITE, Loop, Timer
from plangate.host.pty import Pty
from plangate.host.system import trim_memory

__all__ = ["BATCH", "Intake"]

BATCH = 0.2
"""Seconds between reads while nobody looks."""
_LARGEST = 64 * 1024
"""Bytes taken at once in a long flood; more are no faster."""
_SMALLEST = 16 * 1024
"""Bytes taken at once otherwise: what is needed for a moment while they are worked on stays small."""
_LONG_FLOOD = 1024 * 1024
_BUSY = 0.015
"""Seconds that taking one read may block the loop; reads shrink when it takes longer."""
_FLOOD = 6 * 1024
"""Bytes at once from which output counts as a flood: half of what a pseudo-terminal holds before its
writer must wait (8 KiB of pty.c and 4 KiB of n_tty.c)."""
_AFTERMATH = 0.1
"""Seconds after a large read in which a small one does not mean that the flood is over."""
_BREATH = 0.001
"""Seconds that a writer who was kept waiting needs to fill the kernel's buffer again."""
_TRIM_AFTER = 512 * 1024
"""Bytes of output after which memory is given back to the kernel, at the next quiet moment."""
_QUIET = 0.3
_RETRY = 0.5
"""Seconds after which a terminal that nobody has open is looked at again."""


class Intake:
    """Reads the PTY.

    Args:
        take: Gets the output, never empty.
        attentive: Whether somebody would notice a delay.
        compact: Called at quiet moments, for everybody to free what is not needed then.
    """

    def __init__(
        self,
        loop: Loop,
        pty: Pty,
        take: Callable[[bytes], None],
        attentive: Callable[[], bool],
        compact: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._pty = pty
        self._take = take
        self._attentive = attentive
        self._compact = compact
        self._watching = False
        self._writing = False
        self._limit = _SMALLEST
        self._flooded = -_AFTERMATH
        self._timer: Timer | None = None
        self._closed = False
        self._untrimmed = _TRIM_AFTER // 2
        self._quiet: Timer | None = None
        pty.on_blocked = self._blocked

    def start(self) -> None:
        """Begin to read."""
        self._watch(True)

    def hurry(self) -> None:
        """Somebody looks now: read what waits and every further output as it comes."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._look()

    def drain(self) -> None:
        """Read all that is there now, without waiting for more."""
        for _ in range(64):  # a bound, in case somebody writes as fast as we read
            if not self._read():
                return

    def close(self) -> None:
        """Read no more."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        self._watch(False)

    def _ready(self, events: int) -> None:
        if events & WRITE:
            self._pty.flush()
        if events & READ:
            self._look()

    def _look(self) -> None:
        size = self._read()
        if self._closed:
            return
        if size is None:  # nobody has the terminal open at present
            self._pause(_RETRY)
        elif 0 < size < _FLOOD and self._flooding():
            self._pause(_BREATH)
        elif 0 < size < _FLOOD and not self._attentive():
            self._pause(BATCH)
        else:
            self._watch(True)

    def _read(self) -> int | None:
        """Read once; returns the number of bytes, None when nobody has the terminal open."""
        data = self._pty.read(self._limit, thorough=self._flooding())
        if data is None:
            return None
        if data:
            began = time.monotonic()
            self._take(data)
            spent = time.monotonic() - began
            if spent > _BUSY:
                self._limit = max(_SMALLEST, self._limit // 2)
            elif self._untrimmed > _LONG_FLOOD and spent < _BUSY / 4:
                self._limit = _LARGEST
            if len(data) >= _FLOOD:
                self._flooded = time.monotonic()
            self._untrimmed += len(data)
            if self._untrimmed > _TRIM_AFTER and self._quiet is None:
                self._quiet = self._loop.after(_QUIET, self._trim)
        return len(data)

    def _flooding(self) -> bool:
        return time.monotonic() - self._flooded < _AFTERMATH

    def _trim(self) -> None:
        """Give memory back, unless a flood is still going on."""
        self._quiet = None
        if self._untrimmed > _TRIM_AFTER * 2:
            self._untrimmed = _TRIM_AFTER + 1  # look again when the present rate has shown itself
            self._quiet = self._loop.after(_QUIET, self._trim)
            return
        self._untrimmed, self._limit = 0, _SMALLEST
        self._compact()
        trim_memory()

    def _pause(self, seconds: float) -> None:
        self._watch(False)
        self._timer = self._loop.after(seconds, self._resume)

    def _resume(self) -> None:
        self._timer = None
        if not self._closed:
            self._look()

    def _blocked(self, blocked: bool) -> None:
        """From the PTY: input waits for the program to read, or no longer does."""
        self._writing = blocked
        self._register()

    def _watch(self, watching: bool) -> None:
        if watching != self._watching:
            self._watching = watching
            self._register()

    def _register(self) -> None:
        events = (READ if self._watching else 0) | (WRITE if self._writing else 0)
        self._loop.forget(self._pty.fd)
        if events and not self._closed:
            self._loop.watch(self._pty.fd, events, self._ready)
