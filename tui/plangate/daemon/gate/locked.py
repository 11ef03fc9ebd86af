"""What stays read-only although the gate opens: protected paths that this opening does not cover. Reads directories."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from plangate.gate.machine import BudgetPass, Gate, PlanPass
from plangate.gate.scope import in_scope, may_protect, protecting
from plangate.sandbox.repository import never

__all__ = ["Locked", "locked_paths"]

_MOST = 200
"""Mounts that an opening may cost; each takes some 20 microseconds."""
_MOST_SEEN = 20_000
"""Files and directories that are looked at; what lies deeper is left to watching."""


@dataclass(frozen=True, slots=True)
class Locked:
    """What was found."""

    paths: tuple[str, ...] = ()
    """Absolute; a directory stands for all below it."""
    gaps: tuple[str, ...] = ()
    """What could not be looked at or locked, each a sentence."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is protected from one opening."""

    excluded: tuple[str, ...]
    """Patterns of what it does not cover whatever its scope says."""
    unless_named: tuple[str, ...] = ()
    """Patterns of what it covers only where its scope takes it in."""
    scope: tuple[str, ...] = ()

    def locks(self, path: str) -> bool:
        """Whether a path, with all below it, stays read-only."""
        if protecting(path, self.excluded):
            return True
        return (
            bool(protecting(path, self.unless_named))
            and not in_scope(path, self.scope)
            and not any(pattern.lstrip("/").startswith(path + "/") for pattern in self.scope)
        )

    def concerns(self, path: str) -> bool:
        """Whether all below a path is protected by some pattern, so that each name in it must be judged."""
        return bool(protecting(path, self.unless_named))


def locked_paths(gate: Gate, workspace: Path, skipped: frozenset[str]) -> Locked:
    """The protected paths that exist in what opens, and are not to be written under this opening.

    Args:
        skipped: Directories, relative to the workspace, that are nobody's work and are not looked into.
    """
    grant = gate.grant
    if isinstance(grant, BudgetPass):
        return _find(workspace, (".",), _Rules(gate.policy.need_plan), skipped)
    if isinstance(grant, PlanPass):
        scope = grant.state.plan.scope
        rules = _Rules(grant.state.terms.excluded, gate.policy.protected.paths, scope)
        found = _find(workspace, grant.directories, rules, skipped)
        mine = tuple(path for path in _mine(workspace, grant) if path not in found.paths)
        return Locked((*mine, *found.paths), found.gaps)
    return Locked()


def _mine(workspace: Path, grant: PlanPass) -> Iterator[str]:
    """What a person changed themselves: from now on nobody else does."""
    for path in grant.state.mine:
        place = workspace / path
        if os.path.lexists(place) and not place.is_symlink():
            yield str(place)


def _find(workspace: Path, directories: Sequence[str], rules: _Rules, skipped: frozenset[str]) -> Locked:
    found: list[str] = []
    gaps: list[str] = []
    may = may_protect((*rules.excluded, *rules.unless_named))
    waiting = deque((place, rules.concerns(place)) for place in directories)
    seen = 0
    while waiting:
        place, closely = waiting.popleft()
        for entry in _entries(workspace / place):
            seen += 1
            path = entry.name if place == "." else f"{place}/{entry.name}"
            if entry.is_symlink():
                continue
            if entry.name == ".git" and place != ".":
                found += _repository(entry)
            elif (closely or may(entry.name)) and rules.locks(path):
                found.append(entry.path)
            elif entry.name != ".git" and path not in skipped and entry.is_dir(follow_symlinks=False):
                waiting.append((path, closely or rules.concerns(path)))
        if seen > _MOST_SEEN:
            gaps.append(f"only {seen} files were looked at; protected paths beyond are watched, not locked")
            break
    if len(found) > _MOST:
        gaps.append(f"{len(found) - _MOST} of {len(found)} protected paths are watched, not locked")
    return Locked(tuple(found[:_MOST]), tuple(gaps))


def _entries(directory: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(directory) as entries:
            return list(entries)
    except OSError:
        return []  # it is new, or not ours to read


def _repository(entry: os.DirEntry[str]) -> Iterator[str]:
    """What makes git run programs in a repository that lies in the workspace, such as a submodule."""
    if not entry.is_dir(follow_symlinks=False):
        yield entry.path
        return
    yield from (path for path in never(Path(entry.path)) if os.path.lexists(path))
