"""One look at all processes: blocks for some milliseconds, so it runs in a thread."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plangate.daemon.jobs.census import Found, Tree, members, roots, said
from plangate.daemon.jobs.processes import TICKS, Process, command_of, everyone, marker_of
from plangate.daemon.procfs import serves
from plangate.model.jobs import Kind

__all__ = ["Eye", "Seen", "Watched", "boot_time"]

_AFRESH = 15
"""Looks after which also those are read again who belong to nobody: a pid may have been used again."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A session that is looked after."""

    session: str
    agent: int
    host: int
    kind: Kind
    asked: float | None
    """When it was first asked something, in Unix seconds; None: it was not."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A job at this moment."""

    session: str
    pid: int
    started: int
    command: str
    state: str
    """As in /proc/PID/stat, of its first process."""
    began: float
    """Unix seconds."""
    detached: bool
    spent: Mapping[tuple[int, int], float]
    """Seconds of processor time of each of its processes, by pid and start."""
    pids: tuple[int, ...]


class Eye:
    """Looks, and remembers whom it need not look at again."""

    def __init__(self) -> None:
        self._strangers: dict[int, int] = {}
        self._markers: dict[tuple[int, int], str] = {}
        self._commands: dict[tuple[int, int], str] = {}
        self._looks = 0

    def look(self, watched: Sequence[Watched], known: Mapping[tuple[int, int], str]) -> list[Seen]:
        """The jobs of all sessions, whatever their age."""
        self._looks += 1
        if self._looks % _AFRESH == 0:
            self._strangers.clear()
        all = everyone(frozenset(self._strangers))
        boot = boot_time()
        trees = [_tree(each, boot) for each in watched]
        owned = members(all, trees, known, self._marker)
        hosts = {each.host for each in watched}
        self._strangers |= {
            pid: process.started for pid, process in all.items() if pid not in owned and pid not in hosts
        }
        seen = []
        for tree in trees:
            found = list(roots(all, owned, tree))
            jobs = [each for each in found if not (each.root.parent == tree.agent and serves(each.root.pid))]
            seen += [made for each in jobs if (made := self._seen(each, boot)) is not None]
        self._forget(all)
        return seen

    def _seen(self, found: Found, boot: float) -> Seen | None:
        root = found.root
        who = (root.pid, root.started)
        if who not in self._commands or root.ticks == 0:  # a process may still become another program
            command = said(found, command_of)
            if any("/client/hook.py" in " ".join(command_of(each.pid)) for each in found.all):
                return None
            self._commands[who] = command
        return Seen(
            session=found.session,
            pid=root.pid,
            started=root.started,
            command=self._commands[who],
            state=root.state,
            began=boot + root.started / TICKS,
            detached=found.detached,
            spent={(each.pid, each.started): each.ticks / TICKS for each in found.all},
            pids=tuple(each.pid for each in found.all),
        )

    def _marker(self, process: Process) -> str:
        who = (process.pid, process.started)
        if who not in self._markers:
            self._markers[who] = marker_of(process.pid)
        return self._markers[who]

    def _forget(self, all: Mapping[int, Process]) -> None:
        living = {(process.pid, process.started) for process in all.values()}
        for cache in (self._markers, self._commands):
            for who in cache.keys() - living:
                del cache[who]


def boot_time() -> float:
    """When the machine was started, in Unix seconds."""
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)


def _tree(watched: Watched, boot: float) -> Tree:
    asked = watched.asked if watched.kind == Kind.AGENT else 0.0
    since = float("inf") if asked is None else max(0.0, (asked - boot) * TICKS)
    return Tree(watched.session, watched.agent, watched.host, watched.kind, since)
