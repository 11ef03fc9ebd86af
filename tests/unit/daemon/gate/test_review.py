"""Tests of `plangate.daemon.gate.review`: who decides when, and about what."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tests.support.gated import PLAN, git
from tests.support.gatehouse import ADA, AGENT, Gatehouse

from plangate.daemon.gate.review import Ballot
from plangate.errors import LedgerError, PlangateError, Refused, UsageError
from plangate.model.gate import GateState
from plangate.model.plan import Phase, VoteKind

BOB = replace(ADA, name="bob")
OTHER = PLAN.replace("- none", "- a test")


async def test_two_people_approve_at_once(house: Gatehouse) -> None:
    """Neither hears that something is wrong; it starts once."""
    state = await house.submit()
    found = await asyncio.gather(house.approve(state), house.approve(state, BOB), return_exceptions=True)
    assert any(not isinstance(one, BaseException) and one.phase is Phase.EXECUTING for one in found)
    late = [one for one in found if isinstance(one, BaseException)]
    assert all("executing cannot be voted" in str(one) for one in late)
    assert house.state is GateState.OPEN
    assert house.kinds().count("plan.started") == 1


@pytest.mark.parametrize("first", [VoteKind.APPROVE, VoteKind.REJECT, VoteKind.CHANGES])
async def test_one_approves_while_another_does_not(house: Gatehouse, first: VoteKind) -> None:
    """Whatever comes first, plan and gate say the same afterwards."""
    state = await house.submit()

    def against(kind: VoteKind) -> Ballot:
        return Ballot(kind=kind, digest=state.plan.digest)

    other = VoteKind.REJECT if first is VoteKind.APPROVE else first
    votes = [
        house.approve(state),
        house.review.vote(house.post, state.plan.id, against(other), BOB),
    ]
    await asyncio.gather(*(votes if first is VoteKind.APPROVE else votes[::-1]), return_exceptions=True)
    phase = house.keeper.plans.get(state.plan.id).phase
    assert (house.state is GateState.OPEN) == (phase is Phase.EXECUTING)


async def test_a_vote_for_what_is_edited_meanwhile(house: Gatehouse) -> None:
    """The agent presents another version while the code of the old one is on its way."""
    state = await house.submit()
    voting = asyncio.ensure_future(house.approve(state))
    await house.submit(OTHER)
    with pytest.raises(Refused):
        await voting
    assert (house.live().phase, house.live().votes) == (Phase.SUBMITTED, ())
    assert house.state is GateState.CLOSED


async def test_a_plan_is_submitted_while_a_budget_is_open(house: Gatehouse) -> None:
    """The budget goes on until a person approves; then only the plan's directories are open, unmetered."""
    await house.passes.give(house.post, ADA, "small")
    state = await house.submit()
    assert house.post.record.grant == "budget"
    assert (house.state, house.live().phase) == (GateState.BUDGET, Phase.SUBMITTED)
    with pytest.raises(Refused, match="open already"):
        await house.passes.give(house.post, ADA, "more")
    (house.work / "top.txt").write_text("two\n")
    await house.approve(state)
    assert house.post.record.grant == "plan"
    assert (house.state, house.post.gate.actual.directories) == (GateState.OPEN, ("src",))


async def test_a_budget_of_a_plan_that_is_rejected_goes_on(house: Gatehouse) -> None:
    """It was given apart from it, and ends by its own meter."""
    await house.passes.give(house.post, ADA, "small")
    state = await house.submit()
    ballot = Ballot(kind=VoteKind.REJECT, digest=state.plan.digest)
    await house.review.vote(house.post, state.plan.id, ballot, ADA)
    assert house.state is GateState.BUDGET


async def test_a_policy_that_is_replaced_while_the_checkpoint_is_taken(
    house: Gatehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was approved under the old one does not start under the new one."""
    state = await house.submit()
    readiness = house.review._readiness
    take = readiness.checkpoint

    async def slowly(post: object, reason: str) -> object:
        (house.work / ".plangate").mkdir(exist_ok=True)
        (house.work / ".plangate/policy.toml").write_text("[budget]\nfiles = 1\n")
        return await take(post, reason)  # type: ignore[arg-type]

    monkeypatch.setattr(readiness, "checkpoint", slowly)
    with pytest.raises(Refused):
        await house.approve(state)
    assert house.state is GateState.CLOSED
    assert house.live().phase is Phase.DRAFT


async def test_a_commit_while_the_checkpoint_is_taken(house: Gatehouse) -> None:
    """The base has moved: approve it anew."""
    state = await house.submit()
    git(house.work, "commit", "-q", "--allow-empty", "-m", "meanwhile")
    with pytest.raises(Refused):
        await house.approve(state)
    assert (house.state, house.live().phase) == (GateState.CLOSED, Phase.DRAFT)


async def test_a_disk_that_is_full_at_the_start(house: Gatehouse) -> None:
    """The vote does not count, nothing opens; later it may be given again."""
    state = await house.submit()
    house.journal.fails = True
    with pytest.raises(LedgerError):
        await house.approve(state)
    assert (house.state, house.live().phase) == (GateState.CLOSED, Phase.SUBMITTED)
    house.journal.fails = False
    await house.approve(state)
    assert house.state is GateState.OPEN


async def test_an_agents_word_is_no_vote(house: Gatehouse) -> None:
    """Whatever code it has read."""
    state = await house.submit()
    with pytest.raises(Refused, match="only a person"):
        await house.approve(state, AGENT)
    assert house.live().phase is Phase.SUBMITTED


async def test_a_text_that_waits_is_no_new_version(house: Gatehouse) -> None:
    """As when a hook comes back after the daemon's restart; while it runs that is the answer, too."""
    first = await house.submit()
    assert await house.submit() == first
    await house.approve(first)
    assert (await house.submit()).phase is Phase.EXECUTING
    assert house.live().plan.version == 1


async def test_a_plan_takes_so_many_remarks_of_its_agent(house: Gatehouse) -> None:
    """People's come on top."""
    state = await house.submit()
    for number in range(50):
        await house.review.comment(state.plan.id, AGENT, f"remark {number}")
    with pytest.raises(Refused, match="remarks"):
        await house.review.comment(state.plan.id, AGENT, "another one")
    after = await house.review.comment(state.plan.id, ADA, "enough")
    assert after.comments[-1].text == "enough"


@pytest.mark.parametrize("text", ["", "\n\n", "x" * 600_000], ids=["empty", "blank", "long"])
async def test_what_is_no_plan(house: Gatehouse, text: str) -> None:
    """Refused before anything is recorded."""
    with pytest.raises(UsageError):
        await house.submit(text)
    assert not [kind for kind in house.kinds() if kind.startswith("plan.")]


async def test_a_person_decides_where_a_plan_goes(house: Gatehouse) -> None:
    """Done, abandoned or submitted with what it has touched, nothing else."""
    state = await house.runs()
    await house.review.touched(house.post, ("docs/page.txt",))
    assert (house.state, house.live().phase) == (GateState.CLOSED, Phase.DRIFTED)
    with pytest.raises(UsageError):
        await house.review.move(house.post, state.plan.id, "executing", ADA, "")
    amended = await house.review.move(house.post, state.plan.id, Phase.SUBMITTED, ADA, "")
    assert "docs/page.txt" in amended.plan.scope
    await house.approve(amended)
    assert house.state is GateState.OPEN
    with pytest.raises(Refused, match="not among"):
        await house.review.claim(house.post, ("src/new.txt",), ADA)
    ended = await house.review.move(house.post, state.plan.id, Phase.ABANDONED, ADA, "no")
    assert (ended.phase, house.state) == (Phase.ABANDONED, GateState.CLOSED)
    with pytest.raises(PlangateError):
        await house.review.move(house.post, state.plan.id, Phase.DONE, ADA, "")
