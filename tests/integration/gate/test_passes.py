"""What people do to a gate besides deciding about plans."""

from __future__ import annotations

import resource

import pytest
from tests.support.gated import Gated
from tests.support.world import World, until

from plangate.client import gate
from plangate.daemon.procfs import stat
from plangate.errors import PlangateError, Refused
from plangate.model.gate import GateState, Strength
from plangate.model.plan import Phase
from plangate.model.session import Reason


async def test_a_budget_lets_a_small_change_through_and_meters_it(world: World) -> None:
    """What is shown meanwhile is the strength of watching."""
    gated = await Gated.begin(world)
    view = await gated.control.ask(gate.open_budget(gated.id, "a typo"))
    assert (view.state, view.strength, view.possible) == (GateState.BUDGET, Strength.WATCH, Strength.KERNEL)
    await gated.does("write top.txt two", "wrote top.txt")
    view = await gated.until(lambda view: view.used and view.used.files == 1, "metered")
    assert view.used is not None
    assert view.used.lines == 1
    await gated.does("force .github/ci.yml x", "failed .github/ci.yml")
    await gated.control.ask(gate.close(gated.id))
    await gated.does("force top.txt three", "failed top.txt: Read-only file system")


async def test_at_the_limit_it_closes_and_the_session_stops(world: World) -> None:
    """The person chooses: here to extend it with a reason, then to restore."""
    gated = await Gated.begin(world)
    await gated.control.ask(gate.open_budget(gated.id))
    for name in ("a", "b"):
        await gated.type(f"force {name} x")
    view = await gated.state(GateState.PAUSED)
    assert view.spent
    session = await gated.watch.session(gated.id, lambda s: s.reason is Reason.QUESTION, "asks what to do")
    await gated.event("gate.budget_reached")
    assert stat(session.pid).state == "T"  # type: ignore[union-attr]
    with pytest.raises(Refused):
        await gated.control.ask(gate.extend(gated.id, " "))
    view = await gated.control.ask(gate.extend(gated.id, "it is only generated"))
    assert (view.state, view.spent) == (GateState.BUDGET, False)
    await gated.sees("wrote b")
    view = await gated.control.ask(gate.restore(gated.id))
    assert view.state is GateState.CLOSED
    assert gated.status() == "?? .fake/settings.json\n"


async def test_a_plan_is_made_of_a_spent_budget(world: World) -> None:
    """The agent goes on, closed, and is told to present a plan with what it has changed."""
    gated = await Gated.begin(world)
    await gated.control.ask(gate.open_budget(gated.id))
    await gated.type("force a x")
    await gated.type("force b x")
    await gated.state(GateState.PAUSED)
    view = await gated.control.ask(gate.plan_of_budget(gated.id))
    assert view.state is GateState.CLOSED
    shown = await world.show(gated.control, gated.id)
    await shown.sees("The budget for a change without a plan is used up")


async def test_pausing_stops_everything_and_keeps_it_closed(world: World) -> None:
    """And it goes on where it was."""
    gated = await Gated.begin(world)
    view = await gated.control.ask(gate.pause(gated.id))
    assert view.state is GateState.PAUSED
    pid = gated.watch.sessions[gated.id].pid
    await until(lambda: (found := stat(pid)) is not None and found.state == "T", "stopped")
    view = await gated.control.ask(gate.pause(gated.id, on=False))
    assert view.state is GateState.CLOSED
    await gated.does("say hello", "hello")


async def test_broken_glass_opens_everything_for_a_while(world: World) -> None:
    """With a reason, loudly, never what is always read-only, and no longer than the policy allows."""
    gated = await Gated.begin(world)
    with pytest.raises(Refused):
        await gated.control.ask(gate.break_glass(gated.id, "", 5))
    view = await gated.control.ask(gate.break_glass(gated.id, "the site is down", 600))
    assert (view.state, view.glass, view.strength) == (GateState.OPEN, True, Strength.WATCH)
    assert view.until is not None
    assert view.until - view.since <= 15 * 60 + 1
    await gated.does("force docs/page.txt x", "wrote docs/page.txt")
    await gated.does("force .git/config x", "failed .git/config")
    await gated.watch.until(
        lambda: any("the site is down" in notice for notice in gated.watch.notices()), "everybody hears of it"
    )
    await gated.control.ask(gate.close(gated.id))
    await gated.does("force docs/page.txt x", "failed docs/page.txt")


async def test_observing_refuses_nothing_and_records_what_would_have_been(world: World) -> None:
    """For a team's first weeks."""
    gated = await Gated.begin(world)
    view = await gated.control.ask(gate.observe(gated.id))
    assert view.state is GateState.OBSERVE
    await gated.does("write top.txt x", "wrote top.txt")
    await gated.event("gate.decision")
    decisions = await gated.control.events(kinds=["gate.decision"])
    assert [(one.data["verdict"], one.data["observed"]) for one in decisions] == [("allow", "deny")]
    assert (await gated.control.ask(gate.observe(gated.id, on=False))).state is GateState.CLOSED
    await gated.does("force top.txt x", "failed top.txt")


async def test_a_gate_closes_once_the_last_file_is_no_longer_open_for_writing(world: World) -> None:
    """Until then it says that it is closing, and who keeps it open."""
    gated = await Gated.begin(world)
    await gated.control.ask(gate.break_glass(gated.id, "to hold a file", 5))
    await gated.does("sh (exec 3>>top.txt; sleep 600) >/dev/null 2>&1 & echo $!", "ran 0")
    await gated.control.ask(gate.close(gated.id))
    view = await gated.state(GateState.CLOSING)
    view = await gated.until(lambda view: view.holders, "holders")
    assert any(holder.path.endswith("top.txt") for holder in view.holders)
    world.kill(view.holders[0].pid)
    await gated.state(GateState.CLOSED)


async def test_what_an_ungated_session_is(world: World) -> None:
    """A shell that a person opens is free unless they ask; an agent may be started so, too."""
    control, _ = await world.control()
    free = await control.new_session(world.command("sleep", "600"))
    assert free.gate.state is GateState.OFF
    with pytest.raises(Refused, match="not gated"):
        await control.ask(gate.close(free.id))
    held = await control.new_session(world.command("sleep", "600", gate=True))
    assert held.gate.state is GateState.CLOSED


async def test_a_full_disk_opens_nothing(world: World) -> None:
    """What cannot be recorded does not happen: a plan stays unapproved, with words; with room it goes on."""
    gated = await Gated.begin(world)
    plan = await gated.present()
    daemon = world.daemon()
    limit = resource.prlimit(daemon, resource.RLIMIT_FSIZE)
    resource.prlimit(daemon, resource.RLIMIT_FSIZE, (1, limit[1]))  # every longer write fails
    with pytest.raises(PlangateError, match=r"cannot be written|disk|ledger"):
        await gated.approve(plan)
    with pytest.raises(PlangateError):
        await gated.control.ask(gate.break_glass(gated.id, "no room", 5))
    view = await gated.control.ask(gate.gate(gated.id))
    assert view.state is GateState.CLOSED
    resource.prlimit(daemon, resource.RLIMIT_FSIZE, limit)
    after = await gated.control.ask(gate.plan(plan.summary.id))
    if after.summary.phase is not Phase.EXECUTING:
        await gated.approve(after)
    await gated.sees("approved")
    await gated.does("force src/new.txt x", "wrote src/new.txt")


async def test_ignored_files_are_metered(world: World) -> None:
    """One by one: no checkpoint holds a `.env`, but the budget counts it, and an extension goes on from there."""
    (world.work / ".gitignore").write_text("ignored/\n*.env\n")
    (world.work / "ignored").mkdir()
    gated = await Gated.begin(world)
    await gated.control.ask(gate.open_budget(gated.id))
    await gated.does("force ignored/x x", "wrote ignored/x")
    for name in ("a", "b", "c"):
        await gated.does(f"force {name}.env x", f"wrote {name}.env")
    view = await gated.until(lambda view: view.used and view.used.files == 3, "metered")
    assert view.state is GateState.BUDGET
    await gated.type("force d.env x")
    await gated.state(GateState.PAUSED)
    view = await gated.control.ask(gate.extend(gated.id, "test data"))
    assert view.state is GateState.BUDGET
    (reached,) = await gated.control.events(kinds=["gate.budget_reached"])
    assert reached.data["ignored"] == ["a.env", "b.env", "c.env", "d.env"]
