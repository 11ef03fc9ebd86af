"""What the import contracts cannot see: which modules a process really loads."""

from __future__ import annotations

import subprocess
import sys

import pytest


def loaded(module: str) -> set[str]:
    """Names of all modules in a fresh process that imported one."""
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}, sys; print('\\n'.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("plangate.host.main", {"textual", "rich", "asyncio", "sqlite3", "tomlkit"}),
        ("plangate.host.keeper", {"textual", "rich", "asyncio", "sqlite3", "tomlkit"}),
        ("plangate.daemon.__main__", {"textual", "rich", "pyte", "ptyprocess"}),
        ("plangate.client.blocking", {"textual", "rich", "asyncio", "sqlite3", "tomlkit", "pyte"}),
        ("plangate.client.control", {"textual", "rich", "sqlite3", "pyte", "ptyprocess"}),
        ("plangate.cli.main", {"textual", "rich", "asyncio", "msgspec", "sqlite3"}),
        ("plangate.testing", {"textual", "rich", "asyncio", "ptyprocess"}),
    ],
)
def test_processes_load_only_what_they_need(module: str, unwanted: set[str]) -> None:
    """Thirty hosts with Textual would take a gigabyte; a command with asyncio starts late."""
    assert loaded(module) & unwanted == set()
