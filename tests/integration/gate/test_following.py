"""Who looks at an agent that holds itself, or types into it, stays with it when its gate has it resumed."""

from __future__ import annotations

import asyncio
import sys

import pytest
from tests.support.gated import PLAN, Gated
from tests.support.outer import Outer
from tests.support.world import World

from plangate.model.gate import GateState
from plangate.sandbox.probe import LIMIT

PROGRAM = [sys.executable, "-m", "plangate"]
CHORD = "\x1d"


@pytest.fixture(autouse=True)
def no_kernel(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """The agent has a sandbox of its own, which is settled when it starts."""
    monkeypatch.setenv(LIMIT, "hooks")
    monkeypatch.setenv("FAKE_SANDBOX", "1")
    (world.root / "state").mkdir(exist_ok=True)


async def _waits(world: World) -> Gated:
    """A session whose plan waits."""
    gated = await Gated.begin(world)
    file = world.root / "state" / "plan.md"
    file.write_text(PLAN)
    await gated.does(f"turn {file}", "turn ended")
    return gated


async def _goes_on(gated: Gated, outer: Outer) -> None:
    """Approve; then the glass shows the resumed agent, and what is typed there reaches it."""
    old = gated.id
    await gated.approve(await gated.waiting())
    gated.id = (await gated.watch.session(old, lambda s: s.goes_on, "another session goes on")).goes_on
    await asyncio.to_thread(outer.sees, "prompted: say allow")
    await gated.state(GateState.OPEN)
    outer.type("write src/new.txt x\r")
    await asyncio.to_thread(outer.sees, "wrote src/new.txt")
    assert (gated.work / "src/new.txt").exists()


async def test_attach_follows_it(world: World) -> None:
    """Without a key, and its end is then the end of the one that goes on."""
    gated = await _waits(world)
    with Outer([*PROGRAM, "attach", gated.id]) as outer:
        await asyncio.to_thread(outer.sees, "turn ended")
        await _goes_on(gated, outer)
        outer.type(CHORD)
        await asyncio.to_thread(outer.sees, "d detach")
        outer.type("d")
        assert await asyncio.to_thread(outer.ends) == 0
        await asyncio.to_thread(outer.sees, f"detached from {gated.id}")


async def test_the_dashboard_follows_it(world: World) -> None:
    """Who typed into the old one types into the new one."""
    gated = await _waits(world)
    with Outer(PROGRAM, (120, 40)) as outer:
        await asyncio.to_thread(outer.sees, "turn ended")
        outer.type("\r")
        await asyncio.to_thread(outer.sees, "you type")
        await _goes_on(gated, outer)
        outer.type(CHORD)
        await asyncio.to_thread(outer.sees, "LIST")
