"""The program that waits."""

from __future__ import annotations

import os
import platform
import select
import signal
import time
from pathlib import Path

import pytest

from plangate.sandbox.waiter import WATCHED, execute

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="the program is for x86-64")


def test_it_ends_with_the_last() -> None:
    """First the watched process ends, then its own child; it has the size of a page or two."""
    first, last = os.pipe(), os.pipe()
    watched = os.fork()
    if watched == 0:
        os.close(first[1])
        os.read(first[0], 1)
        os._exit(0)
    waiter = os.fork()
    if waiter == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        os.close(first[1])
        if os.fork() == 0:
            os.close(last[1])
            os.read(last[0], 1)
            os._exit(0)
        os.dup2(os.pidfd_open(watched), WATCHED, inheritable=True)
        execute()
        os._exit(9)
    deadline = time.monotonic() + 20
    while Path(f"/proc/{waiter}/comm").read_text() != "plangate-init\n":
        assert time.monotonic() < deadline
        time.sleep(0.01)
    memory = Path(f"/proc/{waiter}/statm").read_text().split()
    assert int(memory[1]) < 16
    ended = select.poll()
    ended.register(os.pidfd_open(waiter), select.POLLIN)
    os.close(first[1])
    os.waitpid(watched, 0)
    assert not ended.poll(200)
    os.close(last[1])
    assert ended.poll(20000)
    assert os.waitpid(waiter, 0)[1] == 0
