"""Tests of `plangate.daemon.gate.prepare`."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.daemon.gate.prepare import with_ours


@pytest.mark.parametrize("known", [True, False])
def test_agents_find_our_command(tmp_path: Path, known: bool) -> None:
    """They are told to run it; one that is there already is the user's choice."""
    for name in ("venv", "own"):
        (tmp_path / name).mkdir()
    ours, own = tmp_path / "venv/plangate", tmp_path / "own/plangate"
    for program in (ours, own) if known else (ours,):
        program.touch(mode=0o755)
    found = with_ours(str(own.parent), str(tmp_path / "venv/python"))
    assert found == (str(own.parent) if known else f"{own.parent}:{ours.parent}")


def test_without_an_installed_command_nothing_is_added(tmp_path: Path) -> None:
    """As when only the interpreter is there."""
    assert with_ours("/nowhere", str(tmp_path / "python")) == "/nowhere"
