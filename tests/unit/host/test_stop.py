"""Tests of `plangate.host.stop`."""

from __future__ import annotations

import signal

import pytest

from plangate.host.loop import Loop
from plangate.host.stop import StopLadder, rungs


@pytest.mark.parametrize(
    ("first", "names"),
    [("INT", "INT TERM KILL"), ("HUP", "HUP TERM KILL"), ("TERM", "TERM KILL"), ("KILL", "KILL")],
)
def test_rungs(first: str, names: str) -> None:
    """Where a ladder begins decides what follows."""
    assert [number.name.removeprefix("SIG") for number in rungs(first)] == names.split()


@pytest.mark.parametrize("first", ["", "STOP", "int", "SIGINT", "NOSUCH"])
def test_no_ladder_begins_with_anything_else(first: str) -> None:
    """As an error that names what is possible."""
    with pytest.raises(ValueError, match="INT, TERM, HUP or KILL"):
        rungs(first)


def test_it_climbs_by_itself_and_can_be_cancelled() -> None:
    """One rung at once, the next after the grace, none after the program's end."""
    sent: list[int] = []
    loop = Loop()
    ladder = StopLadder(loop, sent.append)
    ladder.start("INT", 0.0)
    assert sent == [signal.SIGINT]
    while ladder.climbing:
        loop.run_once()
    assert sent == [signal.SIGINT, signal.SIGTERM, signal.SIGKILL]
    ladder.start("INT", 0.0)
    ladder.cancel()
    assert not ladder.climbing
    assert sent[3:] == [signal.SIGINT]
    loop.close()


def test_a_higher_start_skips_what_is_left() -> None:
    """A person who forces it does not wait for the grace of a polite stop."""
    sent: list[int] = []
    loop = Loop()
    ladder = StopLadder(loop, sent.append)
    ladder.start("INT", 1000.0)
    ladder.start("KILL", 1000.0)
    assert sent == [signal.SIGINT, signal.SIGKILL]
    assert not ladder.climbing
    loop.close()
