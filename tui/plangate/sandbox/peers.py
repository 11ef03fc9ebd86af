"""Whether whoever connected to a socket is a person's program, or one that a session started.

The decision is a pure function of what the kernel says about the process. A session cannot shed any
of the marks: its namespaces, `no_new_privs`, its filters, and its descent, which leads through the
keeper even when everything in between has ended.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

__all__ = ["Peer", "look_at", "look_at_process", "refusal"]

_SO_PEERPIDFD = 77
"""asm-generic/socket.h, since Linux 6.5."""
_NAMESPACES = ("user", "mnt", "pid")
_DEEPEST = 256
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """What the kernel tells of a process."""

    pid: int
    alive: bool = True
    """Whether it still ran when everything else had been read; only then that is about it."""
    namespaces: tuple[int, ...] | None = None
    """Inode numbers of its user, mount and process namespaces; None when they cannot be read."""
    ancestors: tuple[int, ...] | None = None
    """Its own pid and those of its parents up to the first process; None when the line is broken."""
    no_new_privs: bool = False
    filters: int = 0
    """How many seccomp filters it is under."""


def refusal(peer: Peer, ours: Peer, insiders: Mapping[int, str]) -> str:
    """Why a peer may not act as a person; empty when it may.

    Args:
        ours: The same about the process that asks.
        insiders: Pids of keepers, hosts and agents, each with what it is called.
    """
    if not peer.alive:
        return "the process that connected has ended"
    if peer.namespaces is None or ours.namespaces is None:
        return f"the namespaces of process {peer.pid} cannot be read"
    for name, theirs, own in zip(_NAMESPACES, peer.namespaces, ours.namespaces, strict=True):
        if theirs != own:
            return f"process {peer.pid} runs in another {name} namespace, as sessions do"
    if peer.no_new_privs and not ours.no_new_privs:
        return f"process {peer.pid} can gain no privileges, like everything that a gated session starts"
    if peer.filters > ours.filters:
        return f"process {peer.pid} is under a system call filter, as sessions are"
    if peer.ancestors is None:
        return f"where process {peer.pid} comes from cannot be read"
    for pid in peer.ancestors:
        if pid in insiders:
            return f"process {peer.pid} was started by {insiders[pid]}"
    return ""


def look_at(connection: socket.socket) -> Peer:
    """What is known of the process at the other end of a unix socket, when it connected."""
    size = struct.calcsize("3i")
    pid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))[0]
    if pid <= 0:
        return Peer(pid=0, alive=False)  # it is in a namespace that ours knows nothing of
    try:
        pidfd = struct.unpack("i", connection.getsockopt(socket.SOL_SOCKET, _SO_PEERPIDFD, 4))[0]
    except OSError as error:
        if error.errno != errno.ENOPROTOOPT:
            return Peer(pid=pid, alive=False)
        try:
            pidfd = os.pidfd_open(pid)
        except OSError:
            return Peer(pid=pid, alive=False)
    try:
        return _seen(pid, pidfd)
    finally:
        os.close(pidfd)


def look_at_process(pid: int) -> Peer:
    """What is known of a process, such as ourselves."""
    try:
        pidfd = os.pidfd_open(pid)
    except OSError:
        return Peer(pid=pid, alive=False)
    try:
        return _seen(pid, pidfd)
    finally:
        os.close(pidfd)


def _seen(pid: int, pidfd: int) -> Peer:
    namespaces = _namespaces(pid)
    ancestors = next(filter(None, (_ancestors(pid) for _ in range(_ATTEMPTS))), None)
    status = _status(pid)
    peer = Peer(
        pid=pid,
        namespaces=namespaces,
        ancestors=ancestors,
        no_new_privs=status.get("NoNewPrivs") == "1",
        filters=int(status.get("Seccomp_filters", "0")),
    )
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return replace(peer, alive=not poll.poll(0))


def _namespaces(pid: int) -> tuple[int, ...] | None:
    try:
        return tuple(Path(f"/proc/{pid}/ns/{name}").stat().st_ino for name in _NAMESPACES)
    except OSError:
        return None


def _ancestors(pid: int) -> tuple[int, ...] | None:
    found = [pid]
    while found[-1] != 1 and len(found) < _DEEPEST:
        try:
            fields = Path(f"/proc/{found[-1]}/stat").read_text(errors="replace").rpartition(") ")[2].split()
        except OSError:
            return None  # a parent ended while we looked
        parent = int(fields[1])
        if parent == 0:
            break
        found.append(parent)
    return tuple(found)


def _status(pid: int) -> dict[str, str]:
    try:
        text = Path(f"/proc/{pid}/status").read_text(errors="replace")
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in text.splitlines())}
