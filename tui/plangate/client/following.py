"""The ledger's events as they come, over the daemon's death and restart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from plangate.client.blocking import BlockingControl
from plangate.errors import TimedOut, Unavailable
from plangate.model.event import Event
from plangate.wire.control import EventAppended

__all__ = ["follow"]

_FIRST_DELAY = 0.05
_LONGEST_DELAY = 1.0
_STAYS_AWAY = 0.3
"""Seconds without a daemon after which a new one is started, unless a person has stopped it."""


def follow(control: BlockingControl, since: int, say: Callable[[str], None]) -> Iterator[Event]:
    """Every event after `since`, each once and in order; never ends by itself.

    Args:
        control: Used until its daemon goes away.
        say: Told when that happens.
    """
    last, present = since, control
    while True:
        try:
            for change in present.subscribe(last):  # the daemon begins with what is missing since then
                if isinstance(change, EventAppended) and change.event.seq > last:
                    last = change.event.seq
                    yield change.event
        except Unavailable as error:
            say(f"{present.farewell or error.message}; waiting for it to come back")
            present.close()
            present = _again(present)


def _again(before: BlockingControl) -> BlockingControl:
    """Connected once more."""
    away, delay = time.monotonic(), _FIRST_DELAY
    while True:
        starts = not before.farewell and time.monotonic() - away > _STAYS_AWAY
        try:
            return BlockingControl(before.me, launch=starts)
        except (Unavailable, TimedOut):
            time.sleep(delay)
            delay = min(_LONGEST_DELAY, 2 * delay)
