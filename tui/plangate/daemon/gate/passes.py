"""What people do to a gate besides deciding about plans: budgets, broken glass, pauses, restores."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.guards import Guards
from plangate.daemon.gate.people import DAEMON
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.progress import Progress
from plangate.daemon.gate.review import Review
from plangate.daemon.gate.shelf import Shelf
from plangate.daemon.gate.unkept import since, unkept
from plangate.errors import Refused, UsageError
from plangate.gate.budget import Usage, measure
from plangate.gate.machine import (
    BudgetGiven,
    Closed,
    Extended,
    GlassBroken,
    Metered,
    Observed,
    Paused,
    PlanPass,
    Resumed,
    happen,
)
from plangate.gate.plan.record import Actor
from plangate.gate.policy import Budget
from plangate.model.attempts import Side
from plangate.model.gate import GateState
from plangate.model.plan import Phase

__all__ = ["Passes"]

_BEGUN = (Phase.EXECUTING, Phase.DRIFTED, Phase.WAITING)
_REASON_LIMIT = 500


class Passes:
    """The verbs of `plangate gate`."""

    def __init__(
        self, keeper: Gatekeeper, review: Review, progress: Progress, shelf: Shelf, guards: Guards
    ) -> None:
        self._keeper = keeper
        self._review = review
        self._progress = progress
        self._shelf = shelf
        self._guards = guards
        self.undo: Callable[[str, str, Actor], Awaitable[tuple[str, ...]]] | None = None
        """Brings a session's workspace back to a checkpoint, so that a kill in between is made good; what is left."""
        self.toss: Callable[[str], Awaitable[str]] | None = None
        """Lets a coin fall for what a session is at, once: a value of `Side`, or nothing when it is too late."""

    async def close(self, post: Post, by: Actor, reason: str = "") -> None:
        """Close it, whatever opened it; a plan that runs is set aside, with its approval."""
        closed = Closed(by=by, reason=reason or f"closed by {by.name}")
        await self._keeper.change(post, closed, kind="gate.close_asked", actor=by.name)
        await self._progress.set_aside(post, by, reason or f"closed by {by.name}")

    async def give(self, post: Post, by: Actor, reason: str, *, despite: bool = False) -> None:
        """Open it for a small change without a plan, metered.

        Args:
            despite: Also when the coin wants a plan; that needs a reason.
        """
        await self._keeper.policy(post)
        if post.gate.grant is not None:
            raise Refused("it is open already")
        state = self._keeper.plans.live(post.record.plan)
        if state is not None and state.phase is Phase.SUBMITTED:
            raise Refused("a plan waits for a decision", "Decide about it first, or reject it.")
        event = BudgetGiven(by=by, reason=_text(reason))
        coin = await self._coin(post, event, despite=despite)
        checkpoint = await self._shelf.take(post.workspace, "before the budget", post.session)
        post.record.checkpoint = checkpoint.id
        post.spent = False
        policy = post.gate.policy
        post.unkept = await asyncio.to_thread(unkept, Path(post.workspace), policy.folders.scratch)
        limit = policy.budget
        await self._opened(
            post, event, "gate.budget_given", by, reason=reason,
            files=limit.files, lines=limit.lines, new_files=limit.new_files, deletions=limit.deletions,
            minutes=limit.minutes, checkpoint=checkpoint.id, coin=coin, despite=coin == Side.PLAN,
        )  # fmt: skip

    async def extend(self, post: Post, by: Actor, reason: str) -> None:
        """Let as much through again, for a reason."""
        policy = await self._keeper.policy(post)
        if not post.record.checkpoint or isinstance(post.gate.grant, PlanPass):
            raise Refused("no budget was opened")
        changes = await self._shelf.changes(post.workspace, post.record.checkpoint)
        apart = await asyncio.to_thread(since, post.unkept, Path(post.workspace), policy.folders.scratch)
        usage = measure([*changes, *apart])
        if usage.binary:
            raise Refused(f"{usage.binary[0]} is binary; no budget covers it", "Make a plan, or restore.")
        event = Extended(by=by, limit=_more(usage, policy.budget), reason=_text(reason))
        post.spent = False
        await self._opened(
            post, event, "gate.budget_extended", by, reason=reason, files=usage.files, lines=usage.lines
        )
        await self._keeper.change(post, Metered(usage=usage))

    async def plan_of_it(self, post: Post, by: Actor) -> None:
        """Let the session go on, closed, and have its agent make a plan of what it was doing."""
        changes = await self._shelf.changes(post.workspace, post.record.checkpoint)
        told = ", ".join(f"{change.path} (+{change.added} -{change.deleted})" for change in changes[:20])
        post.spent = False
        await self._keeper.change(
            post, Resumed(by=by), kind="gate.resumed", actor=by.name, why="a plan is wanted"
        )
        words = (
            "The budget for a change without a plan is used up, and the gate is closed. Present a plan for"
            f" the whole task now: steps, files, risks, tests. Changed so far: {told or 'nothing'}."
        )
        if post.entry.record.new.agent not in ("shell", "command") and not post.entry.type((), words):
            self._keeper.desk.feed.notice("warning", "the agent could not be told", session=post.session)

    async def restore(self, post: Post, by: Actor) -> None:
        """Bring the workspace back to the checkpoint from when it was opened; the session goes on, closed."""
        state = self._keeper.plans.live(post.record.plan)
        running = state is not None and state.phase in _BEGUN
        checkpoint = state.checkpoint if state is not None and running else post.record.checkpoint
        if not checkpoint or self.undo is None:
            raise Refused("there is nothing to go back to", "The gate has not been open.")
        await self._keeper.change(post, Closed(by=by, reason=f"restored by {by.name}"))
        await self._progress.set_aside(post, by, "it is undone")  # a step of it would open the gate again
        if post.state(time.time()) is GateState.CLOSING:
            raise Refused(
                "the gate does not close yet: files are open for writing", "plangate gate show names who."
            )
        left = await self.undo(post.session, checkpoint, by)
        self._keeper.show(post)
        if left:
            raise Refused(f"{len(left)} paths could not be brought back: {', '.join(left[:5])}")

    async def pause(self, post: Post, by: Actor, *, on: bool) -> None:
        """Stop the session's processes with the gate closed, or let them go on."""
        if on:
            reason = f"paused by {by.name}"
            await self._keeper.change(post, Paused(reason=reason), kind="gate.pause_asked", actor=by.name)
            return
        post.spent = False
        await self._keeper.change(post, Resumed(by=by), kind="gate.resumed", actor=by.name, why="")

    async def break_glass(self, post: Post, by: Actor, reason: str, minutes: float) -> None:
        """Open it without a plan, for a while and loudly."""
        if minutes <= 0:
            raise UsageError("the glass is broken for some minutes", "For example: --minutes 10.")
        await self._keeper.policy(post)
        checkpoint = await self._shelf.take(post.workspace, "before the glass was broken", post.session)
        post.record.checkpoint = checkpoint.id
        post.spent = False
        event = GlassBroken(by=by, reason=_text(reason), minutes=minutes)
        await self._opened(
            post, event, "gate.glass_broken", by, reason=reason, minutes=minutes, checkpoint=checkpoint.id
        )
        self._keeper.desk.feed.notice(
            "error", f"{by.name} broke the glass: {reason}", session=post.session,
            hint="Everything in the workspace is writable until it closes.",
        )  # fmt: skip

    async def observe(self, post: Post, by: Actor, *, on: bool) -> None:
        """Refuse nothing and record everything, or hold it closed again."""
        await self._keeper.policy(post)
        kind = "gate.observe_began" if on else "gate.observe_ended"
        await self._keeper.change(post, Observed(by=by, on=on), kind=kind, actor=by.name)

    async def _coin(self, post: Post, event: BudgetGiven, *, despite: bool) -> str:
        """How the coin falls where the policy has one: who would open a budget would do without a plan.

        Raises:
            Refused: It wants a plan.
        """
        now = time.time()
        if self.toss is None or not post.gate.policy.attempt.coin or post.state(now) is GateState.OBSERVE:
            return ""
        happen(post.gate, event, now=now)  # what is refused anyway needs no coin
        if despite and not event.reason:
            raise UsageError("to go against the coin needs a reason", "Say with -r why no plan is made.")
        side = await self.toss(post.session)
        self._keeper.show(post)
        if side == Side.PLAN and not despite:
            raise Refused(
                "the coin says: with a plan; the budget is not opened",
                "The agent is told when it next wants to change something. Against the coin, with a reason:"
                " plangate gate budget --despite-coin -r REASON",
            )
        return side

    async def _opened(
        self, post: Post, event: BudgetGiven | Extended | GlassBroken, kind: str, by: Actor, **data: object
    ) -> None:
        """Open something that only this daemon meters: first a guard that closes it should we die."""
        await self._guards.begin(post)
        try:
            await self._keeper.change(post, event, kind=kind, actor=by.name, **data)
        except BaseException:
            self._guards.dismiss(post.session)
            raise
        if post.gate.trouble:
            trouble = post.gate.trouble
            await self._keeper.change(post, Closed(by=DAEMON, reason=trouble))
            raise Refused(f"the gate does not open: {trouble}")


def _more(usage: Usage, budget: Budget) -> Budget:
    """As much again as the policy lets through."""
    return replace(
        budget,
        files=usage.files + budget.files,
        lines=usage.lines + budget.lines,
        new_files=usage.new_files + budget.new_files,
        deletions=usage.deletions + budget.deletions,
    )


def _text(reason: str) -> str:
    if len(reason) > _REASON_LIMIT:
        raise UsageError(f"a reason has at most {_REASON_LIMIT} characters")
    return " ".join(reason.split())
