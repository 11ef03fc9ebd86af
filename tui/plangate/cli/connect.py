"""How commands reach the daemon; the client is imported only by commands that need it."""

from __future__ import annotations

from plangate.client.blocking import BlockingControl
from plangate.client.greeting import identify

__all__ = ["connect"]


def connect(*, launch: bool = True) -> BlockingControl:
    """The daemon, started if none runs unless `launch` says otherwise."""
    return BlockingControl(identify("cli"), launch=launch)
