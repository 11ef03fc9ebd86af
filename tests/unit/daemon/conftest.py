"""A daemon's sessions in directories of their own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A short path, because sockets' paths are limited."""
    root = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    for name, path in (("XDG_RUNTIME_DIR", "r"), ("XDG_STATE_HOME", "s"), ("XDG_CONFIG_HOME", "c")):
        (root / path).mkdir(mode=0o700)
        monkeypatch.setenv(name, str(root / path))
    yield root
    shutil.rmtree(root)
