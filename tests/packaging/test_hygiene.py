"""What the import contracts cannot see: which modules a process really loads."""

from __future__ import annotations

import subprocess
import sys

import pytest

_DASHBOARD = "plangate.dashboard.app, plangate.dashboard.gather, plangate.dashboard.keyboard"
_LATER = {
    "email",  # what importlib.metadata brings along
    "hashlib",
    "hmac",
    "importlib.metadata",
    "importlib.resources",
    "secrets",
    "sqlite3",
    "tomlkit",
    "tree_sitter",
    "zipfile",
    "markdown_it",
    "pygments",
    "plangate.dashboard.memory",
    "plangate.dashboard.palette_entries",
    "plangate.dashboard.plan_words",
    "plangate.gate",
    "plangate.plugins.api",
    "plangate.proof",
}
"""Needed only once a person opens something; each has delayed the first paint."""

_DATACLASSES = {
    "plangate.config.settings",  # its fields are a schema with bounds and words
    "plangate.model.attempts",
    "plangate.model.checkpoints",
}
"""Modules of every start that may define frozen dataclasses."""


def loaded(module: str) -> set[str]:
    """Names of all modules in a fresh process that imported one, or several."""
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
        (_DASHBOARD, _LATER),
    ],
)
def test_processes_load_only_what_they_need(module: str, unwanted: set[str]) -> None:
    """Thirty hosts with Textual would take a gigabyte; a command with asyncio starts late."""
    assert loaded(module) & unwanted == set()


def test_the_dashboard_starts_without_its_dialogs() -> None:
    """Each is imported when it is opened."""
    found = loaded(_DASHBOARD)
    assert not [name for name in found if name.startswith("plangate.dashboard.screens.")]


def test_values_of_every_start_are_defined_fast() -> None:
    """A frozen dataclass takes half a millisecond to define, forty times what a struct takes."""
    code = (
        f"import dataclasses\nimport {_DASHBOARD}, sys\n"
        "for module in list(sys.modules.values()):\n"
        "    for value in vars(module).values() if module.__name__.startswith('plangate.') else ():\n"
        "        params = getattr(value, '__dataclass_params__', None)\n"
        "        if params and params.frozen and value.__module__ == module.__name__:\n"
        "            print(value.__module__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= _DATACLASSES
