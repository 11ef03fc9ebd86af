"""What the dashboard remembers from one time to the next: choices, not settings."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from plangate import atomic

__all__ = ["Memory", "load_memory", "save_memory"]

_log = logging.getLogger(__name__)
_MOST = 12


@dataclass(frozen=True, slots=True)
class Memory:
    """The last choices; all of it can be lost without harm."""

    agent: str = ""
    """Agent of the last session that was started."""
    directories: tuple[str, ...] = ()
    """Directories of the last ones, newest first."""
    worktree: bool = False
    """Whether the last one got a worktree of its own."""

    def with_start(self, agent: str, directory: str, *, worktree: bool) -> Memory:
        """After another session was started."""
        others = (path for path in self.directories if path != directory)
        return replace(self, agent=agent, directories=(directory, *others)[:_MOST], worktree=worktree)


def load_memory(path: Path) -> Memory:
    """What was remembered; nothing if the file is missing or damaged."""
    try:
        values: Any = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return Memory()
    if not isinstance(values, Mapping):
        return Memory()
    directories = values.get("directories")
    return Memory(
        agent=str(values.get("agent") or ""),
        directories=tuple(str(item) for item in directories) if isinstance(directories, list) else (),
        worktree=values.get("worktree") is True,
    )


def save_memory(path: Path, memory: Memory) -> None:
    """Remember it; a disk that is full or read-only is no reason to stop anybody."""
    try:
        atomic.write(path, json.dumps(asdict(memory)).encode(), durable=False)
    except OSError as error:
        _log.warning("%s cannot be written: %s", path, error)
