"""Tests of `plangate completion`: the scripts in real shells."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tests.support.tools import needs

from plangate.cli.completion import script

STUB = '#!/bin/sh\n[ "$1 $2" = "completion --words" ] && printf "%s\\n" "abcd2345\tshell" "api\tshell"\n'


def run_shell(shell: str, code: str, tmp_path: Path) -> list[str]:
    """Run a shell with the script loaded and a `plangate` that names two sessions."""
    (tmp_path / "bin").mkdir()
    stub = tmp_path / "bin" / "plangate"
    stub.write_text(STUB)
    stub.chmod(0o755)
    loaded = tmp_path / "completion"
    loaded.write_text(script(shell))
    done = subprocess.run(
        [shell, "-c", code.replace("LOAD", f"source {loaded}")],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": f"{stub.parent}:{os.environ['PATH']}", "HOME": str(tmp_path)},
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered", "not_offered"),
    [
        ("plangate st", {"stop"}, {"ls"}),
        ("plangate ls --sta", {"--state"}, {"--group"}),
        ("plangate ls --state b", {"blocked"}, {"idle"}),
        ("plangate show a", {"abcd2345", "api"}, {"show"}),
        ("plangate daemon re", {"restart", "reload"}, {"status"}),
        ("plangate daemon restart --h", {"--hosts", "--help"}, set()),
        ("plangate run --name x", set(), {"abcd2345"}),
    ],
)
def test_bash(line: str, offered: set[str], not_offered: set[str], tmp_path: Path) -> None:
    """What bash offers at the end of a line."""
    words = line.split(" ")
    code = f"LOAD; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; _plangate; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    found = set(run_shell("bash", code, tmp_path))
    assert offered <= found
    assert not not_offered & found


@needs("fish")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("plangate st", "stop"),
        ("plangate show a", "abcd2345"),
        ("plangate daemon re", "reload"),
        ("plangate ls --state b", "blocked"),
    ],
)
def test_fish(line: str, offered: str, tmp_path: Path) -> None:
    """What fish offers at the end of a line."""
    assert offered in run_shell("fish", f"LOAD; complete -C '{line}'", tmp_path)


@needs("zsh")
def test_zsh_takes_the_script(tmp_path: Path) -> None:
    """It is loaded after compinit and registers its function."""
    code = "autoload -U compinit; compinit -D; LOAD; print $_comps[plangate]"
    assert run_shell("zsh", code, tmp_path) == ["_plangate"]
