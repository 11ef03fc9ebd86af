"""Tests of `plangate.host.holes`, each in a process of its own: what is taken stays taken."""

from __future__ import annotations

import subprocess
import sys

_SPREAD = """
from plangate.host.holes import fill_holes
before = [bytes(100) for _ in range(40_000)]
del before[::7]
holes = [bytes(100) for _ in range(50)]
span = max(map(id, holes)) - min(map(id, holes))
del holes
fill_holes()
after = [bytes(100) for _ in range(50)]
print(span, max(map(id, after)) - min(map(id, after)))
"""
_USABLE = """
import ctypes
from plangate.host.holes import fill_holes
before = [bytearray(700 + number) for number in range(5_000)]
del before[::3]
fill_holes()
fill_holes()
after = [bytearray(700 + number) for number in range(5_000)]
print(sum(map(len, after)) - sum(map(len, before)) > 0)
"""


def _printed(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_new_objects_lie_together() -> None:
    """They would lie all over the place in the holes."""
    before, after = map(int, _printed(_SPREAD))
    assert before > 20_000  # 50 objects of 144 bytes, seven blocks apart
    assert after < 16_384


def test_memory_can_be_used_as_before() -> None:
    """Also when the holes are filled a second time."""
    assert _printed(_USABLE) == ["True"]
