"""Tests of `plangate.host.rehearsal`, in a process of its own as in a keeper."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_REHEARSE = """
import os
from plangate.host import rehearsal
def state():
    return sorted(os.environ.items()), sorted(os.listdir("/proc/self/fd"))
print("began")
before = state()
rehearsal.rehearse()
assert state() == before, (before, state())
try:
    print("child", os.waitpid(-1, os.WNOHANG))
except ChildProcessError:
    print("no child")
"""


@pytest.fixture
def runtime() -> Iterator[Path]:
    """A runtime directory with a short path."""
    path = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    yield path
    shutil.rmtree(path)


def _rehearse(runtime: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "XDG_RUNTIME_DIR": str(runtime), "XDG_STATE_HOME": str(runtime), **environment}
    return subprocess.run([sys.executable, "-c", _REHEARSE], env=variables, capture_output=True, text=True)


def test_nothing_is_left_of_it(runtime: Path) -> None:
    """No process, descriptor, variable or file."""
    done = _rehearse(runtime)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["began", "no child"]
    assert list((runtime / "plangate").iterdir()) == []


def test_what_cannot_be_rehearsed_is_no_error(runtime: Path) -> None:
    """Without the program that it starts."""
    done = _rehearse(runtime, PATH="/nowhere")
    assert done.returncode == 0
    assert "was not found" in done.stderr
    assert done.stdout.splitlines() == ["began", "no child"]
