"""What the dashboard remembers from one time to the next: choices, not settings."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from plangate import atomic

__all__ = ["Memory", "load_memory", "save_memory"]

_log = logging.getLogger(__name__)
_MOST = 12


class Memory(msgspec.Struct, frozen=True):
    """The last choices; all of it can be lost without harm."""

    agent: str = ""
    """Agent of the last session that was started."""
    directories: tuple[str, ...] = ()
    """Directories of the last ones, newest first."""
    worktree: bool = False
    """Whether the last one got a worktree of its own."""
    plans: tuple[tuple[str, int], ...] = ()
    """Plans that were read last with the version that was, newest first."""

    def with_start(self, agent: str, directory: str, *, worktree: bool) -> Memory:
        """After another session was started."""
        others = (path for path in self.directories if path != directory)
        return replace(self, agent=agent, directories=(directory, *others)[:_MOST], worktree=worktree)

    def with_plan(self, plan: str, version: int) -> Memory:
        """After a plan was read."""
        others = (one for one in self.plans if one[0] != plan)
        return replace(self, plans=((plan, version), *others)[:_MOST])

    def version_read(self, plan: str) -> int:
        """The version of a plan that was read last; 0 when none was."""
        return dict(self.plans).get(plan, 0)


def load_memory(path: Path) -> Memory:
    """What was remembered; nothing if the file is missing or damaged."""
    try:
        values: Any = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return Memory()
    if not isinstance(values, Mapping):
        return Memory()
    directories = values.get("directories")
    plans = values.get("plans")
    return Memory(
        agent=str(values.get("agent") or ""),
        directories=tuple(str(item) for item in directories) if isinstance(directories, list) else (),
        worktree=values.get("worktree") is True,
        plans=tuple(_plans(plans)) if isinstance(plans, list) else (),
    )


def save_memory(path: Path, memory: Memory) -> None:
    """Remember it; a disk that is full or read-only is no reason to stop anybody."""
    try:
        atomic.write(path, json.dumps(asdict(memory)).encode(), durable=False)
    except OSError as error:
        _log.warning("%s cannot be written: %s", path, error)


def _plans(values: list[Any]) -> Iterator[tuple[str, int]]:
    for value in values:
        match value:
            case [str(plan), int(version)]:
                yield plan, version
