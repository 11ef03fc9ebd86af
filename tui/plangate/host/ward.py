"""What a keeper knows about one host."""

from __future__ import annotations

from collections import deque

from plangate.host.connection import Connection
from plangate.model.sandbox import Confinement
from plangate.model.session import Exit
from plangate.wire.spawn import Spawn

__all__ = ["Ward"]

_CRASHES = 5
_CRASH_WINDOW = 60.0


class Ward:
    """A host, its program and what a successor would need."""

    __slots__ = (
        "agent",
        "confinement",
        "crashes",
        "exit",
        "host",
        "leaving",
        "link",
        "master",
        "ours",
        "pidfd",
        "ready",
        "request",
        "spec",
        "succeeding",
    )

    def __init__(self, spec: Spawn, host: int, *, ours: bool) -> None:
        self.spec = spec
        self.host = host
        """Process id."""
        self.ours = ours
        """Whether the host is our child; one that lost an earlier keeper is not."""
        self.pidfd: int | None = None
        """Tells of the end of a host that is not our child."""
        self.agent = 0
        """Process id of the program; 0 until the host is ready."""
        self.master: int | None = None
        """Our duplicate of the PTY's master, which keeps the program from being hung up on."""
        self.exit: Exit | None = None
        self.confinement: Confinement | None = None
        """The sandbox of the program; None for a session without a gate."""
        self.link: Connection | None = None
        self.ready = False
        self.leaving = False
        self.succeeding = False
        """Whether this host is a successor that is not ready yet."""
        self.request: tuple[Connection, int] | None = None
        """Who asked for the session, and by which request."""
        self.crashes: deque[float] = deque(maxlen=_CRASHES)

    def crashed(self, now: float) -> bool:
        """Note a crash; whether another host is worth a try (monotonic seconds)."""
        worthwhile = len(self.crashes) < _CRASHES or now - self.crashes[0] > _CRASH_WINDOW
        self.crashes.append(now)
        return worthwhile
