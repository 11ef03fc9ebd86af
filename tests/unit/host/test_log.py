"""Tests of `plangate.host.log`."""

from __future__ import annotations

import subprocess
import sys

_SPEAKS = "import sys; from plangate.host.log import log_safely; log_safely(); sys.stderr.write('hello\\n'); print('alive')"


def test_what_is_said_is_in_the_log() -> None:
    """At once."""
    done = subprocess.run([sys.executable, "-c", _SPEAKS], capture_output=True, text=True, check=True)
    assert done.stderr == "hello\n"


def test_a_log_on_a_full_disk_harms_nobody() -> None:
    """Whoever speaks goes on."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123  # a device that is always full
        done = subprocess.run(
            [sys.executable, "-c", _SPEAKS], stdout=subprocess.PIPE, stderr=full, check=False
        )
    assert (done.returncode, done.stdout) == (0, b"alive\n")
