"""Tests of `plangate.dashboard.glass`."""

from __future__ import annotations

import os
import pty
import threading
from contextlib import suppress

from textual.drivers._writer_thread import WriterThread

from plangate.dashboard.glass import Outlet


def test_what_is_written_arrives() -> None:
    """As long as somebody reads."""
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as file:
        outlet = Outlet(file)
        outlet.write("hello")
        outlet.flush()
        assert os.read(master, 100) == b"hello"
        assert not outlet.gone
    os.close(master)


def test_a_terminal_that_is_gone_takes_whatever_is_written() -> None:
    """Textual's thread goes on, so that nobody waits for room in its queue."""
    master, slave = pty.openpty()
    file = os.fdopen(slave, "w")
    os.close(master)
    outlet = Outlet(file)
    thread = WriterThread(outlet)  # type: ignore[arg-type]
    thread.start()

    def write_much() -> None:
        for _ in range(100):
            thread.write("x" * 100)
        thread.stop()

    writing = threading.Thread(target=write_much, daemon=True)
    writing.start()
    writing.join(30)
    assert not writing.is_alive()
    assert outlet.gone
    with suppress(OSError):  # what it has still to write
        file.close()
