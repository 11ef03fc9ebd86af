"""Tests of `plangate.host.lean`."""

from __future__ import annotations

import subprocess
import sys

_HOST = """
import runpy, sys
sys.argv = ["host"]
try:
    runpy.run_module("plangate.host.main", run_name="__main__", alter_sys=True)
except SystemExit:
    pass
from plangate.emulator import make
from plangate.wire.codec import Decoder, encode
from plangate.wire.stream import Input
terminal = make(10, 2)
terminal.feed("\u6f22x".encode())
(message,) = Decoder().feed(encode(Input(0, b"x")))
print(terminal.cursor.col, message.data, sys.modules["typing_extensions"], "wcwidth.table_wide" in sys.modules)
from wcwidth import wcswidth
import wcwidth.wcwidth
print(wcswidth("\u6f22x"))
"""


def test_a_host_goes_without_what_is_large() -> None:
    """And works."""
    done = subprocess.run([sys.executable, "-c", _HOST], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["3", "b'x'", "None", "False", "3"]


def test_other_programs_are_left_alone() -> None:
    """Who imports it in a program of another kind still finds everything."""
    code = "import plangate.host.lean, typing_extensions, wcwidth; print(wcwidth.wcswidth('x'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
