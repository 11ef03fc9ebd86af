"""What a short command must not wait for, proved in fresh processes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

_HEAVY = ("textual", "rich", "asyncio", "tomlkit", "sqlite3", "pyte", "psutil", "concurrent.futures")


def loaded(code: str) -> set[str]:
    """The heavy modules that a fresh interpreter holds after running `code`."""
    ask = f"import json, sys\nprint(json.dumps([name for name in {_HEAVY!r} if name in sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{ask}"], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("name", ["ls", "show", "send", "screen", "wait", "stop", "events", "run"])
def test_short_commands_start_fast(name: str) -> None:
    """Neither Textual nor asyncio is loaded for a question to the daemon."""
    assert loaded(f"import plangate.cli.main, plangate.cli.commands.{name}") == set()


def test_help_loads_no_command() -> None:
    """Only the table of commands is needed."""
    code = "import plangate.cli.main as m\ntry: m.main(['--help'])\nexcept SystemExit: pass"
    assert loaded(code) == set()


def test_the_grammar_of_shells_is_loaded_when_it_is_needed() -> None:
    """Naming the classifier loads no tree-sitter, nor does the command line."""
    ask = "import plangate.cli.main, plangate.cli.commands.policy, plangate.gate.classify, sys; print('tree_sitter' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
