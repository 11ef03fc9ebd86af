"""What the daemon remembers of a session on disk; enough to list and resume it after a reboot."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from plangate import atomic
from plangate.model.gate import Strength
from plangate.model.sandbox import Confinement, SandboxSpec
from plangate.model.session import Authority, Exit, NewSession, Reason, State, Worktree

__all__ = ["GateRecord", "Record", "decode", "encode", "read_all"]


@dataclass(slots=True, kw_only=True)
class GateRecord:
    """What has to be known of a session's gate when a new daemon finds it."""

    strength: Strength = Strength.ADVISORY
    """What its start achieved."""
    hooks: bool = False
    """Whether its agent asks before it uses a tool."""
    tells: bool = False
    """Whether its agent says what it is asked and what it does."""
    workspace: str = ""
    """The directory that is guarded."""
    sandbox: SandboxSpec | None = None
    confinement: Confinement | None = None
    plan: str = ""
    """Id of the plan it carries out, or had last."""
    home: str = ""
    """Under which session the ledger keeps that plan's story, when that is another one."""
    grant: str = ""
    """What it was open for: plan, budget, glass or nothing."""
    directories: tuple[str, ...] = ()
    """What was writable, relative to the workspace."""
    paused: bool = False
    holds_itself: bool = False
    """Whether the agent's own sandbox holds it, which is as it was when the agent started."""
    begun_with: tuple[str, ...] = ()
    """What that sandbox lets through: absolute directories."""
    observe: bool = False
    """A person lets everything pass and be recorded, whatever the policy says."""
    checkpoint: str = ""
    """Taken when the budget was opened, or the glass broken."""
    waits: dict[str, str] = field(default_factory=dict)
    """What is to be typed once a person has decided, for plans of agents without a hook that waits: by plan."""


@dataclass(slots=True, kw_only=True)
class Record:
    """One session. Holds no environment but names of directories and what was named for it: no inherited secrets."""

    id: str
    key: str = ""
    """Idempotency key of the request that started it."""
    new: NewSession
    """As it was asked for; what a restart asks for again."""
    name: str = ""
    group: str = ""
    task: str = ""
    argv: tuple[str, ...] = ()
    cwd: str = ""
    worktree: Worktree | None = None
    branch_created: bool = False
    search_path: str = ""
    """PATH with which git made the worktree; with it git is found again to remove it."""
    conversation: str = ""
    goes_on: str = ""
    """The session that goes on in its place, its agent resumed because its gate let something else through."""
    places: dict[str, str] = field(default_factory=dict)
    """Of its environment the variables that say where programs keep their files."""
    created: float = 0.0
    started: bool = False
    """Whether the keeper said that its host runs."""
    boot: str = ""
    """Id of the boot in which it was started."""
    recording: bool = False
    ended: float | None = None
    exit: Exit | None = None
    stop_requested: bool = False
    """Somebody asked for its end, which is then no failure."""
    end_note: str = ""
    """Why it ended, when that needs words: a reboot, a lost host."""
    state: State = State.UNKNOWN
    reason: Reason | None = None
    since: float = 0.0
    authority: Authority = Authority.NONE
    evidence: str = ""
    unseen: bool = False
    unread: bool = False
    report: tuple[str, str] | None = None
    """The agent's last report of its status, as it came."""
    reported: float = 0.0
    """When it came."""
    turn: tuple[str, str, float, str, tuple[str, ...]] | None = None
    """What hooks or records told last of its turn: phase, source, time, words, jobs left running."""
    title: str = ""
    last_line: str = ""
    said: str = ""
    last_output: float = 0.0
    cols: int = 120
    rows: int = 40
    gate: GateRecord | None = None
    """None: it is not gated."""
    extra: dict[str, str] = field(default_factory=dict)
    """Room for a later version."""


_DECODER = msgspec.json.Decoder(Record)
_ENCODER = msgspec.json.Encoder()


def encode(record: Record) -> bytes:
    """The record as JSON that a person can read, too."""
    return msgspec.json.format(_ENCODER.encode(record)) + b"\n"


def decode(data: bytes) -> Record:
    """The inverse of `encode`; raises ValueError for anything else."""
    return _DECODER.decode(data)


def save(path: Path, record: Record, *, durable: bool) -> None:
    """Write it in one stroke; blocks."""
    atomic.write(path, encode(record), durable=durable)


def read_all(directory: Path) -> tuple[list[Record], list[Path]]:
    """All records, oldest first, and the files that cannot be read; those are left as they are."""
    records: list[Record] = []
    faulty: list[Path] = []
    for path in sorted(directory.glob("*.json")):
        try:
            records.append(decode(path.read_bytes()))
        except (OSError, ValueError):
            faulty.append(path)
    return sorted(records, key=lambda record: record.created), faulty
