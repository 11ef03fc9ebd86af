"""Every import contract is broken on purpose in a copy, and must be reported."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BREAKS = {
    "Layers point downwards": {"tui/plangate/wire/broken.py": "import plangate.daemon"},
    "No cycles between siblings": {
        "tui/plangate/emulator/broken.py": "import plangate.config",
        "tui/plangate/config/broken.py": "import plangate.emulator",
    },
    "Only the dashboard draws": {"tui/plangate/daemon/broken.py": "import textual"},
    "The model is pure": {"tui/plangate/model/broken.py": "import time"},
    "The gate decides without clock, files or processes": {"tui/plangate/gate/broken.py": "import time"},
    "tree-sitter stays in the classifier": {"tui/plangate/plugins/broken.py": "import tree_sitter"},
    "pyte stays in the emulator": {"tui/plangate/client/broken.py": "import pyte"},
    "ptyprocess stays in the host": {"tui/plangate/ledger/broken.py": "import ptyprocess"},
    "Only the daemon writes the ledger": {"tui/plangate/host/broken.py": "import plangate.ledger"},
    "First-party plugins use only the public plugin API": {
        "plugins/plangate_claude/broken.py": "import plangate.daemon"
    },
    "HTTP stays in the front": {"tui/plangate/wire/broken.py": "import aiohttp"},
    "The dashboard and its front talk only through the client": {
        "tui/plangate/dashboard/broken.py": "import plangate.emulator"
    },
    "The core never imports a plugin or a theme by name": {
        "tui/plangate/cli/broken.py": "import plangate_claude"
    },
}
"""For each contract, modules that break it."""


def test_every_contract_notices_a_break(tmp_path: Path) -> None:
    """One that can be broken unnoticed protects nothing."""
    for name in ("tui", "plugins", "themes"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for files in BREAKS.values():
        for path, code in files.items():
            (tmp_path / path).write_text(code + "\n")
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ
        | {"PYTHONPATH": ":".join(str(tmp_path / name) for name in ("tui", "plugins", "themes"))},
    )
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    verdicts = {
        contract["name"]: re.search(rf"^{re.escape(contract['name'])} (\w+)", done.stdout, re.M)
        for contract in contracts
    }
    assert {name: verdict and verdict[1] for name, verdict in verdicts.items()} == dict.fromkeys(
        verdicts, "BROKEN"
    ), done.stdout
    assert set(verdicts) == set(BREAKS)
