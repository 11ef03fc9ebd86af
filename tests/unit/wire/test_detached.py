"""Tests of `plangate.wire.detached`: what starting a process leaves on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plangate.errors import Unavailable
from plangate.wire.detached import launch


def test_a_log_is_private_whatever_the_umask(tmp_path: Path) -> None:
    """The program that asks may be a shell's child with an open umask."""
    log = tmp_path / "log"
    before = os.umask(0)
    try:
        with pytest.raises(Unavailable):
            launch("plangate.no_such_module", "thing", at=tmp_path / "sock", log=log, patience=10.0)
    finally:
        os.umask(before)
    assert log.stat().st_mode & 0o777 == 0o600
