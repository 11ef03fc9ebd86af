"""A gate that nothing holds but people's attention: what is written while it is closed is noticed, told, and put back."""

from __future__ import annotations

import pytest
from tests.support.gated import Gated
from tests.support.world import World

from plangate.client import gate
from plangate.client.api import Connected
from plangate.model.gate import GateState, Strength
from plangate.sandbox.probe import LIMIT


@pytest.fixture(autouse=True)
def nothing_holds(monkeypatch: pytest.MonkeyPatch, world: World) -> World:
    """Daemons that are started from now on try nothing stronger."""
    monkeypatch.setenv(LIMIT, "watch")
    (world.root / "state").mkdir()  # nobody makes it for a session that nothing confines
    return world


async def test_a_write_while_closed_is_noticed_told_and_put_back(world: World) -> None:
    """The hook refuses; who does not ask is found out, and a checkpoint brings back what there was."""
    gated = await Gated.begin(world)
    view = await gated.state(GateState.CLOSED)
    assert view.strength is Strength.HOOKS
    await gated.does("write top.txt x", "refused top.txt")
    assert gated.status() == ""
    await gated.approve(await gated.present())
    await gated.sees("approved")
    await gated.control.ask(gate.close(gated.id))
    await gated.does("force top.txt x", "wrote top.txt")
    view = await gated.until(lambda view: "top.txt" in view.drift, "noticed")
    assert view.state is GateState.CLOSED
    await gated.event("gate.breached")
    await gated.watch.until(lambda: any("top.txt changed" in text for text in gated.watch.notices()), "told")
    await gated.control.ask(gate.restore(gated.id))
    assert (world.work / "top.txt").read_text() == "one\n"


async def test_a_write_before_any_plan_is_put_back(world: World) -> None:
    """A checkpoint is taken when the gate begins to be closed, and the words about it are true."""
    gated = await Gated.begin(world)
    await gated.event("checkpoint.taken")
    await gated.does("force top.txt x", "wrote top.txt")
    await gated.until(lambda view: "top.txt" in view.drift, "noticed")
    await gated.event("gate.breached")
    await gated.control.ask(gate.restore(gated.id))
    assert (world.work / "top.txt").read_text() == "one\n"


async def test_outside_of_the_scope_it_closes_and_says_so(world: World) -> None:
    """Also after the daemon was killed and nobody watched."""
    gated = await Gated.begin(world)
    await gated.approve(await gated.present())
    await gated.sees("approved")
    await gated.does("write src/new.txt x", "wrote src/new.txt")
    world.kill(world.daemon())
    (world.work / "docs/page.txt").write_text("while nobody watched\n")
    await gated.watch.until(lambda: gated.watch.count(Connected) == 2, "a new daemon")
    view = await gated.until(lambda view: view.phase == "drifted", "drifted")
    assert view.drift == ("docs/page.txt",)
    await gated.state(GateState.CLOSED)
