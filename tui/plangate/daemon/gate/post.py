"""One session's gate with everything the daemon keeps beside it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from msgspec.structs import replace

from plangate.daemon.entry import Entry
from plangate.daemon.gate.bell import Bell
from plangate.daemon.gate.policies import PolicySource
from plangate.daemon.gate.unkept import Signs
from plangate.daemon.records import GateRecord
from plangate.gate.machine import Gate, state_of, view
from plangate.gate.mounts import CLOSED
from plangate.gate.plan.state import PlanState
from plangate.model.gate import GateState, GateView, Offer, Question
from plangate.model.plan import Phase
from plangate.model.session import Reason, State
from plangate.plugins.gate import GatedAgent

__all__ = ["Asked", "Post"]

_RESTING = (State.DONE, State.IDLE)


class Asked:
    """A question to a person: the first answer wins."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.answer: asyncio.Future[tuple[bool, str, str]] = asyncio.get_running_loop().create_future()
        """Whether it is allowed, what the agent is told, and who said so."""


class Post:
    """What the gatekeeper has at each gated session."""

    def __init__(
        self, entry: Entry, record: GateRecord, gate: Gate, policies: PolicySource, agent: GatedAgent | None
    ) -> None:
        self.entry = entry
        self.record = record
        self.gate = gate
        self.policies = policies
        self.agent = agent
        self.lock = asyncio.Lock()
        """Held while the gate changes."""
        self.news = Bell()
        """Rings when the plan or the gate is not as it was."""
        self.questions: dict[str, Asked] = {}
        self.drift: tuple[str, ...] = ()
        self.spent = False
        self.decisions: Counter[tuple[str, str]] = Counter()
        """How often a harmless tool was let through, by tool and rule, since the ledger was told."""
        self.evidence = ("", "")
        """Which approval the repository was told of last, and in which phase."""
        self.remembered: tuple[object, ...] = ()
        """What of the gate is on the disk."""
        self.told = ""
        """The conversation that was told last of a plan that it did not present."""
        self.at_rest = False
        """Whether the agent has ended its turn, with no job of it running."""
        self.list: dict[str, bool] = {}
        """The agent's own list of what is to be done, and what of it is."""
        self.added = 0
        """Entries that were added to it without an id."""
        self.apart: frozenset[str] = frozenset()
        """What was not as at the plan's checkpoint when its gate opened: people changed it while it was closed."""
        self.unkept: Signs | None = None
        """The ignored files as they were when a budget was given; None before."""
        self.fallen: Callable[[str], str] = lambda _: ""
        """How a coin fell for what a session is at."""
        self.timer: asyncio.TimerHandle | None = None
        self.watch: Callable[[], None] | None = None
        """Ends the watching of the workspace."""
        self.locked: tuple[str, ...] = ()
        """What the last opening holds read-only, absolute."""
        self.unwritable: tuple[str, ...] = ()
        """What of that was so ever since the gate opened: only people can have changed it."""
        self.gaps: tuple[str, ...] = ()
        """What of that it could not."""
        self.opened_for = ""
        """What the mounts were opened for last: the same directories with another plan have other locks."""
        self.skipped: frozenset[str] | None = None
        """Directories that git ignored when it was last asked, relative to the workspace."""
        self.locks: Callable[[], None] | None = None
        """Ends the watching of that."""

    @property
    def session(self) -> str:
        """Its id."""
        return self.entry.record.id

    @property
    def workspace(self) -> str:
        """The directory that is guarded."""
        return self.record.workspace

    def state(self, now: float) -> GateState:
        """The one word for it."""
        return state_of(self.gate, now)

    def hold(self, locked: tuple[str, ...], gaps: tuple[str, ...], reason: str, *, again: bool) -> None:
        """Remember what a flip holds read-only.

        Args:
            again: Whether the mounts should have been so before.
        """
        if self.gate.actual == CLOSED:
            self.unwritable = locked
        elif not again:
            self.unwritable = tuple(path for path in self.unwritable if path in locked)
        self.locked, self.gaps, self.opened_for = locked, gaps, reason

    @property
    def rests(self) -> bool:
        """Whether the agent waits for a person; one that does not tell is judged by its screen."""
        return self.at_rest if self.agent is not None else self.entry.record.state in _RESTING

    @property
    def carried_out(self) -> str:
        """What shows that the plan is carried out, in words; empty while something is missing."""
        plan = self.gate.plan
        if plan is None or plan.phase is not Phase.EXECUTING or not self.rests:
            return ""
        steps = len(plan.plan.steps)
        if steps and len(plan.steps_done) == steps:
            return f"all {steps} steps are said to be carried out" if steps > 1 else "its step is carried out"
        done = sum(self.list.values())
        if 0 < done == len(self.list) and done >= self.added:
            return f"the agent's own list is done, {done} of {done}"
        return ""

    @property
    def offer(self) -> Offer | None:
        """What a person can do with one key."""
        plan = self.gate.plan
        if plan is not None and plan.phase is Phase.WAITING:
            return Offer.REOPEN
        return Offer.DONE if self.carried_out else None

    def view(self, now: float) -> GateView:
        """What clients see."""
        return replace(
            view(self.gate, now),
            workspace=self.workspace,
            gaps=self.gaps,
            spent=self.spent,
            offer=self.offer or "",
            evidence=self.carried_out,
            questions=tuple(asked.question for asked in self.questions.values()),
            drift=self.drift or (self.gate.plan.outside if self.gate.plan else ()),
            policy=self.gate.policy.digest,
            coin=self.fallen(self.session) if self.gate.policy.attempt.coin else "",
            fault=self.gate.policy.broken,
        )

    def blocks(self, now: float) -> tuple[Reason | None, str]:
        """What a person has to decide before it goes on, and in which words."""
        plan = self.gate.plan
        if self.questions:
            first = next(iter(self.questions.values())).question
            return Reason.PERMISSION, f"asks: {first.words}"
        if plan is not None and plan.phase is Phase.SUBMITTED:
            return Reason.PLAN, f"plan {plan.plan.id} waits: {plan.plan.title}"
        if plan is not None and plan.phase is Phase.DRIFTED:
            return Reason.PLAN, f"plan {plan.plan.id} has drifted: {plan.reason}"
        if self.state(now) is GateState.PAUSED:
            return Reason.QUESTION, f"paused: {self.gate.reason}"
        return None, ""

    def follows(self, plan: PlanState) -> bool:
        """Whether this is the plan that the session carries out or waits for."""
        return self.record.plan == plan.plan.id
