"""A daemon on a machine where only bubblewrap may make namespaces."""

from __future__ import annotations

import pytest
from tests.support.gated import Gated
from tests.support.tools import needs
from tests.support.world import World

from plangate.model.gate import GateState, Strength


@needs("bwrap")
async def test_a_plan_behind_that_door(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed by the kernel, opened for the plan, closed by the drift."""
    monkeypatch.setenv("PLANGATE_DOOR", "bubblewrap")
    gated = await Gated.begin(world)
    assert (await gated.state(GateState.CLOSED)).strength is Strength.KERNEL
    await gated.does("force src/new.txt x", "failed src/new.txt: Read-only file system")
    await gated.approve(await gated.present())
    await gated.sees("approved")
    await gated.does("force src/new.txt x", "wrote src/new.txt")
    await gated.does("force src/stray.txt x", "wrote src/stray.txt")
    await gated.until(lambda view: view.phase == "drifted", "drifted")
    await gated.state(GateState.CLOSED)
    await gated.does("force src/new.txt x", "failed src/new.txt: Read-only file system")
