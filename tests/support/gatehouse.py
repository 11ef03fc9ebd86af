"""Everything about gates as the daemon puts it together, with a real ledger and store, without processes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.support.fake_agent.plangate_fake import Fake
from tests.support.gated import PLAN, make_repository

from plangate.config import paths
from plangate.daemon.agents import Agents
from plangate.daemon.chronicle import Chronicle
from plangate.daemon.desk import Desk
from plangate.daemon.feed import Feed
from plangate.daemon.gate.door import Asker
from plangate.daemon.gate.office import GateOffice
from plangate.daemon.gate.people import agent_actor, person
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.review import Ballot
from plangate.daemon.gate.strengths import Best, Strengths
from plangate.daemon.gate.tokens import mint
from plangate.daemon.records import GateRecord, Record
from plangate.daemon.vault import Vault
from plangate.errors import LedgerError, LedgerInUse
from plangate.gate.mounts import CLOSED, Mount, Opening
from plangate.gate.plan.record import approval_code
from plangate.gate.plan.state import PlanState
from plangate.ledger.ledger import Ledger
from plangate.model.client import ClientInfo
from plangate.model.event import Event
from plangate.model.gate import GateState, Strength
from plangate.model.plan import VoteKind
from plangate.model.sandbox import Confinement, SandboxSpec
from plangate.model.session import NewSession
from plangate.plugins.api import Agent
from plangate.sandbox import gate as kernel_gate
from plangate.sandbox.gate import Access, Flip, Standing

__all__ = ["ADA", "AGENT", "SESSION", "Gatehouse", "Kernel", "as_soon_as", "nobody"]

SESSION = "aaaaaaaa"
SECRET = b"s" * 32
ADA = person(ClientInfo(id="c", name="desk", kind="cli"), "ada")
AGENT = agent_actor("fake", SESSION)
_PATIENCE = 30.0


class _OnlyFake(Agents):
    """Knows one agent."""

    def find(self, name: str) -> Agent | None:
        return Fake() if name == "fake" else None


class _Frail(Chronicle):
    """A ledger that can be told to fail."""

    fails = False

    async def record(self, kind: str, session: str = "", actor: str = "daemon", **data: Any) -> Event:
        if self.fails:
            raise LedgerError("the disk is full", "Make room.")
        return await super().record(kind, session, actor, **data)


class Kernel:
    """Stands for the mounts of one session: flips as they are told to, and fails half-way when asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, workspace: Path) -> None:
        self.access = Access(Standing.CLOSED)
        self.fails: list[Exception] = []
        """What the next flips raise, after having done half of it."""
        self.silent = False
        """Whether it does not even say how the mounts are."""
        self.flips: list[Access] = []
        self._root = workspace
        for name in ("close", "open_whole", "open_directories", "state"):
            monkeypatch.setattr(kernel_gate, name, getattr(self, name))

    @property
    def mount(self) -> Mount:
        """How it stands."""
        match self.access.standing:
            case Standing.CLOSED:
                return CLOSED
            case Standing.OPEN:
                return Mount(Opening.WHOLE)
        names = (str(Path(path).relative_to(self._root)) for path in self.access.directories)
        return Mount(Opening.SCOPED, tuple(names))

    def close(self, _: Confinement, __: SandboxSpec) -> Flip:
        return self._made(Access(Standing.CLOSED), half=self.access)

    def open_whole(self, _: Confinement, __: SandboxSpec) -> Flip:
        return self._made(Access(Standing.OPEN), half=Access(Standing.OPEN))

    def open_directories(
        self, _: Confinement, __: SandboxSpec, directories: tuple[str, ...], *, companions: bool = False
    ) -> Flip:
        found = tuple(str(self._root / path) for path in directories)
        return self._made(Access(Standing.SCOPED, found), half=Access(Standing.SCOPED, found[:1]))

    def state(self, _: Confinement, __: SandboxSpec) -> Access:
        if self.silent:
            raise OSError(5, "Input/output error")
        return self.access

    def _made(self, access: Access, *, half: Access) -> Flip:
        if self.fails:
            self.access = half
            raise self.fails.pop(0)
        self.access = access
        self.flips.append(access)
        return Flip(access)


class Gatehouse:
    """A daemon's gates, and one session behind them."""

    def __init__(self, root: Path, *, strength: Strength = Strength.KERNEL, confined: bool = False) -> None:
        self.work = root / "work"
        if not self.work.exists():
            self.work.mkdir()
            make_repository(self.work)
        self._ledger = _ledger()
        self._ended = False
        self.journal = _Frail(self._ledger)
        self.feed = Feed(self.journal)
        self.vault = Vault(paths.sessions_dir(), pytest.fail)
        self.desk = Desk(self.journal, self.feed, self.vault, _OnlyFake())
        self.office = GateOffice(self.desk, SECRET, Strengths(lambda: Best(strength)), lambda: ())
        self.keeper = self.office.keeper
        self.review = self.office.requests._review
        self.passes = self.office.requests._passes
        self.progress = self.office.requests._progress
        self.questions = self.office.requests._questions
        spec = SandboxSpec(workspace=str(self.work), private_tmp=str(root))
        cell = Confinement(strength=Strength.SYSCALL, pid=1, started=0.0)
        self.record = GateRecord(
            strength=strength,
            hooks=True,
            workspace=str(self.work),
            sandbox=spec if confined else None,
            confinement=cell if confined else None,
        )

    async def begin(self) -> Post:
        """Start the session."""
        new = NewSession(agent="fake", cwd=str(self.work))
        record = Record(id=SESSION, name="one", new=new, cwd=str(self.work), gate=self.record, created=1.0)
        record.conversation = "one"
        return await self.keeper.station(self.desk.add(record), self.record)

    async def submit(self, text: str = PLAN) -> PlanState:
        """As the agent does."""
        return await self.review.submit(self.post, text, AGENT)

    async def approve(self, state: PlanState, by: Any = ADA) -> PlanState:
        """As a person does at a terminal."""
        digest = state.plan.digest
        code = approval_code(digest)
        ballot = Ballot(kind=VoteKind.APPROVE, digest=digest, factor="code", proof=code)
        return await self.review.vote(self.post, state.plan.id, ballot, by)

    async def runs(self, text: str = PLAN) -> PlanState:
        """A plan that was approved."""
        return await self.approve(await self.submit(text))

    async def asks(self, do: str = "hook", **fields: Any) -> dict[str, Any]:
        """The agent says a line to its socket."""
        request = {"do": do, "token": mint(SECRET, SESSION), "agent": "fake", **fields}
        return await self.office.hooks.answer(request, nobody())

    async def hook(self, kind: str, **payload: Any) -> dict[str, Any]:
        """The agent's hook is called."""
        return await self.asks(payload={"kind": kind, "conversation": "one", **payload})

    @property
    def post(self) -> Post:
        """Of the session."""
        return self.keeper.posts[SESSION]

    @property
    def state(self) -> GateState:
        """Of the gate, as clients see it."""
        return self.desk.get(SESSION).gate.state

    def live(self) -> PlanState:
        """The plan that the session has."""
        return self.keeper.plans.get(self.post.record.plan)

    def kinds(self) -> list[str]:
        """Of the ledger's events."""
        return [event.kind for event in self._ledger.page(limit=10_000)]

    async def end(self) -> None:
        """As the daemon does when it ends."""
        if self._ended:
            return
        self._ended = True
        self.desk.close()
        await self.office.close()
        await self.vault.close()
        await self.journal.close()


def _ledger() -> Ledger:
    """A program that the last daemon was just starting may have its lock for a moment, until it executes."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return Ledger(paths.ledger_db(), paths.ledger_twin())
        except LedgerInUse:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def nobody() -> Asker:
    """Whoever asks, and hears nothing before its answer."""
    return Asker(lambda _: None)


async def as_soon_as(what: Callable[[], object], reason: str) -> None:
    """Go on in the very turn of the event loop in which a condition holds first."""
    for _ in range(1_000_000):
        if what():
            return
        await asyncio.sleep(0)
    raise AssertionError(f"never happened: {reason}")
