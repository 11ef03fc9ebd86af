"""Whether an agent that has ended its turn is done."""

from __future__ import annotations

import asyncio

from plangate.attempts.going import Going
from plangate.daemon.attempts.leftovers import left_running
from plangate.daemon.attempts.trials import Trials
from plangate.daemon.entry import Entry
from plangate.daemon.gate.post import Post
from plangate.model.plan import Phase
from plangate.plugins.gate import HookCall

__all__ = ["unfinished"]


async def unfinished(
    entry: Entry, post: Post | None, going: Going, call: HookCall | None, trials: Trials
) -> str:
    """Why an attempt is not done although the turn has ended; empty when it is.

    Args:
        trials: What has become of the tests that the policy names.
        call: The agent's own word about the turn's end, where there is one.
    """
    if call is not None and call.jobs is not None:
        if call.jobs:
            return f"a job of it runs: {call.jobs[0]}"
    elif entry.pid:
        found = await asyncio.to_thread(left_running, entry.pid, going.began)
        if found:
            return found
    plan = post.gate.plan if post is not None else None
    if plan is not None and plan.phase is Phase.SUBMITTED:
        return "its plan waits for a person"
    if plan is not None and plan.plan.id == going.plan:
        done, steps = len(plan.steps_done), len(plan.plan.steps)
        if 0 < done < steps:  # an agent that reports none is not held to it
            return f"{done} of {steps} steps of the plan are reported"
    test = post.gate.policy.attempt.test if post is not None else ""
    if test and going.work:
        return await asyncio.to_thread(trials.missing, entry.record.id, test, going)
    return ""
