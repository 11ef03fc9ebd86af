"""Whose process is whose, and which of them are jobs; pure.

A process belongs to a session when it runs below its program, or below its host without being a part
of that, or when its environment names the session: so do those whose parents have gone (nohup,
setsid, double forks). A job is the topmost of such processes, below the program, with everything
below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from plangate.daemon.jobs.processes import Process
from plangate.model.jobs import Kind

__all__ = ["Found", "Tree", "members", "roots", "said"]

_LONGEST = 300
_SHELLS = frozenset(["ash", "bash", "dash", "fish", "ksh", "mksh", "sh", "zsh"])
_INIT = "plangate-init"
_SERVANTS = frozenset(
    ["dbus-daemon", "dbus-launch", "dirmngr", "gpg-agent", "keyboxd", "scdaemon", "ssh-agent"]
)
"""Started by other programs to serve the whole login; nobody waits for their end."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A session as the kernel sees it."""

    session: str
    agent: int
    """Process id; 0 when it has ended."""
    host: int
    kind: Kind
    since: float
    """Clock ticks after boot: what is older is the program's own and no job; infinite while nothing was asked."""


@dataclass(frozen=True, slots=True)
class Found:
    """A job as it is at this moment."""

    session: str
    root: Process
    below: tuple[Process, ...]
    """Everything below it."""
    detached: bool

    @property
    def all(self) -> tuple[Process, ...]:
        """With the root, which comes first."""
        return (self.root, *self.below)


def members(
    everyone: Mapping[int, Process],
    trees: Iterable[Tree],
    known: Mapping[tuple[int, int], str],
    marker: Callable[[Process], str],
) -> dict[int, str]:
    """The session of each process that belongs to one; programs and hosts themselves are among them.

    Args:
        known: Sessions of processes that were found before, by pid and start.
        marker: The session that a process names; asked only where nothing else tells.
    """
    trees = list(trees)
    owners = {tree.agent: tree.session for tree in trees if tree.agent in everyone}
    hosts = {tree.host: tree.session for tree in trees if tree.host in everyone}
    found: dict[int, str] = {}

    def owner(process: Process) -> str:
        if process.pid in found:
            return found[process.pid]
        session = owners.get(process.pid) or known.get((process.pid, process.started), "")
        if not session and process.parent in hosts and process.pid not in hosts:
            leader = everyone[process.parent].session
            session = hosts[process.parent] if process.session != leader else ""
        found[process.pid] = (
            session  # before its parent is asked, should a pid have been used again meanwhile
        )
        parent = everyone.get(process.parent)
        if not session and parent is not None and parent.pid not in hosts:
            session = owner(parent)
        found[process.pid] = session or marker(process)
        return found[process.pid]

    sessions = {tree.session for tree in trees}
    for process in everyone.values():
        if process.pid not in hosts:
            owner(process)
    return {pid: session for pid, session in found.items() if session in sessions}


def roots(everyone: Mapping[int, Process], owned: Mapping[int, str], tree: Tree) -> Iterator[Found]:
    """The jobs of one session."""
    agent = everyone.get(tree.agent)
    own = {pid for pid, session in owned.items() if session == tree.session}
    inits = {pid for pid in own if everyone[pid].name == _INIT}
    below: dict[int, list[Process]] = {}
    tops: list[Process] = []
    for pid in own - inits - {tree.agent}:
        process = everyone[pid]
        inner = process.parent in own and process.parent not in inits and process.parent != tree.agent
        if inner:
            below.setdefault(process.parent, []).append(process)
        else:
            tops.append(process)
    for top in sorted(tops, key=lambda process: (process.started, process.pid)):
        detached = agent is None or top.parent != tree.agent or top.session != agent.session
        if top.started >= tree.since and top.name not in _SERVANTS and _is_job(top, agent, tree, detached):
            yield Found(tree.session, top, tuple(_descend(top.pid, below)), detached)


def _is_job(top: Process, agent: Process | None, tree: Tree, detached: bool) -> bool:
    if detached or tree.kind == Kind.AGENT:
        return True
    return tree.kind == Kind.SHELL and agent is not None and top.group != agent.foreground


def _descend(pid: int, below: Mapping[int, list[Process]]) -> Iterator[Process]:
    for child in below.get(pid, ()):
        yield child
        yield from _descend(child.pid, below)


def said(found: Found, command: Callable[[int], tuple[str, ...]]) -> str:
    """How a job was called: what a shell was only started to run stands for the shell."""
    line = list(found.all)
    words = command(found.root.pid)
    while _only_runs(words) and len(line) > 1 and sum(p.parent == line[0].pid for p in line[1:]) == 1:
        inner = next(p for p in line[1:] if p.parent == line[0].pid)
        line = [inner, *(p for p in line[1:] if p is not inner)]
        words = command(inner.pid) or words
    text = " ".join(words) if words else f"[{found.root.name}]"
    return "".join(char if char.isprintable() else " " for char in text)[:_LONGEST]


def _only_runs(words: tuple[str, ...]) -> bool:
    return len(words) > 2 and PurePath(words[0]).name in _SHELLS and "-c" in words[1:3]
