"""The gates of all sessions: each change decided by the pure machine, made by a flip, told to everybody."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from msgspec import structs

from plangate.aio import carried_through, spawn
from plangate.daemon.desk import Desk
from plangate.daemon.entry import Entry
from plangate.daemon.gate.evidence import tell_repository
from plangate.daemon.gate.flips import Flips, Outcome
from plangate.daemon.gate.locked import Locked, locked_paths
from plangate.daemon.gate.plans import PlanBook
from plangate.daemon.gate.policies import PolicySource
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.readiness import ignored_in
from plangate.daemon.gate.views import summary
from plangate.daemon.records import GateRecord
from plangate.errors import LedgerError, PlangateError, Refused
from plangate.gate.machine import (
    BudgetPass,
    DaemonLost,
    Gate,
    GateEvent,
    GlassPass,
    PlanFollowed,
    PlanPass,
    PolicyLoaded,
    Recovered,
    Ticked,
    happen,
    new_gate,
    wanted,
)
from plangate.gate.mounts import CLOSED, Flipped, Mount
from plangate.gate.plan.state import ENDED, PlanState
from plangate.gate.policy import Policy
from plangate.gate.scope import covering_directories
from plangate.model.gate import GateState
from plangate.model.plan import Phase
from plangate.plugins.gate import GatedAgent
from plangate.sandbox.mounts import outermost
from plangate.sandbox.repository import stores

__all__ = ["Gatekeeper"]

_log = logging.getLogger(__name__)

_AGAIN = 0.2
"""Seconds until a gate that would not close is tried again."""


class Gatekeeper:
    """Posts by session."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.posts: dict[str, Post] = {}
        self.plans = PlanBook(desk, self._plan_changed)
        self.opened: list[Callable[[Post], None]] = []
        """Told whenever a gate is not as it was: whoever watches workspaces."""
        self.fallen: Callable[[str], str] = lambda _: ""
        """How a coin fell for what a session is at: a value of `plangate.model.attempts.Side`, or nothing."""
        self._flips = Flips()

    def post(self, session: str) -> Post:
        """The post of a session.

        Raises:
            NotFound: There is no such session.
            Refused: It is not gated.
        """
        entry = self.desk.get(session)
        if session not in self.posts:
            raise Refused(
                f"session {entry.record.name} is not gated", "plangate run --gate starts one that is."
            )
        return self.posts[session]

    async def station(self, entry: Entry, record: GateRecord) -> Post:
        """Guard a session that has just started."""
        post = await self._new_post(entry, record)
        state = self.plans.live(record.plan)
        if state is not None:
            await self.follow(post, state)
        else:
            await self.change(post, Ticked())
        return post

    async def recover(self, entry: Entry) -> None:
        """Guard a session that was found alive: what is not certain is closed."""
        record = entry.record.gate
        if record is None:
            return
        post = await self._new_post(entry, record)
        actual = await self._flips.standing(record)
        state = self.plans.live(record.plan)
        gate = replace(post.gate, paused=record.paused, plan=state)
        if record.grant == "plan" and state is not None:
            gate = replace(gate, grant=PlanPass(state=state, directories=record.directories))
        found = Recovered(same_namespace=actual is not None, actual=actual if actual is not None else CLOSED)
        async with post.lock:
            post.gate = happen(gate, found, now=time.time())
            await self._settle(post)
        self.desk.record(
            "gate.recovered",
            post.session,
            state=post.state(time.time()).value,
            found=actual.opening.value if actual is not None else "gone",
            was=record.grant,
        )

    async def leave(self, session: str) -> None:
        """The session has ended."""
        post = self.posts.pop(session, None)
        if post is None:
            return
        if post.timer is not None:
            post.timer.cancel()
        _let_go(post)
        for asked in post.questions.values():
            asked.answer.cancel()
        await self.tell_decisions(post)
        view = post.view(time.time())
        post.entry.gate = structs.replace(view, state=GateState.CLOSED, questions=(), offer="")
        post.entry.tracker.held(None, at=time.time())

    async def close(self) -> None:
        """Let go of everything; gates stay as they are, but what only this daemon metered is closed."""
        for post in list(self.posts.values()):
            if isinstance(post.gate.grant, BudgetPass | GlassPass):
                await self.change(post, DaemonLost())
            await self.tell_decisions(post)
            _let_go(post)
            if post.timer is not None:
                post.timer.cancel()
        await self._flips.close()

    async def change(
        self, post: Post, event: GateEvent, *, kind: str = "", actor: str = "daemon", **data: object
    ) -> None:
        """Let something happen to a gate, and make the mounts so; an agent that hangs up meanwhile stops nothing.

        Args:
            kind: Of the ledger's event. It is recorded first, and what cannot be recorded opens nothing.

        Raises:
            Refused: It may not happen.
            LedgerError: It would open, and cannot be recorded.
        """
        changing = self._change(post, event, kind, actor, data)
        await carried_through(changing, name=f"gate changes {post.session}")

    async def _change(
        self, post: Post, event: GateEvent, kind: str, actor: str, data: dict[str, object]
    ) -> None:
        async with post.lock:
            now = time.time()
            after = happen(post.gate, event, now=now)
            opens = wanted(after, now) not in (CLOSED, wanted(post.gate, now))
            if kind:
                await self._record(kind, post, actor, must=opens, **data)
            post.gate = after
            await self._settle(post)

    async def renew(self, post: Post) -> None:
        """Make the mounts again as they should be: some of those that keep files read-only are gone."""
        async with post.lock:
            if post.session in self.posts and wanted(post.gate, time.time()) == post.gate.actual != CLOSED:
                await self._settle(post, again=True)

    async def follow(self, post: Post, state: PlanState) -> None:
        """The session's plan took a step: the gate goes with it."""
        post.record.plan = state.plan.id
        home = self.plans.home(state.plan.id)
        post.record.home = "" if home == post.session else home
        directories = self.directories(post, state)
        await self.change(post, PlanFollowed(state=state, directories=directories))
        if (
            state.phase is not Phase.APPROVED
        ):  # it starts now: what its commits carry is told then, or after that
            await tell_repository(self.desk, post, state, directories)

    async def policy(self, post: Post) -> Policy:
        """The policy that holds now; a gate whose policy has changed goes with it."""
        policy = await asyncio.to_thread(post.policies.current)
        if policy != post.gate.policy:
            await self.change(
                post, PolicyLoaded(policy=policy), kind="gate.policy_changed",
                digest=policy.digest, fault=policy.broken,
            )  # fmt: skip
        return post.gate.policy

    def directories(self, post: Post, state: PlanState) -> tuple[str, ...]:
        """What the kernel opens for a plan: directories that cover its scope, links resolved, outermost only."""
        root = Path(post.workspace)
        found = covering_directories(state.plan.scope, lambda path: (root / path).is_dir())
        real = outermost([str((root / path).resolve()) for path in found])
        return tuple(os.path.relpath(path, root) for path in real)

    @staticmethod
    def stores(post: Post, directories: tuple[str, ...]) -> tuple[str, ...]:
        """What of git opens with some directories, so that the agent can commit what it changed."""
        if post.record.sandbox is None or not directories or directories == (".",):
            return ()
        return tuple(os.path.relpath(store, post.workspace) for store in stores(post.workspace))

    def show(self, post: Post) -> None:
        """Tell everybody how a gate is, unless its session has ended."""
        if self.posts.get(post.session) is not post:
            return
        now = time.time()
        post.entry.gate = post.view(now)
        post.entry.tracker.held(*post.blocks(now), at=now)
        self.desk.refresh(post.entry)
        post.news.ring()

    async def tell_decisions(self, post: Post) -> None:
        """Put into the ledger how often harmless tools were let through."""
        counted, post.decisions = post.decisions, type(post.decisions)()
        if counted:
            tools = [{"tool": tool, "rule": rule, "times": times} for (tool, rule), times in counted.items()]
            await self.desk.recorded("gate.decisions", post.session, "agent", allowed=tools)

    async def _new_post(self, entry: Entry, record: GateRecord) -> Post:
        session = entry.record.id
        policies = PolicySource(Path(record.workspace))
        policy = await asyncio.to_thread(policies.current)
        gate = replace(new_gate(policy, record.strength, now=time.time()), observe=record.observe)
        agent: object = self.desk.agents.find(entry.record.new.agent)
        gated = agent if isinstance(agent, GatedAgent) else None
        post = self.posts[session] = Post(entry, record, gate, policies, gated)
        post.fallen = self.fallen
        own = [plan for plan in await self._written(record.home, session) if plan.phase not in ENDED]
        if own:  # the ledger knows better than a record that was not written any more
            record.plan, record.home = max(own, key=lambda plan: plan.since).plan.id, ""
        state = self.plans.live(record.plan)
        post.gate = replace(gate, plan=state)
        return post

    async def _written(self, home: str, session: str) -> list[PlanState]:
        """The plans that a session has written; a ledger that cannot be read holds none that opens anything."""
        try:
            if home:
                await self.plans.load(home)
            return await self.plans.load(session)
        except LedgerError as error:
            _log.error("the plans of %s cannot be read: %s", session, error.message)
            self.desk.feed.notice("error", error.message, session=session, hint=error.hint)
            return []

    async def _settle(self, post: Post, *, again: bool = False) -> None:
        """Make the mounts what the gate wants, also when they should be so; the post's lock is held."""
        if self.posts.get(post.session) is not post:
            return  # the session has ended meanwhile, and with it everything that could write
        before, trouble = post.entry.gate.state, post.gate.trouble
        now = time.time()
        target = wanted(post.gate, now)
        outcome = Outcome(Flipped(wanted=target, done=True))
        reason = _opened_for(post.gate)
        if target != post.gate.actual or again or (target != CLOSED and reason != post.opened_for):
            outcome = await self._flip(post, target, reason, again=again)
            post.gate = happen(post.gate, outcome.flipped, now=time.time())
        await self._freeze(post)
        self.show(post)
        await self._remember(post, target)  # not before: what a new daemon finds open and unknown, it closes
        await self._tell(post, before, outcome, news=outcome.flipped.error != trouble)
        if self.posts.get(post.session) is post:
            for told in self.opened:
                told(post)
            self._look_again(post)

    async def _flip(self, post: Post, target: Mount, reason: str, *, again: bool) -> Outcome:
        try:
            locked = await asyncio.to_thread(_locked, post) if target != CLOSED else Locked()
        except OSError as error:  # what must stay read-only is not known: nothing opens
            return Outcome(Flipped(wanted=target, done=False, error=f"{error.filename}: {error.strerror}"))
        outcome = await self._flips.make(post.record, target, locked.paths)
        post.hold(outcome.locked, locked.gaps, reason, again=again)
        return outcome

    async def _freeze(self, post: Post) -> None:
        if post.gate.paused != post.record.paused:
            post.record.paused = post.gate.paused
            await self._flips.stop(post.record, post.entry.pid, on=post.gate.paused)

    async def _remember(self, post: Post, target: Mount) -> None:
        grant = post.gate.grant
        names = {PlanPass: "plan", BudgetPass: "budget", GlassPass: "glass"}
        record = post.record
        record.grant = names[type(grant)] if grant is not None and target != CLOSED else ""
        record.directories = grant.directories if isinstance(grant, PlanPass) else ()
        record.observe = post.gate.observe
        known = (
            record.grant,
            record.directories,
            record.paused,
            record.observe,
            record.plan,
            record.checkpoint,
        )
        if known == post.remembered:
            return
        try:
            await self.desk.vault.save(post.entry.record)
        except PlangateError:
            self.desk.vault.note(post.entry.record, soon=True)
        else:
            post.remembered = known

    async def _tell(self, post: Post, before: GateState, outcome: Outcome, *, news: bool) -> None:
        """The ledger hears of every change that the kernel has made, and once of what it would not."""
        now = time.time()
        state = post.state(now)
        flipped = outcome.flipped
        if flipped.error and news:
            self.desk.feed.notice("error", f"the gate: {flipped.error}", session=post.session)
            await self.desk.recorded(
                "gate.stuck", post.session, wanted=flipped.wanted.opening.value, why=flipped.error
            )
        if state is before or (before is GateState.OFF and state is GateState.CLOSED):
            return
        held = [f"{holder.name} ({holder.pid}): {holder.path}" for holder in flipped.holders]
        await self.desk.recorded(
            f"gate.{_FACTS[state]}",
            post.session,
            strength=post.entry.gate.strength.value,
            why=post.gate.reason,
            directories=list(post.entry.gate.directories),
            plan=post.entry.gate.plan if state is GateState.OPEN else "",
            digest=post.gate.plan.approved if post.gate.plan and state is GateState.OPEN else "",
            kernel_ns=outcome.kernel_ns,
            locked=len(post.locked) if state is not GateState.CLOSED else 0,
            gaps=list(post.gaps) if state is not GateState.CLOSED else [],
            holders=held,
            namespace=post.record.confinement.mnt_ns if post.record.confinement else 0,
        )

    def _look_again(self, post: Post) -> None:
        """Come back when a grant ends, or soon while the gate would not close."""
        if post.timer is not None:
            post.timer.cancel()
            post.timer = None
        now = time.time()
        until = post.entry.gate.until
        delay = _AGAIN if wanted(post.gate, now) != post.gate.actual else None
        if delay is None and until is not None and post.gate.grant is not None:
            delay = max(0.01, until - now + 0.01)
        if delay is not None and post.session in self.posts:
            loop = asyncio.get_running_loop()
            post.timer = loop.call_later(min(delay, 86_400.0), self._tick, post)

    def _tick(self, post: Post) -> None:
        post.timer = None
        if post.session in self.posts:
            spawn(self._ticked(post), name=f"gate {post.session}")

    async def _ticked(self, post: Post) -> None:
        await self.change(post, Ticked())

    async def _record(self, kind: str, post: Post, actor: str, *, must: bool, **data: object) -> None:
        try:
            self.desk.feed.event(await self.desk.journal.record(kind, post.session, actor, **data))
        except LedgerError as error:
            if must:
                raise
            _log.error("%s is not in the ledger: %s", kind, error.message)
            self.desk.feed.notice("error", error.message, session=post.session, hint=error.hint)

    def _plan_changed(self, state: PlanState) -> None:
        now = time.time()
        bearer = next((post for post in self.posts.values() if post.follows(state)), None)
        session = bearer.session if bearer else self.plans.home(state.plan.id)
        self.desk.feed.plan(summary(state, session, now))


def _locked(post: Post) -> Locked:
    if post.record.confinement is None or post.gate.grant is None:
        return Locked()
    root = Path(post.workspace)
    if post.skipped is None:
        with suppress(OSError, PlangateError):  # without git all of it is looked at
            post.skipped = ignored_in(root)
    return locked_paths(post.gate, root, post.skipped or frozenset())


def _opened_for(gate: Gate) -> str:
    """What decides which paths stay locked, besides what opens."""
    grant = gate.grant
    return grant.state.plan.digest if isinstance(grant, PlanPass) else type(grant).__name__ if grant else ""


def _let_go(post: Post) -> None:
    """Watch nothing of it any more."""
    for end in (post.watch, post.locks):
        if end is not None:
            end()


_FACTS = {
    GateState.OFF: "closed",
    GateState.OBSERVE: "observed",
    GateState.CLOSED: "closed",
    GateState.BUDGET: "opened",
    GateState.OPEN: "opened",
    GateState.CLOSING: "closing",
    GateState.PAUSED: "paused",
}
