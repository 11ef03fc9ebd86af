"""One entry of the ledger."""

from __future__ import annotations

from typing import Any

import msgspec

__all__ = ["Event"]


class Event(msgspec.Struct, frozen=True):
    """A fact that was recorded; docs/events.md lists the kinds and what `data` holds for each."""

    seq: int
    """Position in the ledger, from 1, without gaps."""
    time: float
    """Unix seconds."""
    kind: str
    """Subject and fact in the past tense, joined by a dot: "session.started"."""
    session: str = ""
    actor: str = ""
    """Who caused it: a client's name, "daemon", "agent" or "host"."""
    data: dict[str, Any] = msgspec.field(default_factory=dict)
    """Values that JSON can hold."""
