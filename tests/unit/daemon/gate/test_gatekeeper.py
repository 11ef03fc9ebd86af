"""Tests of `plangate.daemon.gate.gatekeeper`: what is shown is what the kernel holds, whoever hangs up or dies."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.support.gated import PLAN
from tests.support.gatehouse import ADA, SESSION, Gatehouse, Kernel, as_soon_as
from tests.support.world import until

from plangate.aio import spawn
from plangate.errors import LedgerError, PlangateError, Refused, Unavailable
from plangate.gate.machine import BudgetGiven, Closed
from plangate.gate.mounts import CLOSED
from plangate.model.gate import GateState
from plangate.model.plan import Phase

TWO = PLAN.replace("- `src/other/**`", "- `docs/**`")


@pytest.mark.parametrize("moment", [1, 3, 8, 20, 60])
async def test_whoever_hangs_up_leaves_no_half_gate(confined: Gatehouse, kernel: Kernel, moment: int) -> None:
    """The request that opens it is cancelled in the midst of it; a close afterwards does close."""
    voting = spawn(confined.approve(await confined.submit()), name="a vote")
    for _ in range(moment):
        await asyncio.sleep(0)
    voting.cancel()
    await asyncio.gather(voting, return_exceptions=True)
    await until(lambda: confined.state is GateState.OPEN, "open")
    assert kernel.mount == confined.post.gate.actual
    await confined.keeper.change(confined.post, Closed(by=ADA))
    assert (kernel.mount, confined.state) == (CLOSED, GateState.CLOSED)


async def test_an_agent_that_hangs_up_does_not_keep_its_gate_open(house: Gatehouse) -> None:
    """A running plan is amended, and whoever presented that is gone at once: the gate goes with the plan."""
    await house.runs()
    asking = spawn(house.asks("submit", plan=PLAN.replace("- none", "- a test")), name="submit")
    await as_soon_as(lambda: house.live().phase is not Phase.EXECUTING, "a step")
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await until(lambda: house.state is GateState.CLOSED, "closed")
    assert house.post.gate.grant is None
    assert house.live().phase is Phase.SUBMITTED


@pytest.mark.parametrize("fault", [Unavailable("widening: no"), OSError(30, "Read-only file system", "docs")])
async def test_an_opening_that_fails_half_way_is_no_closed_gate(
    confined: Gatehouse, kernel: Kernel, fault: Exception
) -> None:
    """One of two directories is open: that is said, told once, and closing closes it."""
    kernel.fails = [fault] * 1000
    with pytest.raises(Refused, match="does not open"):
        await confined.runs(TWO)
    assert kernel.mount.directories == ("docs",)
    assert confined.state is GateState.CLOSING
    await until(lambda: len(kernel.fails) < 997, "tried again")
    kernel.fails = []
    await confined.keeper.change(confined.post, Closed(by=ADA))
    assert (kernel.mount, confined.state) == (CLOSED, GateState.CLOSED)
    assert confined.kinds().count("gate.stuck") == 1


async def test_mounts_that_cannot_be_asked_count_as_open(confined: Gatehouse, kernel: Kernel) -> None:
    """Closed is said only when the kernel says so."""
    kernel.fails, kernel.silent = [Unavailable("no")], True
    with pytest.raises(Refused):
        await confined.runs()
    assert confined.post.gate.actual != CLOSED
    kernel.silent = False
    await until(lambda: confined.state is GateState.OPEN, "tried again")


async def test_what_fails_once_is_tried_again(confined: Gatehouse, kernel: Kernel) -> None:
    """Closing, too: until it has succeeded the gate is closing."""
    await confined.runs()
    kernel.fails = [OSError(5, "Input/output error")]
    await confined.keeper.change(confined.post, Closed(by=ADA))
    assert confined.state is GateState.CLOSING
    await until(lambda: confined.state is GateState.CLOSED, "closed")
    assert kernel.mount == CLOSED


async def test_what_cannot_be_recorded_opens_nothing(confined: Gatehouse, kernel: Kernel) -> None:
    """And closing needs no ledger."""
    confined.journal.fails = True
    with pytest.raises(LedgerError):
        await confined.keeper.change(confined.post, BudgetGiven(by=ADA), kind="gate.budget_given")
    assert kernel.flips == []
    confined.journal.fails = False
    await confined.runs()
    confined.journal.fails = True
    await confined.keeper.change(confined.post, Closed(by=ADA), kind="gate.close_asked")
    assert kernel.mount == CLOSED


async def test_a_session_that_ends_while_it_is_approved(house: Gatehouse) -> None:
    """Its plan is approved and starts nowhere; nothing of it is watched or shown as open."""
    state = await house.submit()
    post = house.post
    voting = spawn(house.approve(state), name="a vote")
    await as_soon_as(lambda: house.live().phase is not Phase.SUBMITTED, "a step")
    await house.office.ended(SESSION)
    with pytest.raises(PlangateError):
        await voting
    assert house.keeper.plans.get(state.plan.id).phase is Phase.APPROVED
    assert house.state is GateState.CLOSED
    assert SESSION not in house.keeper.posts
    await house.keeper.change(post, BudgetGiven(by=ADA))
    assert house.state is GateState.CLOSED
    assert post.timer is None


async def test_the_next_daemon_closes_what_it_cannot_understand(
    place: Path, confined: Gatehouse, kernel: Kernel
) -> None:
    """The plan's story does not make sense to it, as after another version's: the open gate is closed, and said so."""
    state = await confined.runs()
    await confined.journal.record("plan.voted", SESSION, plan=state.plan.id, at=1.0, event={"vote": "odd"})
    entry = confined.desk.get(SESSION)
    await confined.end()
    later = Gatehouse(place, confined=True)
    found = later.desk.add(entry.record)
    assert entry.record.gate is not None
    entry.record.gate.grant = "plan"
    await later.office.recover()
    assert found.gate.state is GateState.CLOSED
    assert kernel.mount == CLOSED
    await later.end()


async def test_the_next_daemon_goes_on_with_what_it_understands(
    place: Path, confined: Gatehouse, kernel: Kernel
) -> None:
    """The gate is open in the kernel, and stays so."""
    await confined.runs()
    entry = confined.desk.get(SESSION)
    await confined.end()
    later = Gatehouse(place, confined=True)
    found = later.desk.add(entry.record)
    await later.office.recover()
    assert found.gate.state is GateState.OPEN
    assert kernel.mount.directories == ("src",)
    await later.end()


async def test_a_ledger_that_cannot_be_read_closes(
    place: Path, confined: Gatehouse, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No plan is known then."""
    await confined.runs()
    entry = confined.desk.get(SESSION)
    await confined.end()
    later = Gatehouse(place, confined=True)
    later.desk.add(entry.record)

    async def unreadable(**_: object) -> list[object]:
        raise LedgerError("unreadable", "")

    monkeypatch.setattr(later.journal, "page", unreadable)
    await later.office.recover()
    assert (kernel.mount, later.state) == (CLOSED, GateState.CLOSED)
    await later.end()


async def test_a_new_policy_closes_what_was_approved_under_the_old_one(house: Gatehouse) -> None:
    """It is replaced while a plan runs, and again while one is about to start."""
    await house.runs()
    policy = house.work / ".plangate/policy.toml"
    policy.parent.mkdir(exist_ok=True)
    policy.write_text("[budget]\nfiles = 1\n")
    await house.keeper.policy(house.post)
    assert house.state is GateState.CLOSED
    policy.write_text("no toml [")
    await house.keeper.policy(house.post)
    with pytest.raises(Refused):
        await house.keeper.change(house.post, BudgetGiven(by=ADA))
