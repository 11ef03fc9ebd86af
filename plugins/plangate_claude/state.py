"""Where Claude Code keeps its state, and how it can keep it in a home directory that is read-only.

Its main file, ~/.claude.json, lies in the home directory itself and is written by renaming another
file over it. Where the home is read-only that cannot work (seen with 2.1.329: it takes no prompt
then), so a gated session keeps the file in ~/.claude, which `CLAUDE_CONFIG_DIR` asks for. That
file takes over what the one in the home says at each start; it keeps what only it knows of projects.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plangate.plugins.gate import ControlPath, StatePath

__all__ = ["CONFIG_DIR", "config_dir", "control_paths", "seed", "state_paths"]

CONFIG_DIR = "CLAUDE_CONFIG_DIR"
_MAIN = ".claude.json"


def config_dir(home: Path, env: Mapping[str, str]) -> Path:
    """The directory with settings, logs and plans."""
    return Path(env.get(CONFIG_DIR) or home / ".claude")


def state_paths(home: Path, env: Mapping[str, str]) -> Sequence[StatePath]:
    """Its own directory, and the one with the logs of MCP servers."""
    cache = Path(env.get("XDG_CACHE_HOME") or home / ".cache")
    return (
        StatePath(config_dir(home, env), create=True),
        StatePath(cache / "claude-cli-nodejs", create=True),
    )


def control_paths(home: Path, env: Mapping[str, str], cwd: Path) -> Sequence[ControlPath]:
    """Settings, hooks and plugins: what runs commands or switches hooks off, here and in later sessions."""
    own = config_dir(home, env)
    return (
        ControlPath(own / "settings.json", content="{}\n"),
        ControlPath(own / "settings.local.json"),
        ControlPath(own / "hooks", directory=True),
        ControlPath(own / "remote-settings.json"),
        *(ControlPath(cwd / ".claude" / name) for name in ("settings.json", "settings.local.json")),
        ControlPath(cwd / ".claude" / "hooks", directory=True),
        ControlPath(cwd / ".mcp.json"),
    )


def seed(home: Path) -> None:
    """Bring ~/.claude/.claude.json up to what ~/.claude.json says."""
    outside, inside = home / _MAIN, home / ".claude" / _MAIN
    merged = _merged(_read(outside), _read(inside))
    if merged and merged != _read(inside):
        _write(inside, merged)


def _merged(outside: Mapping[str, Any], inside: Mapping[str, Any]) -> dict[str, Any]:
    theirs, ours = _projects(outside), _projects(inside)
    projects = {path: {**ours.get(path, {}), **theirs.get(path, {})} for path in {**theirs, **ours}}
    for path, project in projects.items():  # trust that was given in either place was given
        if any(known.get(path, {}).get("hasTrustDialogAccepted") for known in (theirs, ours)):
            project["hasTrustDialogAccepted"] = True
    merged = {**inside, **outside}
    return merged | {"projects": projects} if projects else merged


def _projects(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found = config.get("projects")
    if not isinstance(found, dict):
        return {}
    return {path: project for path, project in found.items() if isinstance(project, dict)}


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, config: Mapping[str, Any]) -> None:
    """By rename and for the owner only: it names accounts and keys."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".claude.json.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(config, file, indent=2)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
