"""How a host and a keeper describe themselves in a file, for a daemon that starts after them."""

from __future__ import annotations

import msgspec

from plangate.model.sandbox import Confinement

__all__ = ["HostDescription", "KeeperDescription", "read_host", "read_keeper", "written"]


class HostDescription(msgspec.Struct, frozen=True, kw_only=True):
    """Content of `s/<session>.json`. Process ids count only together with the start time."""

    session: str
    host_pid: int
    host_started: float
    """Kernel start time in clock ticks since boot, as in `/proc/<pid>/stat`."""
    agent_pid: int
    agent_started: float
    argv: list[str]
    cwd: str
    cols: int
    rows: int
    created: float
    """Unix seconds."""
    newest: int
    """Protocol versions it speaks, with `oldest`."""
    oldest: int
    product: str
    instance: str
    """As in its `Welcome`."""
    keeper_pid: int = 0
    recording: bool = False
    confinement: Confinement | None = None


class KeeperDescription(msgspec.Struct, frozen=True, kw_only=True):
    """Content of `keeper.json`."""

    pid: int
    started: float
    """Kernel start time, as in `HostDescription`."""
    newest: int
    oldest: int
    product: str
    instance: str


def written(description: HostDescription | KeeperDescription) -> bytes:
    """The file's content."""
    return msgspec.json.encode(description)


def read_host(content: bytes) -> HostDescription | None:
    """The description in a file's content; None when it is damaged."""
    try:
        return msgspec.json.decode(content, type=HostDescription)
    except ValueError:
        return None


def read_keeper(content: bytes) -> KeeperDescription | None:
    """The description in a file's content; None when it is damaged."""
    try:
        return msgspec.json.decode(content, type=KeeperDescription)
    except ValueError:
        return None
