"""What the daemon does about each request of a person that concerns gates and plans."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from plangate.config.policy import keys
from plangate.daemon.connection import Connection
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.passes import Passes
from plangate.daemon.gate.people import person
from plangate.daemon.gate.pin import Pin
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.progress import Progress
from plangate.daemon.gate.questions import Questions
from plangate.daemon.gate.review import Ballot, Review
from plangate.daemon.gate.views import plan_view, summary
from plangate.errors import NotFound, Refused
from plangate.gate.plan.record import Actor
from plangate.gate.plan.state import PlanState
from plangate.model.gate import GateView
from plangate.model.plan import Phase, PlanSummary
from plangate.proof.approval import NAMESPACE
from plangate.wire import gate as wire
from plangate.wire.control import Done
from plangate.wire.messages import Message

__all__ = ["GateRequests"]

Handler = Callable[[Connection, Any], Awaitable[Message]]

_WAITING = (Phase.SUBMITTED, Phase.DRIFTED)


class GateRequests:
    """One method for each request; `handlers` names them."""

    def __init__(
        self,
        keeper: Gatekeeper,
        review: Review,
        progress: Progress,
        passes: Passes,
        questions: Questions,
        pin: Pin,
    ) -> None:
        self._keeper = keeper
        self._review = review
        self._progress = progress
        self._passes = passes
        self._questions = questions
        self._pin = pin
        reading: dict[type[Message], Handler] = {
            wire.AskPlans: self._plans,
            wire.AskPlan: self._plan,
            wire.AskGate: self._gate,
            wire.AskPolicy: self._policy,
        }
        deciding: dict[type[Message], Handler] = {
            wire.SubmitPlan: self._submit,
            wire.CommentPlan: self._comment,
            wire.VotePlan: self._vote,
            wire.AskChallenge: self._challenge,
            wire.MovePlan: self._move,
            wire.TickSteps: self._tick,
            wire.CloseGate: self._close,
            wire.ReopenGate: self._reopen,
            wire.OpenBudget: self._budget,
            wire.ExtendBudget: self._extend,
            wire.PlanOfBudget: self._plan_of_budget,
            wire.RestoreGate: self._restore,
            wire.ClaimChanges: self._claim,
            wire.PauseGate: self._pause,
            wire.BreakGlass: self._break_glass,
            wire.ObserveGate: self._observe,
            wire.AnswerQuestion: self._answer,
            wire.SetPin: self._set_pin,
        }
        self.handlers = reading | {kind: self._by_a_person(handler) for kind, handler in deciding.items()}

    def _by_a_person(self, handler: Handler) -> Handler:
        """Only for who is outside of all sessions; that somebody else tried is recorded."""

        async def checked(who: Connection, asked: Any) -> Message:
            if who.inside:
                tried = type(asked).__name__
                await self._keeper.desk.recorded(
                    "access.refused", who.inside, who.name, tried=tried, why="it belongs to a session"
                )
                raise Refused(
                    "what runs in a session cannot decide",
                    "Decide in the dashboard, or in a terminal outside.",
                )
            return await handler(who, asked)

        return checked

    async def _plans(self, _: Connection, asked: wire.AskPlans) -> Message:
        await self._load()
        now = time.time()
        found = [summary(state, self._bearer(state), now) for state in self._keeper.plans.all()]
        found = [
            plan
            for plan in found
            if asked.session in ("", plan.session) and (not asked.waiting or self._waits(plan))
        ]
        found.sort(key=lambda plan: (not self._waits(plan), -plan.since))
        return wire.Plans(asked.id, found)

    def _waits(self, plan: PlanSummary) -> bool:
        """Whether a person is asked about it: nobody is for a session that does not run."""
        return plan.phase in _WAITING and plan.session in self._keeper.posts

    async def _plan(self, _: Connection, asked: wire.AskPlan) -> Message:
        await self._load()
        return self._shown(asked.id, self._keeper.plans.get(asked.plan))

    async def _submit(self, who: Connection, asked: wire.SubmitPlan) -> Message:
        post = self._keeper.post(asked.session)
        return self._shown(asked.id, await self._review.submit(post, asked.markdown, _person(who)))

    async def _comment(self, who: Connection, asked: wire.CommentPlan) -> Message:
        await self._load()
        state = await self._review.comment(asked.plan, _person(who), asked.text, asked.step, asked.line)
        return self._shown(asked.id, state)

    async def _vote(self, who: Connection, asked: wire.VotePlan) -> Message:
        post, plan = await self._carrier(asked.plan)
        ballot = Ballot(
            kind=asked.kind, digest=asked.digest, factor=asked.factor, proof=asked.proof, text=asked.text
        )
        return self._shown(asked.id, await self._review.vote(post, plan, ballot, _person(who)))

    async def _challenge(self, _: Connection, asked: wire.AskChallenge) -> Message:
        post, plan = await self._carrier(asked.plan)
        repository = post.gate.policy.proof.repository
        payload, expires = self._review.challenge(plan, asked.digest, repository)
        return wire.Challenge(asked.id, payload, NAMESPACE, expires)

    async def _move(self, who: Connection, asked: wire.MovePlan) -> Message:
        post, plan = await self._carrier(asked.plan)
        return self._shown(asked.id, await self._review.move(post, plan, asked.to, _person(who), asked.text))

    async def _tick(self, who: Connection, asked: wire.TickSteps) -> Message:
        post, _ = await self._carrier(asked.plan)
        return self._shown(asked.id, await self._progress.steps_done(post, asked.steps, _person(who)))

    async def _gate(self, _: Connection, asked: wire.AskGate) -> Message:
        entry = self._keeper.desk.get(asked.session)
        if asked.session not in self._keeper.posts:
            return wire.GateReply(asked.id, entry.gate)
        return self._as_it_is(asked.id, self._keeper.post(asked.session))

    async def _close(self, who: Connection, asked: wire.CloseGate) -> Message:
        post = self._keeper.post(asked.session)
        await self._passes.close(post, _person(who))
        return self._as_it_is(asked.id, post)

    async def _reopen(self, who: Connection, asked: wire.ReopenGate) -> Message:
        post = self._keeper.post(asked.session)
        await self._progress.reopen(post, _person(who))
        return self._as_it_is(asked.id, post)

    async def _budget(self, who: Connection, asked: wire.OpenBudget) -> Message:
        post = self._keeper.post(asked.session)
        await self._passes.give(post, _person(who), asked.reason, despite=asked.despite)
        return self._as_it_is(asked.id, post)

    async def _extend(self, who: Connection, asked: wire.ExtendBudget) -> Message:
        post = self._keeper.post(asked.session)
        await self._passes.extend(post, _person(who), asked.reason)
        return self._as_it_is(asked.id, post)

    async def _plan_of_budget(self, who: Connection, asked: wire.PlanOfBudget) -> Message:
        post = self._keeper.post(asked.session)
        await self._passes.plan_of_it(post, _person(who))
        return self._as_it_is(asked.id, post)

    async def _restore(self, who: Connection, asked: wire.RestoreGate) -> Message:
        post = self._keeper.post(asked.session)
        await self._passes.restore(post, _person(who))
        return self._as_it_is(asked.id, post)

    async def _claim(self, who: Connection, asked: wire.ClaimChanges) -> Message:
        post = self._keeper.post(asked.session)
        await self._review.claim(post, asked.paths, _person(who))
        return self._as_it_is(asked.id, post)

    async def _pause(self, who: Connection, asked: wire.PauseGate) -> Message:
        post = self._keeper.post(asked.session)
        await self._passes.pause(post, _person(who), on=asked.on)
        return self._as_it_is(asked.id, post)

    async def _break_glass(self, who: Connection, asked: wire.BreakGlass) -> Message:
        post = self._keeper.post(asked.session)
        await self._passes.break_glass(post, _person(who), asked.reason, asked.minutes)
        return self._as_it_is(asked.id, post)

    async def _observe(self, who: Connection, asked: wire.ObserveGate) -> Message:
        post = self._keeper.post(asked.session)
        await self._passes.observe(post, _person(who), on=asked.on)
        return self._as_it_is(asked.id, post)

    async def _answer(self, who: Connection, asked: wire.AnswerQuestion) -> Message:
        post = self._keeper.post(asked.session)
        await self._questions.answer(post, asked.question, allow=asked.allow, text=asked.text, who=who.name)
        return Done(asked.id, "allowed" if asked.allow else "refused")

    async def _policy(self, _: Connection, asked: wire.AskPolicy) -> Message:
        post = self._keeper.post(asked.session)
        await self._keeper.policy(post)
        found = post.policies.file
        text = "\n".join(f"{key} = {value!r}" for key, value in keys(found.policy))
        return wire.PolicyReply(asked.id, found.file, found.policy.digest, text, found.policy.broken)

    async def _set_pin(self, who: Connection, asked: wire.SetPin) -> Message:
        try:
            await asyncio.to_thread(self._pin.choose, asked.pin, asked.before)
        except Refused as error:
            await self._keeper.desk.recorded("pin.refused", "", who.name, why=error.message)
            raise
        await self._keeper.desk.recorded("pin.chosen", "", who.name)
        return Done(asked.id, "the PIN was chosen")

    async def _load(self) -> None:
        """Plans of sessions that have ended are read when somebody asks for plans."""
        for session in list(self._keeper.desk.entries):
            await self._keeper.plans.load(session)

    async def _carrier(self, plan: str) -> tuple[Post, str]:
        """The session that a plan is for, while it runs, and the plan's whole id."""
        await self._load()
        state = self._keeper.plans.get(plan)
        session = self._bearer(state)
        if session not in self._keeper.posts:
            raise NotFound(f"the session of plan {state.plan.id} does not run any more")
        post = self._keeper.posts[session]
        if not post.follows(state):
            raise Refused(f"the session has another plan by now: {post.record.plan}")
        return post, state.plan.id

    def _bearer(self, state: PlanState) -> str:
        for post in self._keeper.posts.values():
            if post.follows(state):
                return post.session
        return self._keeper.plans.home(state.plan.id)

    def _shown(self, id: int, state: PlanState) -> Message:
        session = self._bearer(state)
        post = self._keeper.posts.get(session)
        directories = self._keeper.directories(post, state) if post is not None else ()
        stores = self._keeper.stores(post, directories) if post is not None else ()
        strength = post.record.strength if post is not None else None
        return wire.PlanReply(id, plan_view(state, session, time.time(), directories, stores, strength))

    def _as_it_is(self, id: int, post: Post) -> Message:
        view: GateView = post.view(time.time())
        return wire.GateReply(id, view)


def _person(who: Connection) -> Actor:
    assert who.client is not None
    return person(who.client)
