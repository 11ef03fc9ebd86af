"""Files that git ignores one by one, such as `.env`: no checkpoint holds them, so a budget counts them apart. Blocks."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from plangate.checkpoints.ignored import ignored
from plangate.errors import PlangateError
from plangate.gate.budget import Change

__all__ = ["Signs", "changed", "since", "unkept"]

Signs = Mapping[str, tuple[int, ...]]
"""For each file, relative to the workspace, what tells without reading that it is as it was."""

_MOST = 500


def unkept(workspace: Path, scratch: Sequence[str]) -> Signs:
    """The ignored files of a workspace; wholly ignored directories and scratch folders are nobody's work.

    Args:
        scratch: `folders.scratch` of the policy.
    """
    try:
        names = sorted(os.fsdecode(path) for path in ignored(workspace))
    except (OSError, PlangateError):
        return {}
    folders = tuple(folder.strip("/").removesuffix("/**") + "/" for folder in scratch)
    found: dict[str, tuple[int, ...]] = {}
    for name in names:
        path = workspace / name
        if len(found) < _MOST and not f"{name}/".startswith(folders) and not path.is_dir():
            found[name] = _signs(path)
    return found


def _signs(path: Path) -> tuple[int, ...]:
    """Of one file; empty when it is gone."""
    try:
        info = path.lstat()
    except OSError:
        return ()
    return (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)


def changed(before: Signs, after: Signs) -> list[Change]:
    """What is new, gone or another one; each counts as a file, and how many lines it is cannot be told."""
    return [
        Change(path) for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)
    ]


def since(before: Signs | None, workspace: Path, scratch: Sequence[str]) -> list[Change]:
    """What has changed since then; nothing where nobody looked then."""
    return [] if before is None else changed(before, unkept(workspace, scratch))
