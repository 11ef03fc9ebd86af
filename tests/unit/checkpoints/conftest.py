"""A store with a clock of its own, and a repository to take checkpoints of."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from plangate.checkpoints import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store whose clock is far ahead, so that every time stamp counts as settled."""
    return Store(tmp_path / "store", clock=lambda: time.time() + 1000)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A git repository with a commit, an untracked file and an ignored one."""
    root = tmp_path / "work"
    root.mkdir()
    (root / "src").mkdir()
    (root / "src" / "main.py").write_text("print('one')\n")
    (root / "run.sh").write_text("#!/bin/sh\n")
    (root / "run.sh").chmod(0o755)
    (root / ".gitignore").write_text("*.log\nbuild/\n")
    (root / "link").symlink_to("src/main.py")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *command], cwd=root, check=True)
    (root / "untracked.txt").write_text("mine\n")
    (root / "debug.log").write_text("ignored\n")
    (root / "empty").mkdir()
    return root
