"""In which order what is mounted where: pure, from a specification and what exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

from plangate.model.sandbox import SandboxSpec

__all__ = ["TMP", "Kind", "Placement", "ancestors", "below", "placements", "roots"]

TMP = ("/tmp", "/var/tmp")  # what the private directory takes the place of


class Kind(IntEnum):
    """What is done at a path; of several at one path, in this order."""

    HIDE = 0
    """Cover it with nothing."""
    PLACE = 1
    """Put what was there before everything became read-only, as it was."""
    PIN = 2
    """Make it a mount of its own, so that nobody renames it away from under what is protected below."""
    LOCK = 3
    """Make it read-only for good."""


@dataclass(frozen=True, slots=True, order=True)
class Placement:
    """One thing to mount."""

    depth: int
    path: str
    kind: Kind
    writable: bool = False
    """For what is placed: whether it may be written to at the start."""


def below(path: str, directory: str) -> bool:
    """Whether a path is a directory or lies in it."""
    return path == directory or path.startswith(directory.rstrip("/") + "/")


def ancestors(path: str, directory: str) -> list[str]:
    """The directories strictly between one and a path in it, outermost first."""
    found = []
    parent = path.rpartition("/")[0]
    while below(parent, directory) and parent not in (directory, ""):
        found.append(parent)
        parent = parent.rpartition("/")[0]
    return found[::-1]


def roots(spec: SandboxSpec) -> tuple[str, ...]:
    """The directories that the gate opens and closes."""
    return (spec.workspace, *spec.companions)


def placements(spec: SandboxSpec, exists: Callable[[str], bool]) -> list[Placement]:
    """Everything to mount, in order: outer directories first.

    Args:
        exists: Whether there is such a path; asked for what need not exist.
    """
    found: dict[tuple[str, Kind], Placement] = {}

    def put(path: str, kind: Kind, *, writable: bool = False) -> None:
        found.setdefault((path, kind), Placement(path.count("/"), path, kind, writable))

    for path in spec.hidden:
        put(path, Kind.HIDE)
    for path in spec.writable:
        put(path, Kind.PLACE, writable=True)
    for path in roots(spec):
        put(path, Kind.PLACE, writable=not spec.closed)
    for path in filter(exists, (*spec.doors, *spec.visible)):
        put(path, Kind.PLACE)
    locked = [path for path in spec.read_only if exists(path)]
    for path in locked:
        put(path, Kind.LOCK)
    mounted = {path for path, _ in found}
    changeable = (*spec.writable, *roots(spec), *TMP)
    for path in (*locked, *roots(spec), *spec.writable, *spec.doors, *spec.visible):
        for pinned in _between(path, changeable):
            if pinned not in mounted:
                put(pinned, Kind.PIN)
    return sorted(found.values())


def _between(path: str, changeable: Iterable[str]) -> list[str]:
    """The directories above a path that somebody inside could rename."""
    outer = [directory for directory in changeable if directory != path and below(path, directory)]
    return ancestors(path, min(outer, key=len)) if outer else []
