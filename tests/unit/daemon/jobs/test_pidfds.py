"""Tests of `plangate.daemon.jobs.pidfds`."""

from __future__ import annotations

import os
import select
import subprocess

import pytest

from plangate.daemon.jobs.pidfds import exit_of, open_pidfd
from plangate.model.session import Exit

_TOLD = tuple(map(int, os.uname().release.split("-")[0].split(".")[:2])) >= (6, 15)


@pytest.mark.parametrize(
    ("script", "exit"), [("read x; exit 7", Exit(7)), ("read x; kill -9 $$", Exit(signal=9))]
)
def test_the_end_of_a_process_is_told_through_its_descriptor(script: str, exit: Exit) -> None:
    """Once its parent has collected it, on kernels that tell; before that and on others it is unknown."""
    with subprocess.Popen(["sh", "-c", script], stdin=subprocess.PIPE) as child:
        descriptor = open_pidfd(child.pid)
        assert descriptor is not None
        assert exit_of(descriptor) == Exit()
        assert child.stdin is not None
        child.stdin.close()
        select.select([descriptor], [], [])
        child.wait()
    assert exit_of(descriptor) == (exit if _TOLD else Exit())
    os.close(descriptor)


def test_a_process_that_is_gone_has_no_descriptor() -> None:
    """That is no error."""
    child = subprocess.Popen(["true"])
    child.wait()
    assert open_pidfd(child.pid) is None
