"""Tests of `plangate.host.intake`, with a pseudo-terminal and no program."""

from __future__ import annotations

import os
import tty
from collections.abc import Iterator

import pytest

from plangate.host.intake import Intake
from plangate.host.loop import Loop
from plangate.host.pty import Pty


class _Terminal:
    """A PTY, an intake, and what came out of it."""

    def __init__(self) -> None:
        master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.loop = Loop()
        self.pty = Pty(master)
        self.taken: list[bytes] = []
        self.attentive = True
        self.compacted = 0
        self.intake = Intake(
            self.loop, self.pty, self.taken.append, lambda: self.attentive, compact=self._compact
        )
        self.intake.start()

    def _compact(self) -> None:
        self.compacted += 1

    def close(self) -> None:
        self.intake.close()
        self.loop.close()
        self.pty.close()
        os.close(self.slave)


@pytest.fixture
def terminal() -> Iterator[_Terminal]:
    """One of them."""
    made = _Terminal()
    yield made
    made.close()


def test_output_is_taken_at_once_while_somebody_looks(terminal: _Terminal) -> None:
    """Each write by itself."""
    for text in (b"one", b"two"):
        os.write(terminal.slave, text)
        terminal.loop.run_once()
    assert terminal.taken == [b"one", b"two"]


def test_output_is_collected_while_nobody_looks(terminal: _Terminal) -> None:
    """What is written in a pause comes in one piece."""
    terminal.attentive = False
    os.write(terminal.slave, b"first")
    terminal.loop.run_once()
    assert terminal.taken == [b"first"]
    for text in (b"a", b"b", b"c"):
        os.write(terminal.slave, text)
        terminal.loop.run_once(0.0)
    assert terminal.taken == [b"first"], "the pause is not over"
    while len(terminal.taken) < 2:
        terminal.loop.run_once()
    assert b"".join(terminal.taken[1:]).startswith(b"a")


def test_somebody_who_comes_ends_the_pause(terminal: _Terminal) -> None:
    """What waits is taken now."""
    terminal.attentive = False
    os.write(terminal.slave, b"first")
    terminal.loop.run_once()
    os.write(terminal.slave, b"second")
    terminal.attentive = True
    terminal.intake.hurry()
    assert terminal.taken == [b"first", b"second"]
    os.write(terminal.slave, b"third")
    terminal.loop.run_once()
    assert terminal.taken[-1] == b"third"


def test_input_that_nobody_reads_waits_and_then_goes(terminal: _Terminal) -> None:
    """In order and complete; output is read meanwhile."""
    data = os.urandom(100_000)
    terminal.pty.write(data)
    assert terminal.pty.queued > 0
    assert terminal.pty.waiting() == data[-terminal.pty.queued :]
    os.write(terminal.slave, b"out")
    received = b""
    while len(received) < len(data):
        received += os.read(terminal.slave, 65536)
        terminal.loop.run_once(0.0)
    assert received == data
    assert terminal.pty.queued == 0
    assert terminal.taken == [b"out"]


def test_draining_takes_everything_there_is(terminal: _Terminal) -> None:
    """Before the size changes, and after the end."""
    for _ in range(2):  # three would be more than a terminal holds
        os.write(terminal.slave, b"x" * 4000)
    terminal.intake.drain()
    assert sum(map(len, terminal.taken)) == 8_000


def test_a_terminal_that_nobody_has_open_is_looked_at_again(terminal: _Terminal) -> None:
    """A program may close its terminal and open it later; meanwhile nothing spins."""
    name = os.ttyname(terminal.slave)
    os.close(terminal.slave)
    terminal.loop.run_once()
    terminal.slave = os.open(name, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(terminal.slave)
    os.write(terminal.slave, b"back")
    while not terminal.taken:
        terminal.loop.run_once()
    assert terminal.taken == [b"back"]


def test_memory_is_freed_once_it_is_quiet(terminal: _Terminal) -> None:
    """After much output, and not again as long as there is none."""
    for _ in range(80):
        os.write(terminal.slave, b"x" * 4000)
        terminal.loop.run_once()
    assert terminal.compacted == 0
    while not terminal.compacted:
        terminal.loop.run_once()
    os.write(terminal.slave, b"little")
    terminal.loop.run_once()
    terminal.loop.run_once(0.0)
    assert terminal.compacted == 1
