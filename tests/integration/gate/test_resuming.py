"""An agent that holds itself, where no kernel does: resumed in its conversation whenever its gate changes."""

from __future__ import annotations

import pytest
from tests.support.gated import PLAN, Gated
from tests.support.world import World

from plangate.client import gate
from plangate.client.api import Connected
from plangate.model.gate import GateState, Strength
from plangate.model.plan import VoteKind
from plangate.model.session import Session
from plangate.sandbox.probe import LIMIT
from plangate.wire.control import Notice


@pytest.fixture(autouse=True)
def no_kernel(monkeypatch: pytest.MonkeyPatch, world: World) -> World:
    """Daemons that are started from now on try nothing stronger; the agent has a sandbox of its own."""
    monkeypatch.setenv(LIMIT, "hooks")
    monkeypatch.setenv("FAKE_SANDBOX", "1")
    return world


async def _follow(gated: Gated, begins: str = "prompted: say allow") -> Session:
    """Go on with the session that goes on in the place of this one."""
    before = gated.id
    old = await gated.watch.session(before, lambda s: s.goes_on, "another session goes on")
    gated.id, gated._typed = old.goes_on, 0
    return await gated.watch.session(gated.id, lambda s: s.last_line.startswith(begins), "ready")


async def _present_at_end(gated: Gated, text: str = PLAN) -> None:
    file = gated.world.root / "state" / "plan.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    await gated.does(f"turn {file}", "turn ended")


async def test_an_approval_resumes_it_and_a_closed_gate_does_again(world: World) -> None:
    """The same conversation, name and plan; open it writes what the plan opens, and closed nothing."""
    gated = await Gated.begin(world, name="mine", group="ours")
    view = await gated.state(GateState.CLOSED)
    assert view.strength is Strength.HOOKS
    await gated.does("force src/new.txt x", "kept from src/new.txt")
    await _present_at_end(gated)
    await gated.approve(await gated.waiting())
    after = await _follow(gated)
    assert (after.name, after.group) == ("mine", "ours")
    view = await gated.state(GateState.OPEN)
    assert (view.strength, view.phase) == (Strength.HOOKS, "executing")
    await gated.does("write src/new.txt x", "wrote src/new.txt")
    await gated.does("force top.txt x", "kept from top.txt")

    await gated.control.ask(gate.close(gated.id))
    await _follow(gated, "fake agent ready")
    await gated.state(GateState.CLOSED)
    await gated.does("force src/new.txt x", "kept from src/new.txt")
    resumed = [event for event in gated.watch.events() if event.kind == "session.resumed"]
    assert [event.session for event in resumed] == [resumed[0].session, gated.id]
    assert resumed[1].data["of"] == resumed[0].session
    assert len([s for s in gated.watch.sessions.values() if s.exit is None]) == 1


async def test_drift_takes_the_right_to_write_away(world: World) -> None:
    """And the person's answer gives it back, in the same conversation."""
    gated = await Gated.begin(world)
    await _present_at_end(gated)
    await gated.approve(await gated.waiting())
    await _follow(gated)
    await gated.state(GateState.OPEN)
    await gated.type("force src/stray.txt x")  # it may be ended before it can say that it wrote
    await _follow(gated, "fake agent ready")
    view = await gated.until(lambda view: view.phase == "drifted", "drifted")
    assert view.drift == ("src/stray.txt",)
    await gated.does("force src/new.txt x", "kept from src/new.txt")


async def test_what_waits_while_it_is_resumed_is_answered(world: World) -> None:
    """A plan that is amended while it runs: the one that goes on without rights hears the person."""
    gated = await Gated.begin(world)
    await _present_at_end(gated)
    await gated.approve(await gated.waiting())
    await _follow(gated)
    await gated.state(GateState.OPEN)
    file = world.root / "state" / "plan.md"
    file.write_text(PLAN + "\nMore of it.\n")
    await gated.type(f"turn {file}")
    await _follow(gated, "fake agent ready")
    plan = await gated.waiting(2)
    await gated.vote(plan, VoteKind.CHANGES, text="smaller")
    await gated.watch.session(gated.id, lambda s: "say deny" in s.last_line or "deny:" in s.last_line, "told")
    assert gated.watch.sessions[gated.id].gate.state is GateState.CLOSED


async def test_another_daemon_resumes_it_as_well(world: World) -> None:
    """With the environment that the program was started with."""
    gated = await Gated.begin(world)
    await _present_at_end(gated)
    await gated.waiting()
    world.kill(world.daemon())
    await gated.watch.until(lambda: gated.watch.count(Connected) == 2, "a new daemon")
    await gated.approve(await gated.waiting())
    await _follow(gated)
    await gated.state(GateState.OPEN)
    await gated.does("write src/new.txt x", "wrote src/new.txt")


async def test_what_cannot_be_resumed_is_not_opened(world: World) -> None:
    """The plan is set aside, the agent stays as it is, and the person is told; so it is when it cannot be closed, but ended."""
    no = world.work.with_name("no-resume")
    no.touch()
    gated = await Gated.begin(world)
    await _present_at_end(gated)
    await gated.approve(await gated.waiting())
    view = await gated.until(lambda view: view.phase == "waiting", "set aside")
    assert view.state is GateState.CLOSED
    await gated.watch.until(lambda: _told(gated), "told")
    await gated.does("force src/new.txt x", "kept from src/new.txt")

    no.unlink()
    await gated.control.ask(gate.reopen(gated.id))
    await _follow(gated)
    await gated.state(GateState.OPEN)
    no.touch()
    await gated.control.ask(gate.close(gated.id))
    await gated.watch.session(gated.id, lambda s: s.exit is not None, "ended")
    await gated.watch.until(lambda: len(_told(gated)) == 2, "told")
    assert "src/new.txt" not in gated.status()


def _told(gated: Gated) -> list[str]:
    notices = [update for update in gated.watch.updates if isinstance(update, Notice)]
    return [notice.message for notice in notices if "could not be resumed" in notice.message]
