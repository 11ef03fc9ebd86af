"""What stays read-only although the gate opens: protected paths that this opening does not name. Reads directories."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from plangate.gate.machine import BudgetPass, Gate, PlanPass
from plangate.gate.scope import in_scope, protecting

__all__ = ["locked_paths"]

_MOST = 200
"""Mounts that an opening may cost; what a policy protects beyond is noticed by watching."""


def locked_paths(gate: Gate, workspace: Path) -> tuple[str, ...]:
    """Absolute paths near the top of the workspace that the policy protects from this opening.

    A pattern that may fit anywhere in the tree is not looked for in all of it: the watcher notices.
    """
    grant = gate.grant
    scope: tuple[str, ...] = ()
    if isinstance(grant, BudgetPass):
        patterns = gate.policy.need_plan
    elif isinstance(grant, PlanPass):
        patterns = (*grant.state.terms.excluded, *gate.policy.protected.paths)
        if not grant.state.plan.scope_assumed:
            scope = grant.state.plan.scope
    else:
        return ()
    found = []
    for path in _near(workspace):
        relative = os.path.relpath(path, workspace)
        named = bool(scope) and (in_scope(relative, scope) or _holds(relative, scope))
        if protecting(relative, patterns) and not named:
            found.append(str(path))
    return tuple(found[:_MOST])


def _near(workspace: Path) -> Iterator[Path]:
    """The entries of the workspace itself, and those of its hidden directories."""
    try:
        for entry in os.scandir(workspace):
            if entry.is_symlink():
                continue
            yield Path(entry.path)
            if entry.name.startswith(".") and entry.name != ".git" and entry.is_dir():
                yield from (Path(below.path) for below in os.scandir(entry.path) if not below.is_symlink())
    except OSError:
        return


def _holds(directory: str, scope: tuple[str, ...]) -> bool:
    """Whether some pattern of the scope leads into a directory."""
    return any(pattern.lstrip("/").startswith(directory + "/") for pattern in scope)
