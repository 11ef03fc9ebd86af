"""Who acts at a gate."""

from __future__ import annotations

import os
import pwd

from plangate.gate.plan.record import Actor, ActorKind
from plangate.model.client import ClientInfo

__all__ = ["DAEMON", "agent_actor", "person"]

DAEMON = Actor(kind=ActorKind.SYSTEM, name="daemon")


def person(client: ClientInfo, name: str = "") -> Actor:
    """Whoever sits at a client; by default the user whose processes these are."""
    return Actor(kind=ActorKind.PERSON, name=name or _login(), device=client.name)


def agent_actor(name: str, session: str) -> Actor:
    """The agent of a session."""
    return Actor(kind=ActorKind.AGENT, name=name, session=session)


def _login() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
