"""Processes that an agent has left running."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from plangate.daemon.attempts.leftovers import left_running

_WAIT = "import sys; sys.stdin.read()"


def test_a_job_below_the_agent() -> None:
    """One that was started since; an older one is the agent's own, and a dead one is none."""
    with subprocess.Popen(
        [sys.executable, "-c", _WAIT], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as job:
        assert f"({job.pid})" in left_running(os.getpid(), 0.0)
        assert left_running(os.getpid(), time.time() + 60) == ""
        job.communicate()
    assert f"({job.pid})" not in left_running(os.getpid(), 0.0)


def test_a_job_of_the_first_moment() -> None:
    """The kernel counts from the boot in ticks; no job is taken for older than it is."""
    for _ in range(3):
        since = time.time()
        with subprocess.Popen(
            [sys.executable, "-c", _WAIT], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        ) as job:
            assert f"({job.pid})" in left_running(os.getpid(), since)
            job.communicate()


def test_our_own_hook_is_no_job() -> None:
    """It is what tells of the turn's end."""
    with subprocess.Popen(
        [sys.executable, "-c", _WAIT, "x/client/hook.py"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as hook:
        assert f"({hook.pid})" not in left_running(os.getpid(), 0.0)
        hook.communicate()


def test_a_server_that_the_agent_talks_to_is_no_job() -> None:
    """Nor is what it has started itself; agents start them anew with each conversation."""
    starts = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]]); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", starts, _WAIT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        assert left_running(os.getpid(), 0.0) == ""
        server.communicate()


def test_an_agent_that_is_gone() -> None:
    """It has left nothing."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    assert left_running(done.pid, 0.0) == ""
