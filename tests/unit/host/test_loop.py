"""Tests of `plangate.host.loop`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from plangate.host.loop import READ, Loop


@pytest.fixture
def loop() -> Iterator[Loop]:
    """A loop that is closed at the end."""
    made = Loop()
    yield made
    made.close()


@pytest.fixture
def pipes() -> Iterator[list[tuple[int, int]]]:
    """Two pipes."""
    made = [os.pipe() for _ in range(2)]
    yield made
    for pair in made:
        for end in pair:
            os.close(end)


def test_urgent_ones_are_served_first(loop: Loop, pipes: list[tuple[int, int]]) -> None:
    """A client's input before a program's flood, however they were registered."""
    order: list[str] = []
    (flood, flooding), (client, typing) = pipes
    loop.watch(flood, READ, lambda _: order.append("flood"))
    loop.watch(client, READ, lambda _: order.append("client"), urgent=True)
    os.write(flooding, b"x")
    os.write(typing, b"x")
    loop.run_once()
    assert order == ["client", "flood"]


def test_a_handler_may_forget_another_that_is_ready(loop: Loop, pipes: list[tuple[int, int]]) -> None:
    """What was closed in this round is not called any more."""
    called: list[str] = []
    (first, fill_first), (second, fill_second) = pipes

    def close_second(_: int) -> None:
        called.append("first")
        loop.forget(second)

    loop.watch(first, READ, close_second, urgent=True)
    loop.watch(second, READ, lambda _: called.append("second"))
    os.write(fill_first, b"x")
    os.write(fill_second, b"x")
    loop.run_once()
    assert called == ["first"]


def test_timers_run_in_order_unless_cancelled(loop: Loop) -> None:
    """Each once."""
    called: list[int] = []
    loop.after(0.02, lambda: called.append(2))
    loop.after(0.0, lambda: called.append(1))
    loop.after(0.01, lambda: called.append(0)).cancel()
    while len(called) < 2:
        loop.run_once()
    assert called == [1, 2]


def test_an_error_is_written_and_the_loop_goes_on(loop: Loop, capsys: pytest.CaptureFixture[str]) -> None:
    """One faulty handler ends nothing."""
    called: list[bool] = []
    loop.after(0.0, lambda: 1 // 0)  # type: ignore[arg-type]
    loop.after(0.0, lambda: called.append(True))
    while not called:
        loop.run_once()
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_it_stops_after_the_present_round(loop: Loop) -> None:
    """And calls the hook after each round."""
    rounds: list[bool] = []
    loop.before_waiting = lambda: rounds.append(True)
    loop.after(0.0, loop.stop)
    loop.run()
    assert rounds


def test_forgetting_twice_is_harmless(loop: Loop, pipes: list[tuple[int, int]]) -> None:
    """Nobody has to remember whether it was watched."""
    loop.forget(pipes[0][0])


def test_an_end_that_has_gone_is_told_to_who_reads(loop: Loop) -> None:
    """As something to read, which is then the end; nobody is told of events that were not asked for."""
    told: list[int] = []
    reading, writing = os.pipe()
    loop.watch(reading, READ, told.append)
    os.close(writing)
    loop.run_once()
    loop.forget(reading)
    os.close(reading)
    assert told == [READ]
