"""What a session's sandbox should look like, and what it has become."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from plangate.model.gate import Strength

__all__ = ["SPEC_VERSION", "Confinement", "Door", "SandboxSpec"]

SPEC_VERSION = 1
"""Raised when a field is added that restricts; whoever does not know it refuses to start anything."""


class Door(StrEnum):
    """Who makes the user namespace."""

    OWN = "own"
    BUBBLEWRAP = "bubblewrap"
    """Where only it is let."""


class SandboxSpec(msgspec.Struct, frozen=True, kw_only=True):
    """How a program is to be confined. All paths are absolute and without symbolic links.

    Everything that is not named here is read-only.
    """

    workspace: str
    """Read-only while the gate is closed."""
    private_tmp: str
    """A directory of the session's own; the program sees it as /tmp and /var/tmp."""
    companions: tuple[str, ...] = ()
    """Directories outside the workspace that open and close with it whole, such as the repository of a worktree."""
    writable: tuple[str, ...] = ()
    """Always writable: the agent's state, caches, scratch folders. Directories that are missing are made."""
    read_only: tuple[str, ...] = ()
    """Never writable, also below something that is: control files, hooks, the policy. Need not exist."""
    hidden: tuple[str, ...] = ()
    """Directories that look empty, and files that do."""
    doors: tuple[str, ...] = ()
    """Directories and sockets that stay reachable although they lie in something hidden, such as
    the directory of the socket for agents. A directory, because a socket that is made anew has another inode."""
    visible: tuple[str, ...] = ()
    """Directories that can be read although they lie in something hidden; sockets in them stay hidden."""
    closed: bool = True
    """Whether the gate is closed at the start."""
    strength: Strength = Strength.KERNEL
    """How it is to be held, `kernel` or `syscall`; nothing is started when it cannot be."""
    door: Door = Door.OWN
    """Which way into namespaces was found to work here."""
    version: int = SPEC_VERSION


class Confinement(msgspec.Struct, frozen=True, kw_only=True):
    """A sandbox that exists, and what names it for ever."""

    strength: Strength
    pid: int
    """The first process of its namespace of processes; at strength syscall its supervisor."""
    started: float
    """Kernel start time of that process in clock ticks since boot."""
    user_ns: int = 0
    """Inode numbers of its namespaces."""
    mnt_ns: int = 0
    pid_ns: int = 0
    missing: tuple[str, ...] = ()
    """Read-only paths that do not exist and so cannot be protected before they do."""
    gaps: tuple[str, ...] = ()
    """What this kernel cannot keep from the session, in words."""
    supervisor: str = ""
    """At strength syscall the abstract name at which the supervisor listens."""
