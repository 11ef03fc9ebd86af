"""Tests of `plangate.plugins.find`, with small programs written on the spot."""

from __future__ import annotations

import contextlib
import os
import select
from pathlib import Path

import pytest

from plangate.plugins.api import Agent
from plangate.plugins.find import describe, find_program, find_version
from plangate.plugins.manifest import read_manifest


@pytest.fixture
def agent(tmp_path: Path) -> Agent:
    """An agent whose program is "tool"."""
    manifest = tmp_path / "tool.toml"
    manifest.write_text('program = "tool"\ninstall_hint = "get it"\nversion = ["{program}", "--version"]\n')
    made, faults = read_manifest(manifest)
    assert made is not None, faults
    return made


def _program(directory: Path, script: str) -> Path:
    path = directory / "tool"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_a_program_is_found_with_its_version(tmp_path: Path, agent: Agent) -> None:
    """The version is picked out of whatever is printed."""
    path = _program(tmp_path, 'echo; echo "tool version v1.20.3-beta (x)"')
    info = describe(agent, path=str(tmp_path), version=True)
    assert (info.path, info.version, info.hint) == (str(path), "1.20.3-beta", "")


def test_a_missing_program_comes_with_the_hint(tmp_path: Path, agent: Agent) -> None:
    """The dialog can say how to get it."""
    info = describe(agent, path=str(tmp_path), version=True)
    assert (info.path, info.version, info.hint) == ("", "", "get it")


def test_a_link_is_not_resolved(tmp_path: Path, agent: Agent) -> None:
    """Version managers decide by the name they are called with."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/tool").symlink_to(_program(tmp_path, "true"))
    assert find_program(agent, str(tmp_path / "bin")) == str(tmp_path / "bin/tool")


def test_a_program_that_hangs_is_ended_with_its_helpers(tmp_path: Path, agent: Agent) -> None:
    """Also when a child keeps the pipe open; nothing is left running."""
    note = tmp_path / "pid"
    program = _program(tmp_path, f"sleep 600 & echo $! >{note}; wait")
    assert find_version(agent, str(program), timeout=0.5) == ""
    with contextlib.suppress(ProcessLookupError):  # already reaped
        handle = os.pidfd_open(int(note.read_text()))
        assert select.select([handle], [], [], 10)[0], "the helper lives on"
        os.close(handle)


def test_a_program_that_cannot_run_has_no_version(tmp_path: Path, agent: Agent) -> None:
    """No crash, no version."""
    path = tmp_path / "tool"
    path.write_bytes(b"\x00not a program")
    path.chmod(0o755)
    assert find_version(agent, str(path)) == ""
    assert find_version(agent, os.fspath(tmp_path / "gone")) == ""
