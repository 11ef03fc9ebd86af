"""Everything about gates, put together for the daemon."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress

from plangate.aio import spawn
from plangate.config import paths
from plangate.daemon.desk import Desk
from plangate.daemon.gate.baselines import Baselines
from plangate.daemon.gate.door import AgentDoor
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.guards import Guards
from plangate.daemon.gate.hooks import Hooks
from plangate.daemon.gate.locks import Locks
from plangate.daemon.gate.passes import Passes
from plangate.daemon.gate.people import DAEMON
from plangate.daemon.gate.pin import Pin
from plangate.daemon.gate.planfiles import PlanFiles
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.prepare import Preparing
from plangate.daemon.gate.progress import Progress
from plangate.daemon.gate.questions import Questions
from plangate.daemon.gate.requests import GateRequests
from plangate.daemon.gate.review import Review
from plangate.daemon.gate.shelf import Shelf
from plangate.daemon.gate.strengths import Strengths
from plangate.daemon.gate.watching import Watching
from plangate.errors import PlangateError
from plangate.gate.machine import BudgetPass, Closed, GlassPass
from plangate.model.gate import GateState
from plangate.model.plan import Phase
from plangate.plugins.gate import HookCall, HookKind

__all__ = ["GateOffice"]

_log = logging.getLogger(__name__)


class GateOffice:
    """The parts that have to do with gates.

    Args:
        secret: The installation's.
        strengths: What this machine can hold.
        allowed: Variables that the settings let through to sessions by name.
    """

    def __init__(
        self, desk: Desk, secret: bytes, strengths: Strengths, allowed: Callable[[], tuple[str, ...]]
    ) -> None:
        self._desk = desk
        self.shelf = shelf = Shelf(paths.checkpoints_dir())
        self.pin = pin = Pin(paths.pin_file(), time.monotonic)
        self.keeper = Gatekeeper(desk)
        self.guards = Guards(self._unguarded)
        review = Review(self.keeper, shelf, pin)
        questions = Questions(self.keeper)
        self._progress = progress = Progress(self.keeper, review)
        self.passes = passes = Passes(self.keeper, review, progress, shelf, self.guards)
        self._baselines = Baselines(shelf)
        self._watching = Watching(self.keeper, review, shelf, self._baselines)
        self._files = PlanFiles(self.keeper, review)
        self.keeper.opened += [
            self._baselines.gate_changed,
            self._watching.gate_changed,
            Locks(self.keeper, review).gate_changed,
            self._guards_changed,
            self._files.gate_changed,
        ]
        self.preparing = Preparing(strengths, secret, allowed)
        self.requests = GateRequests(self.keeper, review, progress, passes, questions, pin)
        self._questions = questions
        self.hooks = Hooks(self.keeper, review, progress, questions, secret)
        self.door = AgentDoor(paths.agent_socket, self.hooks.answer)
        self.review = self._review = review

    async def recover(self) -> None:
        """Take up every gate of a session that was found alive."""
        for entry in list(self._desk.entries.values()):
            if not entry.ended and entry.record.gate is not None:
                try:
                    await self.keeper.recover(entry)
                except (
                    PlangateError,
                    OSError,
                ) as error:  # of one session; the others are taken up all the same
                    _log.error("the gate of %s is not taken up: %s", entry.record.id, error)
                    self._desk.feed.notice(
                        "error", f"its gate is not taken up: {error}", session=entry.record.id
                    )

    async def look_round(self) -> None:
        """What time, the repository and the policy have done to gates and plans."""
        for post in list(self.keeper.posts.values()):
            with suppress(PlangateError):
                await self._review.refreshed(post)
                if post.entry.gate.offer != (post.offer or ""):
                    await self._progress.settle(post)
            await self.keeper.tell_decisions(post)

    async def ended(self, session: str) -> None:
        """A session has ended."""
        self.guards.dismiss(session)
        self._baselines.forget(session)
        self._review.ended(session)
        await self._files.ended(session)
        await self.keeper.leave(session)

    async def give_up(self, post: Post, reason: str) -> None:
        """Close a gate whose agent cannot go on with it open; the approval stands."""
        await self._progress.set_aside(post, DAEMON, reason)

    def wait_on(self, session: str) -> None:
        """A session goes on in the place of another one: it is told what people decide about the plan that waits."""
        post = self.keeper.posts.get(session)
        state = self.keeper.plans.live(post.record.plan) if post is not None else None
        if post is None or post.agent is None or state is None or state.phase is not Phase.SUBMITTED:
            return
        call = HookCall(kind=HookKind.TURN_END)
        self._questions.go_on_later(post, post.agent, call, self.hooks.outcome(post, state))

    async def close(self) -> None:
        """Let go of everything."""
        self.door.close()
        self._files.close()
        await self.keeper.close()
        for session in list(self.keeper.posts):
            self.guards.dismiss(session)

    def _guards_changed(self, post: Post) -> None:
        """A guard is needed only while something is open that nobody but us would close."""
        metered = isinstance(post.gate.grant, BudgetPass | GlassPass)
        if not metered and post.state(time.time()) is not GateState.CLOSING:
            self.guards.dismiss(post.session)

    def _unguarded(self, session: str) -> None:
        post = self.keeper.posts.get(session)
        if post is not None and isinstance(post.gate.grant, BudgetPass | GlassPass):
            reason = Closed(by=DAEMON, reason="its guard has ended")
            spawn(self.keeper.change(post, reason), name=f"unguarded {session}")
