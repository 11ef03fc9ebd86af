"""Keystrokes, timed by the same rule on every side; `make bench` uses it, too.

On each side a stroke counts from when its bytes are handed over, made already, until those of the
answer can be read: what the client here does before and after is Python's work in this process.
"""

from __future__ import annotations

import random
import select
import time
from collections.abc import Callable, Sequence

from plangate.client.mirror import Mirror
from plangate.client.wiring import Wire
from plangate.errors import TimedOut
from plangate.wire.codec import encode
from plangate.wire.failures import error_of
from plangate.wire.messages import Failure
from plangate.wire.stream import Ack, Attach, Frame, Input

__all__ = ["Viewer", "latencies"]

_KEYS = "=@QWXYZ%&!"  # none of them is part of a sequence tmux draws with
_PAUSES = (0.01, 0.05)
_PATIENCE = 20.0
_MILLI = 1000.0


def latencies(
    count: int, write: Callable[[bytes], float], shown: Callable[[bytes], float], *, seed: int
) -> list[float]:
    """Milliseconds that each of some keystrokes took, typed at uneven intervals.

    Args:
        write: Types; the moment its bytes were handed over, on the monotonic clock.
        shown: Waits until it is on the screen; the moment that came in.
        seed: Which keys and intervals.
    """
    rng, samples, key = random.Random(seed), [], ""
    for _ in range(count):
        key = rng.choice([other for other in _KEYS if other != key])
        time.sleep(rng.uniform(*_PAUSES))
        began = write(key.encode())
        samples.append(_MILLI * (shown(key.encode()) - began))
    return samples


class Viewer:
    """A client of a host that reads frames, acknowledges each and keeps the screen."""

    def __init__(self, wire: Wire, rate: float = 60.0) -> None:
        self._wire = wire
        self.mirror = Mirror()
        self.received = 0
        """Frames."""
        wire.send(Attach(max_rate=rate))
        self.wait(lambda _: True)

    def type(self, data: bytes) -> float:
        """Send bytes as typed, a free focus is taken; the moment they went to the host."""
        message = encode(Input(epoch=0, data=data))
        sent = time.monotonic()
        self._wire.send_bytes(message)
        return sent

    def wait(self, wanted: Callable[[Viewer], bool], patience: float = _PATIENCE, pace: float = 0.0) -> float:
        """Read frames until the screen is as wanted; the moment it came in, on the monotonic clock.

        Args:
            pace: At most one read per that many seconds.

        Raises:
            TimedOut: It did not become so.
            PlangateError: The host refused something.
        """
        deadline = time.monotonic() + patience
        if self.received and wanted(self):
            return time.monotonic()
        while (left := deadline - time.monotonic()) > 0:
            if not select.select([self._wire], [], [], left)[0]:
                break
            arrived = time.monotonic()
            if self._take() and wanted(self):
                return arrived
            if pace:
                time.sleep(pace)
        raise TimedOut("the screen did not come to what was waited for")

    def lines(self) -> Sequence[str]:
        """The screen as text."""
        return [self.mirror.tables.plain(row) for row in self.mirror.rows]

    def at(self, row: int, col: int) -> bytes:
        """One cell of the screen, in UTF-8."""
        return self.mirror.rows[row].text[col : col + 1].encode()

    def close(self) -> None:
        """Detach."""
        self._wire.close()

    def _take(self) -> int:
        """Apply what has come; how many frames that were."""
        frames = 0
        for message in self._wire.pending():
            if isinstance(message, Failure):
                raise error_of(message)
            if isinstance(message, Frame):
                self.mirror.apply(message)
                self._wire.send(Ack(message.seq))
                frames += 1
        self.received += frames
        return frames
