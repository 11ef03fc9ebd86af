"""Gates while daemons die: what a person opened for a while is closed, what they approved goes on."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.support.gated import Gated
from tests.support.world import World, until

from plangate.client import gate
from plangate.client.api import Connected
from plangate.model.gate import GateState
from plangate.model.plan import Phase, VoteKind


async def test_a_daemon_restarted_while_a_person_is_asked(world: World) -> None:
    """The agent's hook asks the next one again; the same plan of the same version waits, and goes on."""
    gated = await Gated.begin(world)
    plan = await gated.present()
    world.kill(world.daemon())
    await gated.watch.until(lambda: gated.watch.count(Connected) == 2, "a new daemon")
    again = await gated.waiting()
    assert (again.summary.id, again.summary.version) == (plan.summary.id, 1)
    await gated.approve(again)
    await gated.sees("approved")
    await gated.does("force src/new.txt x", "wrote src/new.txt")


async def test_changes_asked_for_after_a_restart_reach_the_agent(world: World) -> None:
    """The wait is the same one."""
    gated = await Gated.begin(world)
    await gated.present()
    world.kill(world.daemon())
    await gated.watch.until(lambda: gated.watch.count(Connected) == 2, "a new daemon")
    await gated.vote(await gated.waiting(), VoteKind.CHANGES, text="more tests")
    shown = await world.show(gated.control, gated.id)
    await shown.sees("not approved: Changes to the plan are requested. more tests")


async def test_an_approved_gate_stays_as_it_was(world: World) -> None:
    """The session writes while no daemon lives, and the next one finds the gate open."""
    gated = await Gated.begin(world)
    await gated.approve(await gated.present())
    await gated.sees("approved")
    world.kill(world.daemon())
    await gated.watch.until(lambda: gated.watch.count(Connected) == 2, "a new daemon")
    view = await gated.state(GateState.OPEN)
    assert view.directories == ("src",)
    await gated.does("force src/new.txt x", "wrote src/new.txt")
    await gated.does("force top.txt x", "failed top.txt")
    await gated.event("gate.recovered")


async def test_a_budget_is_closed_when_its_daemon_is_killed(world: World) -> None:
    """By its guard, without any daemon; the next one says so."""
    gated = await Gated.begin(world)
    await gated.control.ask(gate.open_budget(gated.id))
    await gated.does("force top.txt x", "wrote top.txt")
    root = Path(f"/proc/{gated.watch.sessions[gated.id].pid}/root")
    await gated.control.close()
    world.kill(world.daemon())

    def closed() -> bool:
        lines = (root.parent / "mountinfo").read_text().splitlines()
        return all("ro," in line.split()[5] + "," for line in lines if line.split()[4] == str(world.work))

    await until(closed, "closed without a daemon")
    control, watch = await world.control()
    again = Gated(world, control, watch)
    again.id = gated.id
    assert (await control.ask(gate.gate(gated.id))).state is GateState.CLOSED


async def test_a_decision_cut_off_by_the_daemons_death_is_a_refusal(world: World) -> None:
    """A hook that finds no daemon says no, in words; nothing is written."""
    gated = await Gated.begin(world)
    shown = await world.show(gated.control, gated.id)
    assert shown.stream is not None
    os.kill(world.daemon(), signal.SIGSTOP)  # it accepts and never answers
    shown.stream.send_text("write src/new.txt x\r")
    await shown.sees("write src/new.txt x")
    await gated.control.close()
    world.kill(world.daemon())
    await shown.sees("refused src/new.txt: Plangate: the gate is closed, because its daemon")
    assert gated.status() == "?? .fake/settings.json\n"


async def test_a_rejected_plan_is_still_rejected_after_a_restart(world: World) -> None:
    """Everything about a plan is rebuilt from the ledger."""
    gated = await Gated.begin(world)
    plan = await gated.present()
    await gated.control.ask(gate.comment(plan.summary.id, "why?", line=3))
    await gated.vote(plan, VoteKind.REJECT)
    before = await gated.control.ask(gate.plan(plan.summary.id))
    world.kill(world.daemon())
    await gated.watch.until(lambda: gated.watch.count(Connected) == 2, "a new daemon")
    after = await gated.control.ask(gate.plan(plan.summary.id))
    assert after.summary.phase is Phase.REJECTED
    assert after.comments == before.comments
