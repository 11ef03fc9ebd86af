"""Plans that were approved, on their way: set aside, opened again, carried out step by step, and done."""

from __future__ import annotations

import asyncio

from plangate.daemon.gate.commits import head
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.people import DAEMON
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.review import Review
from plangate.errors import Refused, UsageError
from plangate.gate.plan import events
from plangate.gate.plan.conversation import heard
from plangate.gate.plan.record import Actor
from plangate.gate.plan.state import PlanState
from plangate.gate.policy import Done
from plangate.model.plan import Phase
from plangate.plugins.gate import ListItem

__all__ = ["Progress"]

_MOST_ITEMS = 500


class Progress:
    """What happens to a session's plan between its start and its end."""

    def __init__(self, keeper: Gatekeeper, review: Review) -> None:
        self._keeper = keeper
        self._review = review

    async def set_aside(self, post: Post, by: Actor, reason: str) -> None:
        """The gate is closed, and the approval stands; a plan that does not run stays as it is."""
        state = self._live(post)
        if state is not None and state.phase is Phase.EXECUTING:
            aside = events.SetAside(by=by, head=await self._head(post), reason=reason)
            try:
                await self._review.step(post, state.plan.id, aside, by)
            except Refused:
                state = self._live(post)
                if state is not None and state.phase is Phase.EXECUTING:
                    raise  # else it has drifted or ended meanwhile, and is closed as well

    async def reopen(self, post: Post, by: Actor) -> None:
        """Let a plan that was set aside go on, while everything that it was approved for is as it was.

        Raises:
            Refused: Nothing was set aside, or its approval holds no longer; why is said.
        """
        state = await self._review.refreshed(post)
        if state is None or state.phase is not Phase.WAITING:
            raise Refused(
                "no plan was set aside here" if state is None else f"plan {state.plan.id} is {state.phase}",
                state.reason if state is not None else "An approved plan opens the gate.",
            )
        reopened = events.Reopened(
            by=by,
            head=await self._head(post),
            policy_digest=post.gate.policy.digest,
            conversation=post.entry.record.conversation,
        )
        await self._review.step(post, state.plan.id, reopened, by)
        if post.gate.trouble:
            raise Refused(f"the gate does not open: {post.gate.trouble}")

    async def conversed(self, post: Post, conversation: str, *, before: str, source: str) -> None:
        """A conversation begins in the session: the plan goes along with it, or is set aside."""
        state = self._live(post)
        if state is None:
            return
        policy = await self._keeper.policy(post)
        survives = policy.approval.survives_clear
        found = heard(
            state, conversation, before=before, source=source, survives=survives, head=await self._head(post)
        )
        if found is None:
            return
        after = await self._review.step(post, state.plan.id, found, DAEMON)
        if after.phase is Phase.WAITING:
            self._keeper.desk.feed.notice(
                "warning", f"plan {after.plan.id} was set aside: {after.reason}", session=post.session,
                hint="Open it again for the new conversation, or end it.",
            )  # fmt: skip

    async def cleared(self, post: Post) -> None:
        """The agent starts from nothing in a conversation that was heard of before: its plan is not taken along."""
        policy = await self._keeper.policy(post)
        if not policy.approval.survives_clear:
            await self.set_aside(post, DAEMON, "its conversation was cleared")

    async def steps_done(self, post: Post, steps: tuple[str, ...], by: Actor) -> PlanState:
        """Somebody says that steps are carried out; without any, that all are.

        Raises:
            Refused: No plan runs, or it has no such step.
        """
        state = self._live(post)
        if state is None:
            raise Refused("no plan is carried out here")
        if not state.plan.steps:
            raise UsageError("the plan has no steps")
        named = steps or tuple(step.id for step in state.plan.steps)
        told = events.StepsDone(steps=tuple(dict.fromkeys((*state.steps_done, *named))), by=by)
        after = await self._review.step(post, state.plan.id, told, by)
        await self.settle(post)
        return after

    def listed(self, post: Post, items: tuple[ListItem, ...], *, whole: bool) -> None:
        """The agent has changed its own list of what is to be done."""
        if whole:
            post.list, post.added = {}, 0
        for item in items[:_MOST_ITEMS]:
            if not item.id:
                post.added += 1
            elif item.id in post.list or len(post.list) < _MOST_ITEMS:
                post.list[item.id] = item.done

    async def turn_ended(self, post: Post, *, jobs: int) -> None:
        """The agent waits for a person."""
        post.at_rest = jobs == 0
        await self.settle(post)

    def goes_on(self, post: Post) -> None:
        """The agent works again: what was offered is not offered any more."""
        if post.at_rest:
            post.at_rest = False
            self._keeper.show(post)

    async def settle(self, post: Post) -> None:
        """End a plan that is carried out, or offer to, as the policy says."""
        if post.carried_out and (await self._keeper.policy(post)).plan.done is Done.AUTO:
            state = self._live(post)
            if state is not None:
                await self._review.step(post, state.plan.id, events.Finished(by=DAEMON), DAEMON)
            return
        self._keeper.show(post)

    def _live(self, post: Post) -> PlanState | None:
        return self._keeper.plans.live(post.record.plan)

    async def _head(self, post: Post) -> str:
        return await asyncio.to_thread(head, post.workspace)
