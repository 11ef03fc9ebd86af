"""A session: one agent process in one PTY with its record, as every client sees it."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

import msgspec

from plangate.model.gate import GateView
from plangate.model.queue import Queued

__all__ = [
    "AS_BEFORE",
    "Anew",
    "Authority",
    "Exit",
    "Focus",
    "HostState",
    "NewSession",
    "Reason",
    "Session",
    "SessionId",
    "State",
    "Worktree",
    "WorktreeRequest",
]

_NOT_GATED = GateView()

SessionId = NewType("SessionId", str)
"""Eight characters of lower-case base 32; short, because it is part of a socket's path."""


class State(StrEnum):
    """What a session is doing, in the words of the whole field."""

    WORKING = "working"
    BLOCKED = "blocked"
    """It waits for a person; `Session.reason` says for what."""
    DONE = "done"
    """The agent ended its turn, and nobody has looked yet."""
    IDLE = "idle"
    """The agent ended its turn, and somebody has seen it."""
    FAILED = "failed"
    """The process ended with an error."""
    STOPPED = "stopped"
    """The process ended well, was stopped, or was cut off by a reboot."""
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """What a blocked session waits for."""

    PLAN = "plan"
    PERMISSION = "permission"
    QUESTION = "question"


class Authority(StrEnum):
    """Which source is believed about a session's state; one per session at a time."""

    PROCESS = "process"
    """The kernel: the process has ended, or a shell itself has its terminal."""
    GATE = "gate"
    """The gate knows that a plan or a permission waits for a person."""
    JOBS = "jobs"
    """The turn has ended, and something it has started still runs."""
    HOOKS = "hooks"
    """The agent's hooks tell of its turn."""
    RECORD = "record"
    """The agent's own records tell of its turn."""
    STATUS = "status"
    """The agent reports its status to the terminal (OSC 7501)."""
    SCREEN = "screen"
    """The agent's manifest recognises what is on the screen."""
    ACTIVITY = "activity"
    """Only output and prompt marks are known."""
    NONE = "none"


class HostState(StrEnum):
    """How well the process that owns the PTY can be reached."""

    ALIVE = "alive"
    LOST = "lost"
    """It should be there and does not answer."""
    GONE = "gone"
    """It has ended; the session's record and recording remain."""


class Exit(msgspec.Struct, frozen=True):
    """How a process ended; both None when keeper and host died and nobody could collect it."""

    code: int | None = None
    signal: int | None = None

    def __str__(self) -> str:
        if self.signal is not None:
            return f"signal {self.signal}"
        return "exit unknown" if self.code is None else f"exit {self.code}"


class Focus(msgspec.Struct, frozen=True):
    """The right to type into a session, as granted by its host."""

    holder: str = ""
    """Client id of the holder; empty when the focus is free."""
    name: str = ""
    """The holder as people know it: "desk", "phone of Ada"."""
    epoch: int = 0
    """Grows with every change of holder; input that carries an older epoch is refused."""
    asker: str = ""
    """Who has asked the holder for it, as people know them; empty when nobody has."""


class Anew(msgspec.Struct, frozen=True, kw_only=True):
    """What should be different when a task is begun again."""

    clean: bool = False
    """Bring the working tree back to where the last attempt at it began."""
    learned: bool = False
    """Tell the agent what is known of that attempt."""
    words: str = ""
    """What the person has learned from it, for the agent."""
    plan_first: bool = False
    """Ask the agent for a plan before anything else."""


AS_BEFORE = Anew()
"""Nothing is to be different."""


class WorktreeRequest(msgspec.Struct, frozen=True, kw_only=True):
    """How a session's own git worktree is to be made."""

    branch: str = ""
    """Empty: a name is made from the task."""
    base: str = "HEAD"
    carry_changes: bool = False
    """Bring the uncommitted changes of the directory along."""


class Worktree(msgspec.Struct, frozen=True, kw_only=True):
    """The git worktree that a session was given."""

    path: str
    branch: str
    repository: str


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """A request to start a session."""

    agent: str
    """Name of the agent as its plugin or manifest registers it; "shell" and "command" always exist."""
    cwd: str
    argv: tuple[str, ...] = ()
    """Arguments for the agent; for "command" the whole command line."""
    task: str = ""
    prompt: str = ""
    """Sent to the agent as its first prompt."""
    name: str = ""
    group: str = ""
    cols: int = 120
    rows: int = 40
    env: dict[str, str] = msgspec.field(default_factory=dict)
    """Added to what the allow-list lets through."""
    umask: int | None = None
    """Permission bits that files made by the program do not get; None: 0o022."""
    worktree: WorktreeRequest | None = None
    record: bool | None = None
    """None: as the settings say."""
    gate: bool | None = None
    """Whether it is gated; None: agents are, a shell or a command is not."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a list or a header shows about a session; times are Unix seconds."""

    id: SessionId
    name: str
    agent: str
    task: str = ""
    group: str = ""
    argv: tuple[str, ...] = ()
    cwd: str = ""
    branch: str = ""
    worktree: Worktree | None = None
    state: State = State.UNKNOWN
    reason: Reason | None = None
    since: float = 0.0
    """When the present state began."""
    authority: Authority = Authority.NONE
    evidence: str = ""
    """Why the state is believed, in a few words."""
    created: float = 0.0
    ended: float | None = None
    exit: Exit | None = None
    host: HostState = HostState.ALIVE
    pid: int = 0
    """Process id of the agent; 0 when it has none any more."""
    unread: bool = False
    """Output or a change of state that nobody has looked at."""
    title: str = ""
    last_line: str = ""
    """The last line on the screen that says something."""
    said: str = ""
    """The agent's last message at the end of a turn, as it reported it; of a long one the middle is left out."""
    last_output: float = 0.0
    focus: Focus = Focus()
    cols: int = 120
    rows: int = 40
    recording: bool = False
    resumable: bool = False
    """Whether `resume` can go on with the agent's own conversation."""
    gate: GateView = _NOT_GATED
    undoing: str = ""
    """The undo that is under way in its workspace; until it has ended, the session is stopped."""
    resuming: bool = False
    """Whether its agent is being resumed in another session, which then takes its place."""
    goes_on: str = ""
    """Id of the session that goes on in its place: the gate let something else through, and the agent had to be resumed."""
    redone: int = 0
    """How many attempts at the task that it is at, or was at last, were fully undone or begun again; its own and those before."""
    jobs: int = 0
    """Background jobs that have not ended."""
    queued: tuple[Queued, ...] = ()
    """Prompts that wait for it, in their order."""
