"""Whether an agent that has ended its turn is done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.gatehouse import AGENT, Gatehouse

from plangate.attempts.content import Track
from plangate.attempts.going import Going
from plangate.daemon.attempts.trials import Trials
from plangate.daemon.attempts.unfinished import unfinished
from plangate.gate.policy import AttemptRules
from plangate.plugins.gate import HookCall, HookKind


def _going(plan: str = "") -> Going:
    track = Track("start", seen=["x"], now="x")
    return Going(
        id="a", task="t", session="s", workspace="/w", repository="/w", prompt="p", began=0, last=0,
        tracks={"a.py": track}, plan=plan,
    )  # fmt: skip


def _ended(*jobs: str) -> HookCall:
    return HookCall(kind=HookKind.TURN_END, jobs=jobs)


@pytest.fixture
async def house(place: Path) -> AsyncIterator[Gatehouse]:
    """A daemon with a session that has a gate."""
    made = Gatehouse(place)
    await made.begin()
    yield made
    await made.end()


async def test_nothing_is_left(house: Gatehouse) -> None:
    """It is done."""
    entry = house.post.entry
    assert await unfinished(entry, house.post, _going(), _ended(), Trials()) == ""
    assert await unfinished(entry, None, _going(), None, Trials()) == ""


async def test_a_job_that_the_agent_names(house: Gatehouse) -> None:
    """Its own word counts."""
    found = await unfinished(house.post.entry, house.post, _going(), _ended("make watch"), Trials())
    assert found == "a job of it runs: make watch"


async def test_steps_that_are_not_reported(house: Gatehouse) -> None:
    """Some are and others are not; an agent that reports none is not held to it."""
    state = await house.runs("# Do it\n\n1. One\n2. Two\n\n## Files\n- `a`\n\n## Tests\n- none\n")
    going = _going(state.plan.id)
    assert await unfinished(house.post.entry, house.post, going, _ended(), Trials()) == ""
    await house.progress.steps_done(house.post, (state.plan.steps[0].id,), AGENT)
    found = await unfinished(house.post.entry, house.post, going, _ended(), Trials())
    assert found == "1 of 2 steps of the plan are reported"


async def test_the_policys_tests(house: Gatehouse) -> None:
    """They have to have passed, where there was work."""
    post, trials = house.post, Trials()
    rules = AttemptRules(test="make test")
    post.gate = replace(post.gate, policy=replace(post.gate.policy, attempt=rules))
    assert (
        await unfinished(post.entry, post, _going(), _ended(), trials) == "the tests have not run: make test"
    )
    trials.ran(post.session, "make test", False, _going())
    assert await unfinished(post.entry, post, _going(), _ended(), trials) == ""
    idle = _going()
    idle.tracks.clear()
    assert await unfinished(post.entry, post, idle, _ended(), Trials()) == ""
