"""Tests of `plangate.host.intake`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from plangate.host.intake import BATCH, Intake
from plangate.host.loop import READ, Loop
from plangate.host.pty import Pty


class Clockwork:
    """A loop that only notes what it is asked."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.ready: Callable[[int], None] | None = None
        self.resume: Callable[[], None] | None = None

    def after(self, seconds: float, act: Callable[[], None]) -> object:
        if act.__name__ == "_resume":
            self.pauses.append(seconds)
            self.resume = act
        return self

    def cancel(self) -> None:
        self.resume = None

    def watch(self, fd: int, events: int, act: Callable[[int], None]) -> None:
        self.ready = act

    def forget(self, fd: int) -> None:
        self.ready = None


class Program:
    """A PTY whose program writes what the test says, one piece for each read."""

    fd = 0
    on_blocked: Callable[[bool], None]

    def __init__(self, *sizes: int) -> None:
        self.sizes = list(sizes)

    def read(self, limit: int) -> bytes:
        return b"x" * self.sizes.pop(0) if self.sizes else b""


def pauses(*sizes: int, attentive: bool = False) -> list[float]:
    """How long it waits while a program writes so much at a time."""
    loop, program = Clockwork(), Program(*sizes)
    taken: list[bytes] = []
    intake = Intake(cast(Loop, loop), cast(Pty, cast(Any, program)), taken.append, lambda: attentive)
    intake.start()
    while program.sizes:
        if loop.resume is not None:
            resume, loop.resume = loop.resume, None
            resume()
        else:
            assert loop.ready is not None
            loop.ready(READ)
    assert sum(map(len, taken)) == sum(sizes)
    return loop.pauses


def test_small_output_that_nobody_awaits_is_collected() -> None:
    """Every wake-up that is saved counts, with a hundred sessions."""
    assert pauses(100, 100, 100) == [BATCH] * 3


def test_somebody_who_looks_waits_for_nothing() -> None:
    """Each output is read as it comes."""
    assert pauses(100, 60_000, 100, attentive=True) == []


@pytest.mark.parametrize("large", [20_000, 65_536])
def test_a_flood_is_not_taken_for_its_end(large: int) -> None:
    """The writer was kept waiting and has filled the buffer only a little: a pause would throttle it."""
    waited = pauses(large, 100, large, 100, large)
    assert waited
    assert max(waited) < BATCH / 20
