"""Protected paths deep in what a plan opens, and changes there that only a person can have made."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest
from tests.support.gated import PLAN, Gated, git
from tests.support.world import World

from plangate.client import gate
from plangate.errors import Refused
from plangate.model.gate import GateState
from plangate.model.plan import Phase

_SCOPE = PLAN.replace("`src/other/**`", "`src/**`")


async def _begin(world: World) -> Gated:
    for name in ("app/migrations/0001.py", "app/main.py", "lib/oauth.py"):
        path = world.work / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one\n")
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", "more")
    gated = await Gated.begin(world)
    await gated.approve(await gated.present(_SCOPE))
    await gated.sees("approved")
    await gated.state(GateState.OPEN)
    return gated


async def test_deep_protected_paths_stay_read_only(world: World) -> None:
    """The kernel refuses them within a directory that is open; what comes later is noticed, and closing is whole."""
    gated = await _begin(world)
    await gated.does("force src/app/main.py x", "wrote src/app/main.py")
    for path in ("src/app/migrations/0001.py", "src/app/migrations/0002.py", "src/lib/oauth.py"):
        await gated.does(f"force {path} x", f"failed {path}: Read-only file system")
    await gated.does("run mv src/app src/app2", "ran 1: mv: cannot move")
    opened = (await gated.control.events(kinds=["gate.opened"]))[-1]
    assert opened.data["locked"] >= 2
    assert opened.data["gaps"] == []
    await gated.does("force src/app/auth.py x", "wrote src/app/auth.py")
    view = await gated.until(lambda view: view.phase == "drifted", "drifted")
    assert view.drift == ("src/app/auth.py",)
    await gated.state(GateState.CLOSED)
    for path in ("src/app/main.py", "src/app/auth.py", "src/app/migrations/0001.py"):
        await gated.does(f"force {path} x", f"failed {path}: Read-only file system")


async def test_what_only_a_person_can_have_changed_is_no_drift(world: World) -> None:
    """Outside of what opened, and in what stayed read-only within it."""
    gated = await _begin(world)
    (world.work / "top.txt").write_text("by a person\n")
    (world.work / "src/app/migrations/0001.py").write_text("by a person\n")
    (world.work / "docs" / "new.txt").write_text("by a person\n")
    await gated.does("force src/new.txt x", "wrote src/new.txt")
    await gated.event("plan.touched")
    view = await gated.control.ask(gate.gate(gated.id))
    assert (view.state, view.drift) == (GateState.OPEN, ())


async def test_a_person_says_that_it_was_them(world: World) -> None:
    """Through the command: recorded, the plan goes on, and the session cannot write the file any more."""
    gated = await Gated.begin(world)
    await gated.approve(await gated.present())
    await gated.sees("approved")
    (world.work / "src" / "person.txt").write_text("mine\n")
    view = await gated.until(lambda view: view.phase == "drifted", "drifted")
    with pytest.raises(Refused):
        await gated.control.ask(gate.claim(gated.id, ["src/other.txt"]))
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "plangate", "gate", "mine", gated.id, *view.drift],
        env=gated.env(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    await gated.state(GateState.OPEN)
    await gated.event("gate.claimed")
    await gated.does("force src/person.txt x", "failed src/person.txt: Read-only file system")
    (world.work / "src" / "person.txt").write_text("mine again\n")
    await gated.does("force src/new.txt x", "wrote src/new.txt")
    await gated.event("plan.touched")
    plan = await gated.control.ask(gate.plan(view.plan))
    assert (plan.mine, plan.drift, plan.summary.phase) == (("src/person.txt",), (), Phase.EXECUTING)
