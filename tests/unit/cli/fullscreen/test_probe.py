"""Tests of `plangate.cli.fullscreen.probe`."""

from __future__ import annotations

import os
import pty
import termios
import threading

from plangate.cli.fullscreen.probe import QUERIES, probe, read_answers

KITTY = b"\x1b[?0u\x1b[?2026;2$y\x1bP>|kitty(0.40)\x1b\\\x1bP1+r524742=38\x1b\\\x1b[?62;c"


def test_a_terminal_that_can_everything() -> None:
    """Every answer is understood."""
    found = read_answers(KITTY)
    assert found.answered
    assert found.kitty_keyboard
    assert found.synchronized
    assert found.true_colour
    assert found.version == "kitty(0.40)"
    assert found.typed == b""


def test_what_was_typed_ahead_is_kept() -> None:
    """A key pressed while the terminal answers belongs to the session."""
    assert read_answers(b"\x1b[?2026;0$yls\r\x1b[?1;2c\x1b[A").typed == b"ls\r\x1b[A"


def test_not_recognised_means_no() -> None:
    """Mode report 0 is "never heard of it"."""
    assert not read_answers(b"\x1b[?2026;0$y\x1b[?1;2c").synchronized


def test_it_asks_and_puts_the_terminal_back() -> None:
    """A real terminal pair; the answer ends the waiting at once."""
    master, slave = pty.openpty()
    try:
        before = termios.tcgetattr(slave)

        def answer() -> None:
            asked = b""
            while QUERIES not in asked:
                asked += os.read(master, 4096)
            os.write(master, KITTY)

        helper = threading.Thread(target=answer)
        helper.start()
        found = probe(slave, slave, patience=20)
        helper.join()
        assert found.kitty_keyboard
        assert termios.tcgetattr(slave) == before
    finally:
        os.close(master)
        os.close(slave)


def test_a_silent_terminal_does_not_hold_us_up() -> None:
    """After the time limit everything counts as not possible."""
    master, slave = pty.openpty()
    try:
        assert not probe(slave, slave, patience=0.01).answered
    finally:
        os.close(master)
        os.close(slave)
