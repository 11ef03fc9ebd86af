"""Tests of `plangate.daemon.gate.progress`: an approved plan on its way."""

from __future__ import annotations

import pytest
from tests.support.gated import git
from tests.support.gatehouse import ADA, AGENT, Gatehouse

from plangate.errors import Refused, UsageError
from plangate.model.gate import GateState, Offer
from plangate.model.plan import Phase
from plangate.plugins.gate import ListItem

STEPS = "# Two things\n\n1. First\n2. Second\n\n## Files\n- `src/**`\n"


def _offer(house: Gatehouse) -> Offer | None:
    """What a person can do with one key now."""
    return house.post.offer


async def test_steps_are_ticked_one_by_one(house: Gatehouse) -> None:
    """Each counts once; all of them are an offer once the agent rests, and no more when it works again."""
    state = await house.runs(STEPS)
    first, second = (step.id for step in state.plan.steps)
    assert (await house.progress.steps_done(house.post, (first, first), AGENT)).steps_done == (first,)
    await house.progress.turn_ended(house.post, jobs=0)
    assert _offer(house) is None
    assert set((await house.progress.steps_done(house.post, (second,), AGENT)).steps_done) == {first, second}
    assert _offer(house) is Offer.DONE
    house.progress.goes_on(house.post)
    assert _offer(house) is None
    await house.progress.turn_ended(house.post, jobs=1)
    assert _offer(house) is None


async def test_all_steps_at_once_and_none_that_there_is_not(house: Gatehouse) -> None:
    """Without names all are meant; a strange name is refused; so are steps where there are none."""
    with pytest.raises(Refused, match="no plan is carried out"):
        await house.progress.steps_done(house.post, (), AGENT)
    state = await house.runs(STEPS)
    with pytest.raises(Refused):
        await house.progress.steps_done(house.post, ("s9",), AGENT)
    done = await house.progress.steps_done(house.post, (), ADA)
    assert len(done.steps_done) == len(state.plan.steps) == 2


async def test_a_plan_without_steps_has_none_to_tick(house: Gatehouse) -> None:
    """It is said, not passed over."""
    await house.runs("# Just do it\n\nSomehow.\n\n## Files\n- `src/**`\n")
    with pytest.raises(UsageError, match="no steps"):
        await house.progress.steps_done(house.post, (), AGENT)


async def test_the_agents_own_list_counts(house: Gatehouse) -> None:
    """As a whole or entry by entry; entries without a name must be done, too, before it looks done."""
    await house.runs(STEPS)
    told = house.progress.listed
    await house.progress.turn_ended(house.post, jobs=0)
    told(house.post, (ListItem(id="1", done=True), ListItem(id="2", done=False)), whole=True)
    assert house.post.carried_out == ""
    told(house.post, (ListItem(id="2", done=True),), whole=False)
    assert "2 of 2" in house.post.carried_out
    told(house.post, tuple(ListItem(id="", done=False) for _ in range(3)), whole=False)
    assert house.post.carried_out == ""
    told(house.post, tuple(ListItem(id=str(n), done=True) for n in range(2000)), whole=True)
    assert len(house.post.list) == 500


async def test_a_plan_is_set_aside_and_goes_on(house: Gatehouse) -> None:
    """The gate closes and opens; what does not run is left as it is."""
    await house.progress.set_aside(house.post, ADA, "nothing there")
    await house.runs(STEPS)
    await house.progress.set_aside(house.post, ADA, "later")
    assert (house.live().phase, house.state) == (Phase.WAITING, GateState.CLOSED)
    await house.progress.set_aside(house.post, ADA, "again")
    assert house.live().reason != "again"
    await house.progress.reopen(house.post, ADA)
    assert (house.live().phase, house.state) == (Phase.EXECUTING, GateState.OPEN)


async def test_what_was_not_set_aside_does_not_go_on(house: Gatehouse) -> None:
    """Nor what was approved for another commit."""
    with pytest.raises(Refused, match="no plan was set aside"):
        await house.progress.reopen(house.post, ADA)
    await house.runs(STEPS)
    with pytest.raises(Refused, match="executing"):
        await house.progress.reopen(house.post, ADA)
    await house.progress.set_aside(house.post, ADA, "later")
    git(house.work, "commit", "-q", "--allow-empty", "-m", "elsewhere")
    with pytest.raises(Refused):
        await house.progress.reopen(house.post, ADA)
    assert house.state is GateState.CLOSED
