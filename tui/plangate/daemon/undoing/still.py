"""Stopping a session that nothing confines, and who of its processes writes to a workspace."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

__all__ = ["family", "go_on", "stop", "writers"]

_ROUNDS = 5
"""A process that forks while it is being stopped is found by the next round."""
_PATIENCE = 2.0
"""Seconds to wait for processes to stop; one that waits for a disk does so later, and writes nothing of its own until then."""
_GLANCE = 0.001
_STILL = ("T", "t", "Z", "X")
"""States of proc(5): stopped, traced, dead."""


def family(leader: int) -> list[int]:
    """A process, its descendants, and whatever else is in its terminal session; parents first."""
    parents: dict[int, int] = {}
    members = {leader}
    for name in os.listdir("/proc"):  # noqa: PTH208 - hundreds of names, no paths are needed
        if name.isdigit():
            with suppress(OSError, ValueError, IndexError):
                fields = Path(f"/proc/{name}/stat").read_text(errors="replace").rpartition(")")[2].split()
                parents[int(name)] = int(fields[1])
                if int(fields[3]) == leader:
                    members.add(int(name))
    grown = True
    while grown:
        found = {pid for pid, parent in parents.items() if parent in members} - members
        members |= found
        grown = bool(found)
    return sorted(members & parents.keys())


def stop(leader: int) -> None:
    """Stop all of a program's processes; whoever forks meanwhile is stopped too. Returns once they stand still."""
    known: set[int] = set()
    for _ in range(_ROUNDS):
        fresh = [pid for pid in family(leader) if pid not in known]
        if not fresh:
            return
        known.update(fresh)
        _signal(fresh, signal.SIGSTOP)
        _wait_for(fresh)


def go_on(leader: int) -> None:
    """Let them go on; children first, so that a shell does not notice."""
    _signal(reversed(family(leader)), signal.SIGCONT)


def writers(pids: Iterable[int], workspace: str) -> list[tuple[int, str]]:
    """Processes with a file of the workspace open for writing, each with one such file; git's own do not count."""
    found = []
    for pid in pids:
        path = _written(pid, workspace.rstrip("/") + "/")
        if path:
            found.append((pid, path))
    return found


def _written(pid: int, start: str) -> str:
    try:
        names = os.listdir(f"/proc/{pid}/fd")  # noqa: PTH208 - as above
    except OSError:
        return ""
    for name in names:
        with suppress(OSError, ValueError, StopIteration):
            path = os.readlink(f"/proc/{pid}/fd/{name}")  # noqa: PTH115 - hot
            if not path.startswith(start) or path.startswith(start + ".git/"):
                continue
            lines = Path(f"/proc/{pid}/fdinfo/{name}").read_text().splitlines()
            flags = next(line for line in lines if line.startswith("flags:"))
            if int(flags.split()[1], 8) & os.O_ACCMODE != os.O_RDONLY:
                return path.removeprefix(start)
    return ""


def _wait_for(pids: Iterable[int]) -> None:
    """Until none of them runs: a signal is sent before it is obeyed, and in between a process can write."""
    deadline = time.monotonic() + _PATIENCE
    for pid in pids:
        while not _stands_still(pid) and time.monotonic() < deadline:
            time.sleep(_GLANCE)


def _stands_still(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return True  # it is gone
    return state in _STILL


def _signal(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
