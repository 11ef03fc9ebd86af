"""What the daemon says about itself and about the agents it can start."""

from __future__ import annotations

import msgspec

__all__ = ["AgentInfo", "DaemonStatus"]


class AgentInfo(msgspec.Struct, frozen=True, kw_only=True):
    """An agent that sessions can be started with."""

    name: str
    title: str
    """As people write it: "Claude Code"."""
    path: str = ""
    """Where its program was found; empty when it is not installed."""
    version: str = ""
    hint: str = ""
    """How to install it, or why it cannot be used."""
    resumable: bool = False


class DaemonStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The daemon's account of itself."""

    product: str
    pid: int
    started: float
    instance: str
    keeper_pid: int
    """0 when no keeper runs."""
    sessions: int
    clients: tuple[str, ...] = ()
    runtime_dir: str = ""
    state_dir: str = ""
    ledger_seq: int = 0
    ledger_ok: bool = True
    recordings_bytes: int = 0
    warnings: tuple[str, ...] = ()
    """What a person should know, each a sentence: a plugin refused, a limit near, a rebuilt ledger."""
