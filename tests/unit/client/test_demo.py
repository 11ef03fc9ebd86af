"""Tests of `plangate.client.demo`."""

from __future__ import annotations

from pathlib import Path

from plangate.client.demo import DEMO, in_own_directory
from plangate.model.session import NewSession, WorktreeRequest


def test_the_demo_gets_a_directory_of_its_own() -> None:
    """Wherever it was asked for: a new one each time, and it is told to work there."""
    asked = NewSession(agent=DEMO, cwd="/etc", argv=("--speed", "fast"), worktree=WorktreeRequest())
    one, other = in_own_directory(asked), in_own_directory(asked)
    assert one.cwd != other.cwd
    assert one.argv == ("--speed", "fast", "--directory", one.cwd)
    assert one.worktree is None
    for made in (one, other):
        Path(made.cwd).rmdir()
