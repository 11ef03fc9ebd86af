"""Tests of `plangate.daemon.procfs` with this very process."""

from __future__ import annotations

import os
import subprocess

from plangate.daemon.procfs import boot_id, foreground_program, is_alive, serves, stat


def test_a_process_is_known_by_pid_and_start() -> None:
    """A reused pid has another start time."""
    found = stat(os.getpid())
    assert found is not None
    assert is_alive(os.getpid(), found.started)
    assert is_alive(os.getpid(), 0)
    assert not is_alive(os.getpid(), found.started + 5)


def test_the_dead_are_not_alive() -> None:
    """Neither zombies nor pids that never were."""
    child = subprocess.Popen(["true"])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not is_alive(child.pid, 0)
    child.wait()
    assert not is_alive(child.pid, 0)
    assert not is_alive(0, 0)


def test_who_talks_to_its_parent_serves_it() -> None:
    """By pipes in both directions; what only writes into one does not."""
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    for stdin, stdout, serving in ((pipe, pipe, True), (nothing, pipe, False), (pipe, nothing, False)):
        with subprocess.Popen(["sleep", "60"], stdin=stdin, stdout=stdout) as child:
            assert serves(child.pid) is serving
            child.kill()
    assert not serves(0)


def test_without_a_terminal_nothing_is_in_the_foreground() -> None:
    """A process of its own session has none."""
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as child:
        assert foreground_program(child.pid) is None
        child.kill()
    assert boot_id() == boot_id()
