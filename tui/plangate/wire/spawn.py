"""Messages by which the daemon has hosts made, looked after and ended."""

from __future__ import annotations

from plangate.model.sandbox import Confinement, SandboxSpec
from plangate.model.session import Exit
from plangate.wire.messages import Message

__all__ = [
    "Acknowledge",
    "AgentExited",
    "HostDied",
    "HostLeaving",
    "HostReady",
    "KeeperStatus",
    "Recording",
    "Reopen",
    "Retire",
    "Revoke",
    "SetPalette",
    "Spawn",
    "SpawnConfined",
    "Spawned",
    "StatusQuery",
    "Stop",
    "Upgrade",
]


class Spawn(Message, tag=200):
    """Daemon to keeper: fork a host that runs `argv` in a new PTY. Answered by `Spawned` or `Failure`."""

    id: int
    session: str
    argv: list[str]
    cwd: str
    env: dict[str, str]
    """The complete environment; nothing else reaches the program."""
    cols: int
    rows: int
    key: bytes
    """Secret of this session; capabilities that its host accepts are made with it."""
    scrollback: int
    record: bool
    record_limit: int
    """Bytes that this session's compressed recording may take."""
    title: str = ""
    backend: str = "default"
    """Which terminal emulator the host runs; see `plangate.emulator.make`."""
    umask: int = 0o022
    """Permission bits that files made by the program do not get."""


class Reopen(Message, tag=215):
    """Daemon to keeper: fork a host that shows the recording of a session whose program has ended.

    A message of its own, so that a keeper that does not know it starts nothing. Answered by
    `Spawned` or `Failure`.
    """

    id: int
    spec: Spawn
    exit: Exit


class SpawnConfined(Message, tag=216):
    """Daemon to keeper: as `Spawn`, with the program in a sandbox.

    A message of its own, so that a keeper that does not know it starts nothing rather than
    something unconfined. Answered by `Spawned` or `Failure`.
    """

    id: int
    spec: Spawn
    sandbox: SandboxSpec


class Spawned(Message, tag=201):
    """Keeper to daemon: the host runs and its socket accepts connections."""

    id: int
    session: str
    host_pid: int
    agent_pid: int
    agent_started: float
    """Kernel start time of the agent in clock ticks since boot; with the pid it names one process."""
    confinement: Confinement | None = None


class StatusQuery(Message, tag=202):
    """Daemon to keeper: describe yourself. Answered by `KeeperStatus`."""

    id: int


class KeeperStatus(Message, tag=203):
    """Keeper to daemon: what it looks after."""

    id: int
    pid: int
    product: str
    hosts: list[str]
    """Ids of the sessions whose hosts it started and that still live."""


class HostDied(Message, tag=204):
    """Keeper to daemon: a host died; with a successor the session goes on, else this is its end."""

    session: str
    successor: int
    """Process id of the host that took over, 0 when none did."""
    exit: Exit | None = None


class Stop(Message, tag=205):
    """Daemon to host: end the program's process group: INT, after `grace` TERM, after `grace` KILL."""

    grace: float = 3.0
    first: str = "INT"
    """Signal to begin with: INT, TERM, HUP or KILL."""


class Revoke(Message, tag=206):
    """Daemon to host: no longer accept these capabilities; connections that came with one are closed."""

    serials: list[int]
    all_but: int = 0
    """When not 0: revoke every capability with a smaller serial."""


class Acknowledge(Message, tag=207):
    """Daemon to host: the exit is in the ledger; `linger` seconds from now the host may go."""

    linger: float


class Upgrade(Message, tag=208):
    """Daemon to host: replace yourself in place by a new program, keeping PTY, listener and screen.

    Answered by `Failure` when nothing was replaced; otherwise the connection closes and the new
    host listens at the same path.
    """

    id: int
    argv: list[str]
    """The interpreter and module to execute; the host appends what it needs to find its state."""


class SetPalette(Message, tag=209):
    """Daemon to host: the colours that terminal queries are answered with."""

    foreground: tuple[int, int, int]
    background: tuple[int, int, int]
    cursor: tuple[int, int, int]
    indexed: list[tuple[int, int, int]]
    dark: bool


class Recording(Message, tag=210):
    """Daemon to host: start or end the recording of output; input is never recorded."""

    on: bool
    limit: int


class Retire(Message, tag=211):
    """Daemon to keeper: start no more hosts, and end when the last one has. Answered by `KeeperStatus`."""

    id: int


class HostReady(Message, tag=212):
    """Host to keeper: it serves its socket; the PTY's master travels along with this message.

    Sent over the link a host was started with, again whenever it says something new, and as the
    first message after the greeting by a host that lost its keeper and found another one.
    """

    spec: Spawn
    """What the host runs, with an empty environment; enough for a successor."""
    host_pid: int
    agent_pid: int
    agent_started: float
    exit: Exit | None = None
    """How the program ended, when it has."""
    confinement: Confinement | None = None
    """The sandbox that it runs in."""


class AgentExited(Message, tag=213):
    """Keeper to host: the program, which is the keeper's child since its first host died, has ended."""

    exit: Exit


class HostLeaving(Message, tag=214):
    """Host to keeper: it ends on purpose and needs no successor."""

    session: str
