"""Tests of `plangate.daemon.gate.passes`: budgets, broken glass, pauses and restores."""

from __future__ import annotations

import pytest
from tests.support.gatehouse import ADA, AGENT, Gatehouse
from tests.support.world import until

from plangate.aio import spawn
from plangate.errors import PlangateError, Refused, UsageError
from plangate.gate.plan.record import Actor
from plangate.model.gate import GateState
from plangate.model.plan import Phase


async def test_a_step_of_a_plan_does_not_open_what_is_being_restored(house: Gatehouse) -> None:
    """The agent ticks off a step while the files come back: the gate stays closed."""
    await house.runs()
    seen: list[GateState] = []

    async def slowly(session: str, checkpoint: str, by: Actor) -> tuple[str, ...]:
        with pytest.raises(Refused):
            await house.progress.reopen(house.post, AGENT)
        await house.progress.steps_done(house.post, (), AGENT)
        seen.append(house.state)
        await house.office.shelf.restore(str(house.work), checkpoint)
        return ()

    house.passes.undo = slowly
    (house.work / "src/old.txt").write_text("two\n")
    await house.passes.restore(house.post, ADA)
    assert seen == [GateState.CLOSED]
    assert (house.work / "src/old.txt").read_text() == "one\n"
    assert house.state is GateState.CLOSED


async def test_a_restore_that_fails_leaves_it_closed(house: Gatehouse) -> None:
    """Set aside, so that nothing but a person's word opens it again."""
    await house.runs()

    async def failing(session: str, checkpoint: str, by: Actor) -> tuple[str, ...]:
        raise Refused("the checkpoint is gone")

    house.passes.undo = failing
    with pytest.raises(Refused, match="gone"):
        await house.passes.restore(house.post, ADA)
    await house.progress.steps_done(house.post, (), AGENT)
    assert (house.state, house.live().phase) == (GateState.CLOSED, Phase.WAITING)


async def test_there_is_nothing_to_restore_before_it_was_open(house: Gatehouse) -> None:
    """And no budget to extend, no plan to make of one."""
    with pytest.raises(Refused, match="nothing to go back to"):
        await house.passes.restore(house.post, ADA)
    with pytest.raises(Refused, match="no budget"):
        await house.passes.extend(house.post, ADA, "more")


async def test_a_budget_is_extended_for_a_reason(house: Gatehouse) -> None:
    """As much again as what was used; without a reason, or from inside, it is not."""
    await house.passes.give(house.post, ADA, "small")
    for number in range(9):
        (house.work / f"n{number}.txt").write_text("x\n")
    await until(lambda: house.state is GateState.PAUSED, "paused")
    for by, reason in ((ADA, " "), (AGENT, "more")):
        with pytest.raises(Refused):
            await house.passes.extend(house.post, by, reason)
    await house.passes.extend(house.post, ADA, "it is nearly done")
    assert house.state is GateState.BUDGET


async def test_the_glass_is_broken_by_people_for_a_reason_and_a_while(house: Gatehouse) -> None:
    """It is loud, and closing ends it."""
    for by, reason, minutes in ((ADA, "", 5.0), (AGENT, "x", 5.0)):
        with pytest.raises(Refused):
            await house.passes.break_glass(house.post, by, reason, minutes)
    with pytest.raises(UsageError):
        await house.passes.break_glass(house.post, ADA, "x", 0.0)
    with pytest.raises(UsageError):
        await house.passes.break_glass(house.post, ADA, "x" * 501, 5.0)
    await house.passes.break_glass(house.post, ADA, "production is down", 5.0)
    assert house.post.view(0.0).glass
    await house.passes.close(house.post, ADA)
    assert house.state is GateState.CLOSED


async def test_a_pass_that_cannot_be_recorded_leaves_nothing_behind(house: Gatehouse) -> None:
    """Neither open nor with a guard."""
    house.journal.fails = True
    with pytest.raises(PlangateError):
        await house.passes.give(house.post, ADA, "small")
    assert house.state is GateState.CLOSED
    assert house.office.guards._running == {}


async def test_closing_while_it_opens(house: Gatehouse) -> None:
    """Whatever comes last in the ledger holds; here nothing is open afterwards."""
    giving = spawn(house.passes.give(house.post, ADA, "small"), name="give")
    await giving
    await house.passes.close(house.post, ADA)
    assert (house.state, house.post.gate.grant) == (GateState.CLOSED, None)
