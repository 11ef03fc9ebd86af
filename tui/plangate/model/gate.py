"""A session's gate as every client sees it: what it lets through, how strongly it holds, and why."""

from __future__ import annotations

from enum import StrEnum

import msgspec

__all__ = ["GateState", "GateView", "Holder", "Meter", "Offer", "Question", "Strength", "weaker"]


class GateState(StrEnum):
    """What the gate lets through."""

    CLOSED = "closed"
    """Nothing may change in the workspace."""
    BUDGET = "budget"
    """A person let a small change through without a plan; the meter runs."""
    OPEN = "open"
    """An approved plan is being executed (or the glass was broken: the view's reason says so)."""
    CLOSING = "closing"
    """It should be closed, and the kernel still knows a writable file; the view names the holders."""
    PAUSED = "paused"
    """Closed, and the session's processes are stopped until a person decides."""
    OFF = "off"
    """The session is not gated."""
    OBSERVE = "observe"
    """Everything is recorded, nothing is refused."""


class Strength(StrEnum):
    """What keeps the gate shut, strongest first; compare with `at_least`."""

    KERNEL = "kernel"
    """The workspace is mounted read-only for the session's whole process tree."""
    SYSCALL = "syscall"
    """System calls that would change it are refused by a supervisor (seccomp notification)."""
    HOOKS = "hooks"
    """The agent's own hooks ask before each tool call."""
    WATCH = "watch"
    """Changes are noticed after the fact, metered, and can be restored."""
    ADVISORY = "advisory"
    """Nothing but the words that are shown."""

    @property
    def rank(self) -> int:
        """Greater is stronger; 0 for advisory."""
        return len(Strength) - 1 - list(Strength).index(self)

    def at_least(self, least: Strength) -> bool:
        """Whether this one holds as well as the other or better."""
        return self.rank >= least.rank


def weaker(one: Strength, other: Strength) -> Strength:
    """The weaker of the two: what may be promised when both are in the way."""
    return one if other.at_least(one) else other


class Holder(msgspec.Struct, frozen=True):
    """A process that keeps a file of the workspace writable, so that the gate cannot close yet."""

    pid: int
    """As the daemon sees it, outside of the session's namespace."""
    name: str
    path: str = ""
    """The file it holds; empty when the kernel does not tell."""


class Meter(msgspec.Struct, frozen=True, kw_only=True):
    """A budget and how much of it is used."""

    files: int = 0
    lines: int = 0
    """Added and deleted ones together."""
    new_files: int = 0
    deletions: int = 0
    """Files deleted."""
    minutes: float = 0.0


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent wants to be allowed to do."""

    id: str
    tool: str
    """The tool's name as the agent calls it."""
    words: str
    """What it would do, in one line."""
    detail: str = ""
    """The command, the path, the change, as far as it is known."""
    asked: float = 0.0
    """Unix seconds."""


class Offer(StrEnum):
    """What a person is offered to do with the session's plan; nothing changes until they do."""

    DONE = "done"
    """It looks carried out: end it."""
    REOPEN = "reopen"
    """It was set aside and is still approved: let it go on."""


class GateView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a row or a header shows about a gate; times are Unix seconds."""

    state: GateState = GateState.OFF
    strength: Strength = Strength.ADVISORY
    """What is true now: while a budget is open no more than `watch`."""
    possible: Strength = Strength.ADVISORY
    """What holds while the gate is closed."""
    scope: tuple[str, ...] = ()
    """Globs that may change while it is open."""
    directories: tuple[str, ...] = ()
    """Directories that the kernel opens for the scope; "." is the whole workspace."""
    plan: str = ""
    """Id of the plan that is executed, or of the one that waits for a person."""
    title: str = ""
    version: int = 0
    phase: str = ""
    """Where the plan stands: a value of `plangate.model.plan.Phase`."""
    since: float = 0.0
    until: float | None = None
    """When it closes by itself."""
    used: Meter | None = None
    limit: Meter | None = None
    holders: tuple[Holder, ...] = ()
    glass: bool = False
    """Whether it is open because somebody broke the glass."""
    reason: str = ""
    """Why it is in this state, in a few words."""
    workspace: str = ""
    """The directory that is guarded."""
    spent: bool = False
    """The budget is used up, and a person has to choose: a plan of it, restore, or extend."""
    offer: str = ""
    """A value of `Offer`; empty when nothing is offered."""
    evidence: str = ""
    """What shows that the plan is carried out, in words."""
    questions: tuple[Question, ...] = ()
    """Permissions that the agent waits for, the oldest first."""
    drift: tuple[str, ...] = ()
    """Paths outside of the scope that were changed."""
    gaps: tuple[str, ...] = ()
    """What of the protected paths is only watched while it is open, in words."""
    policy: str = ""
    """Digest of the policy that holds."""
    coin: str = ""
    """How a coin fell for the present attempt: a value of `plangate.model.attempts.Side`; empty: it did not."""
    fault: str = ""
    """Why the policy file cannot be used, which keeps the gate closed; empty when it can."""
