"""What a supervised session may change, decided on where an object really lies: pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from plangate.model.sandbox import SandboxSpec
from plangate.sandbox.layout import TMP, below, roots
from plangate.sandbox.mounts import outermost

__all__ = ["SHARED", "Rules", "rules_for"]

SHARED = (*TMP, "/dev/shm")
"""Writable directories that cannot be private without a mount namespace."""

_MOST_KNOWN = 4096


@dataclass(frozen=True, slots=True)
class Rules:
    """The innermost path that is named here decides about what lies in it."""

    roots: tuple[str, ...]
    """What the gate opens and closes."""
    writable: tuple[str, ...]
    hidden: tuple[str, ...]
    read_only: tuple[str, ...]
    """Never writable, also where everything around is open; need not exist."""
    doors: tuple[str, ...] = ()
    """Sockets of the outside that may be connected to, or directories of such."""
    opened: tuple[str, ...] = ()
    _regions: frozenset[str] = field(init=False, repr=False)
    _never: frozenset[str] = field(init=False, repr=False)
    _locked: frozenset[str] = field(init=False, repr=False)
    _above: frozenset[str] = field(init=False, repr=False)
    _known: dict[str, bool] = field(init=False, repr=False, compare=False)
    """Decisions about directories."""

    def __post_init__(self) -> None:
        never = frozenset((*self.read_only, *self.hidden))
        regions = never | {*self.roots, *self.writable}
        above = {other for path in (*regions, *self.doors) for other in _upwards(path)}
        object.__setattr__(self, "_known", {})
        object.__setattr__(self, "_never", never)
        object.__setattr__(self, "_regions", regions)
        object.__setattr__(self, "_locked", frozenset(self.read_only))
        object.__setattr__(self, "_above", frozenset(above))

    def region(self, path: str) -> str:
        """The path that decides; empty when nothing is said. Nothing is moved or linked from one to another."""
        return next((place for place in _upwards(path) if place in self._regions), "")

    def may_write(self, path: str) -> bool:
        """Whether content, mode, times or attributes of what lies there may change."""
        if path in self._regions:
            return self._decided(path)
        place = path.rpartition("/")[0]  # what no rule names is as the directory that it lies in
        if place not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[place] = self._decided(place)
        if self._known[place]:
            return True
        return path in self.opened and self._decided(path)

    def _decided(self, path: str) -> bool:
        region = self.region(path)
        if not region or region in self._never:
            return False
        if region in self.writable:
            return True
        if any(place in self._locked for place in _upwards(path)):
            return False
        return any(below(path, directory) for directory in self.opened)

    def may_place(self, directory: str, path: str) -> bool:
        """Whether a name in a directory may be made, removed, or given to something else."""
        return self.may_write(directory) and self.may_write(path)

    def gated(self, path: str) -> bool:
        """Whether it is for the gate to open and to close what lies there."""
        region = self.region(path)
        return region in self.roots and region not in self.writable

    def stays(self, path: str) -> bool:
        """Whether something must keep its name, because it or what it holds is known by it."""
        return path in self._above

    def may_connect(self, path: str) -> bool:
        """Whether a socket of the outside is meant for sessions."""
        return any(below(path, door) for door in self.doors)

    def with_open(self, opened: Sequence[str], read_only: Sequence[str]) -> Rules:
        """The same with other directories open, and with this never writable."""
        return replace(self, opened=outermost(opened), read_only=tuple(dict.fromkeys(read_only)))


def rules_for(spec: SandboxSpec, covered: Sequence[str] = ()) -> Rules:
    """The rules at the start.

    Args:
        covered: Places of other programs' sockets in the shared directories.
    """
    return Rules(
        roots=roots(spec),
        writable=(*spec.writable, spec.private_tmp, *SHARED),
        hidden=(*spec.hidden, *covered),
        read_only=spec.read_only,
        doors=spec.doors,
        opened=() if spec.closed else roots(spec),
    )


def _upwards(path: str) -> Iterator[str]:
    """A path and the directories that it lies in, innermost first."""
    while path:
        yield path
        path = path.rpartition("/")[0]
