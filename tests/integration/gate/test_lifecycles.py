"""Plans between their approval and their end: set aside, opened again, other conversations, done."""

from __future__ import annotations

import pytest
from tests.support.gated import PLAN, Gated, git
from tests.support.world import World

from plangate.client import gate
from plangate.errors import PlangateError, Refused
from plangate.model.gate import GateState, Offer
from plangate.model.plan import Phase


async def _running(world: World) -> Gated:
    """A session in conversation "one", with a plan that runs."""
    gated = await Gated.begin(world)
    await gated.does("converse one startup", "told: This session is held")
    await gated.approve(await gated.present())
    await gated.sees("approved")
    await gated.state(GateState.OPEN)
    return gated


async def test_a_closed_gate_keeps_the_approval(world: World) -> None:
    """Closing sets the plan aside; one request lets it go on, without another approval."""
    gated = await _running(world)
    closed = await gated.control.ask(gate.close(gated.id))
    assert (closed.state, closed.phase, closed.offer) == (GateState.CLOSED, Phase.WAITING, Offer.REOPEN)
    await gated.does("force src/new.txt x", "failed src/new.txt: Read-only file system")
    opened = await gated.control.ask(gate.reopen(gated.id))
    assert (opened.state, opened.phase, opened.offer) == (GateState.OPEN, Phase.EXECUTING, "")
    await gated.does("force src/new.txt x", "wrote src/new.txt")
    await gated.event("plan.reopened")
    with pytest.raises(Refused):
        await gated.control.ask(gate.reopen(gated.id))


async def test_what_was_set_aside_opens_only_on_its_commit(world: World) -> None:
    """A commit meanwhile sends it back to be approved anew; until then it stays closed."""
    gated = await _running(world)
    await gated.control.ask(gate.close(gated.id))
    git(world.work, "commit", "-q", "--allow-empty", "-m", "meanwhile")
    with pytest.raises(Refused, match="draft"):
        await gated.control.ask(gate.reopen(gated.id))
    view = await gated.until(lambda view: view.phase == Phase.DRAFT, "a draft")
    assert (view.state, view.offer) == (GateState.CLOSED, "")


async def test_a_cleared_conversation_does_not_inherit_an_open_gate(world: World) -> None:
    """The plan is set aside; opened again by a person, the new conversation hears what it is about, once."""
    gated = await _running(world)
    await gated.does("converse two clear", "told: This session is held")
    view = await gated.state(GateState.CLOSED)
    assert (view.phase, view.offer) == (Phase.WAITING, Offer.REOPEN)
    assert "conversation" in view.reason
    await gated.does("force src/new.txt x", "failed src/new.txt: Read-only file system")
    await gated.does("write src/new.txt x", "refused src/new.txt: The plan gate is closed; plan")
    await gated.does("prompt hello", "told:")
    await gated.control.ask(gate.reopen(gated.id))
    await gated.does("prompt go on", "told: A person lets plan")
    await gated.does("prompt and on", "told:")
    await gated.does("force src/new.txt x", "wrote src/new.txt")


async def test_a_fork_and_the_same_conversation_again_keep_the_gate(world: World) -> None:
    """Compaction, a resumption and a fork are the same conversation for a plan."""
    gated = await _running(world)
    await gated.does("converse one compact", "told: This session is held")
    await gated.does("converse one resume", "told: This session is held")
    await gated.does("converse three fork", "told: This session is held")
    assert (await gated.control.ask(gate.gate(gated.id))).state is GateState.OPEN
    await gated.does("force src/new.txt x", "wrote src/new.txt")


async def test_the_policy_may_let_plans_survive(world: World) -> None:
    """With survives_clear the gate stays open, and the new conversation is told of the plan."""
    (world.work / ".plangate").mkdir()
    (world.work / ".plangate/policy.toml").write_text("[approval]\nsurvives_clear = true\n")
    gated = await _running(world)
    await gated.does("converse two clear", "told: This session is held")
    assert (await gated.control.ask(gate.gate(gated.id))).state is GateState.OPEN
    await gated.does("prompt go on", "told: A person lets plan")
    await gated.does("force src/new.txt x", "wrote src/new.txt")


async def test_another_conversation_presents_a_plan_of_its_own(world: World) -> None:
    """It is no new version of what the cleared one was about."""
    gated = await _running(world)
    await gated.does("converse two clear", "told: This session is held")
    first = (await gated.state(GateState.CLOSED)).plan
    second = await gated.present(PLAN.replace("# Write a file", "# Something else"))
    assert second.summary.version == 1
    assert second.summary.id != first
    old = await gated.control.ask(gate.plan(first))
    assert old.summary.phase is Phase.ABANDONED


async def test_a_plan_that_is_carried_out_is_offered_to_be_ended(world: World) -> None:
    """Steps ticked and the turn over: nothing changes until a person says that it is done."""
    gated = await _running(world)
    await gated.does("run plangate plan tick", "ran 0: all steps are carried out")
    assert (await gated.control.ask(gate.gate(gated.id))).offer == ""
    await gated.does("end 1", "ended True")
    assert (await gated.control.ask(gate.gate(gated.id))).offer == ""
    await gated.does("end 0", "ended True")
    view = await gated.until(lambda view: view.offer == Offer.DONE, "an offer")
    assert view.state is GateState.OPEN
    assert "carried out" in view.evidence
    await gated.does("write src/new.txt x", "wrote src/new.txt")
    assert (await gated.control.ask(gate.gate(gated.id))).offer == ""
    await gated.does("end 0", "ended True")
    view = await gated.until(lambda view: view.offer == Offer.DONE, "an offer again")
    done = await gated.control.ask(gate.move(view.plan, Phase.DONE))
    assert done.summary.phase is Phase.DONE
    await gated.state(GateState.CLOSED)


async def test_the_agents_own_list_is_evidence_too(world: World) -> None:
    """With done = "auto" the plan ends by itself once all of it is done and the turn is over."""
    (world.work / ".plangate").mkdir()
    (world.work / ".plangate/policy.toml").write_text('[plan]\ndone = "auto"\n')
    gated = await _running(world)
    plan = (await gated.control.ask(gate.gate(gated.id))).plan
    await gated.does("list done,open", "listed True")
    await gated.does("end 0", "ended True")
    assert (await gated.control.ask(gate.gate(gated.id))).state is GateState.OPEN
    await gated.does("list done,done", "listed True")
    await gated.does("end 0", "ended True")
    await gated.state(GateState.CLOSED)
    assert (await gated.control.ask(gate.plan(plan))).summary.phase is Phase.DONE


async def test_only_steps_of_the_plan_are_ticked(world: World) -> None:
    """And only while there is one."""
    gated = await Gated.begin(world)
    await gated.does("run plangate plan tick", "ran 5: error: no plan is carried out here")
    await gated.approve(await gated.present())
    await gated.sees("approved")
    await gated.does("run plangate plan tick s9", "ran 5: error: the plan has no step s9")


async def test_observing_and_enforcing_again_keep_the_plan(world: World) -> None:
    """Watching is no other policy: what was approved still runs afterwards."""
    gated = await _running(world)
    seen = await gated.control.ask(gate.observe(gated.id, on=True))
    assert seen.state is GateState.OBSERVE
    await gated.does("force top.txt x", "wrote top.txt")
    back = await gated.control.ask(gate.observe(gated.id, on=False))
    assert (back.state, back.phase) == (GateState.OPEN, Phase.EXECUTING)
    await gated.does("force docs/page.txt x", "failed docs/page.txt: Read-only file system")


async def test_a_set_aside_plan_outlives_the_daemon(world: World) -> None:
    """The next daemon finds it set aside and closed, and opens it when asked."""
    gated = await _running(world)
    await gated.control.ask(gate.close(gated.id))
    world.kill(world.daemon())
    await gated.watch.until(lambda: len(gated.watch.kinds()) > 0, "events")
    view = await gated.control.ask(gate.gate(gated.id))
    assert (view.state, view.phase) == (GateState.CLOSED, Phase.WAITING)
    await gated.control.ask(gate.reopen(gated.id))
    await gated.does("force src/new.txt x", "wrote src/new.txt")


async def test_undo_reaches_behind_a_set_aside_plan(world: World) -> None:
    """Restoring brings back what it changed before it was set aside."""
    gated = await _running(world)
    await gated.does("force src/new.txt x", "wrote src/new.txt")
    await gated.control.ask(gate.close(gated.id))
    await gated.control.ask(gate.restore(gated.id))
    assert not (world.work / "src/new.txt").exists()
    with pytest.raises(PlangateError):
        await gated.control.ask(gate.reopen(gated.id))
