"""What is mounted in a sandbox, and what of it should be writable: pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from plangate.model.sandbox import SandboxSpec
from plangate.sandbox.layout import ancestors, below, roots

__all__ = ["Mount", "gated", "missing_mounts", "outermost", "parse", "scratch_folders", "wanted_writable"]

_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of /proc/<pid>/mountinfo."""

    id: int
    parent: int
    point: str
    read_only: bool


def parse(text: str) -> tuple[Mount, ...]:
    """The mounts in the text of a mountinfo (proc(5))."""
    found = []
    for line in text.splitlines():
        fields = line.split(" ")
        point = _ESCAPED.sub(lambda match: chr(int(match[1], 8)), fields[4])
        point = (
            point.encode("latin-1", "surrogateescape").decode(errors="surrogateescape")
            if "\\" in fields[4]
            else point
        )
        found.append(Mount(int(fields[0]), int(fields[1]), point, "ro" in fields[5].split(",")))
    return tuple(found)


def gated(mounts: Sequence[Mount], spec: SandboxSpec) -> list[Mount]:
    """Those that the gate is about: in the workspace and what goes with it, but no scratch folder."""
    return [
        mount
        for mount in mounts
        if any(below(mount.point, root) for root in roots(spec))
        and not any(below(mount.point, scratch) for scratch in scratch_folders(spec))
    ]


def wanted_writable(mount: Mount, spec: SandboxSpec, opened: Sequence[str]) -> bool:
    """Whether a mount that the gate is about should be writable when these directories are open."""
    if any(below(mount.point, path) for path in spec.read_only):
        return False
    return any(below(mount.point, directory) for directory in opened)


def missing_mounts(
    mounts: Sequence[Mount], spec: SandboxSpec, opened: Sequence[str], locked: Sequence[str]
) -> list[str]:
    """Directories and files that must be mounts of their own before these can be opened, outer ones first.

    Args:
        locked: The read-only paths that exist.
    """
    points = {mount.point for mount in mounts}
    needed = set(opened)
    for path in locked:
        outer = [root for root in roots(spec) if below(path, root)]
        if outer:
            needed.update((path, *ancestors(path, min(outer, key=len))))
    return sorted(needed - points, key=lambda path: (path.count("/"), path))


def outermost(paths: Collection[str]) -> tuple[str, ...]:
    """Without those that lie in another one of them."""
    return tuple(
        sorted({path for path in paths if not any(other != path and below(path, other) for other in paths)})
    )


def scratch_folders(spec: SandboxSpec) -> list[str]:
    """The always writable paths in the workspace; those around it are none of the gate's business."""
    return [path for path in spec.writable if any(below(path, root) and path != root for root in roots(spec))]
