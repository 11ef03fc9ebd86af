"""Tests of `plangate.daemon.jobs.look` with processes of this one's."""

from __future__ import annotations

import os
import subprocess

from plangate.daemon.jobs.look import Eye, Watched
from plangate.model.jobs import Kind


def _looked() -> set[int]:
    """First processes of the jobs that this process has, were it an agent."""
    watched = Watched(session="aaaaaaaa", agent=os.getpid(), host=0, kind=Kind.AGENT, asked=0.0)
    return {seen.pid for seen in Eye().look([watched], {})}


def test_a_command_is_a_job_and_a_server_is_none() -> None:
    """A server talks to who started it by pipes in both directions."""
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    command = subprocess.Popen(["sleep", "60"], stdin=nothing, stdout=pipe)
    server = subprocess.Popen(["sleep", "60"], stdin=pipe, stdout=pipe)
    try:
        found = _looked()
    finally:
        for process in (command, server):
            process.kill()
            process.communicate()
    assert command.pid in found
    assert server.pid not in found
