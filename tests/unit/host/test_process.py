"""Tests of `plangate.host.process`."""

from __future__ import annotations

import os
import signal

from plangate.host.process import collect, exit_of, open_pidfd, parent_of, start_time
from plangate.model.session import Exit


def test_start_time_names_a_process() -> None:
    """The same for one process at all times, and nothing for one that is gone."""
    assert start_time(os.getpid()) == start_time(os.getpid()) > 0
    assert parent_of(os.getpid()) == os.getppid()
    assert start_time(2**22 + 1) == 0
    assert open_pidfd(2**22 + 1) is None


def test_wait_statuses() -> None:
    """Codes and signals."""
    assert exit_of(3 << 8) == Exit(code=3)
    assert exit_of(signal.SIGKILL) == Exit(signal=9)


def test_an_exit_is_collected_once() -> None:
    """Afterwards, and for somebody else's child, it is unknown."""
    child = os.fork()
    if child == 0:
        signal.pause()
    assert collect(child) is None
    os.kill(child, signal.SIGTERM)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    assert collect(child) == Exit(signal=15)
    assert collect(child) == Exit()
    assert collect(1) == Exit()
