"""A coin decides whether a task for which a budget would be opened gets a plan."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.support.gated import Gated, git
from tests.support.working import TASK, until_attempts
from tests.support.world import World

from plangate.client import gate
from plangate.client.api import Connected
from plangate.errors import Refused, UsageError
from plangate.model.attempts import Side
from plangate.model.event import Event
from plangate.model.gate import GateState

_TRIES = 40
"""A coin that falls on one side only so often is none: it would be one in 2 to the 39th."""


async def _asked(gated: Gated) -> str:
    """Open a budget as a person does; how the coin fell."""
    try:
        await gated.control.ask(gate.open_budget(gated.id, "small"))
    except Refused as refused:
        return Side.PLAN if "the coin says: with a plan" in refused.message else refused.message
    return Side.NO_PLAN


async def _until_it_says(gated: Gated, side: Side) -> None:
    """Begin attempts until the coin falls so for one."""
    for number in range(_TRIES):
        await gated.does(f"prompt {TASK} in module {number} of {number * 7}", "told")
        if await _asked(gated) == side:
            return
        await gated.control.ask(gate.close(gated.id))
    raise AssertionError(f"it never says {side}")


async def _events(gated: Gated, kind: str) -> list[Event]:
    return await gated.control.events(session=gated.id, kinds=[kind])


@pytest.fixture
async def gated(world: World) -> Gated:
    """A session in a repository whose policy has a coin."""
    (world.work / ".plangate").mkdir()
    (world.work / ".plangate" / "policy.toml").write_text("[attempt]\ncoin = true\n")
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", "policy")
    return await Gated.begin(world)


async def test_with_a_plan(gated: Gated) -> None:
    """The budget stays closed however often it is asked for, the agent is told, a plan opens the gate."""
    await _until_it_says(gated, Side.PLAN)
    tossed = len(await _events(gated, "gate.coin_tossed"))
    assert await _asked(gated) == Side.PLAN
    assert len(await _events(gated, "gate.coin_tossed")) == tossed
    view = await gated.control.ask(gate.gate(gated.id))
    assert (view.state, view.coin) == (GateState.CLOSED, "plan")
    await gated.does("write top.txt two", "refused top.txt: The plan gate is closed: lots were drawn")
    plan = await gated.present()
    await gated.approve(plan)
    await gated.does("force src/new.txt x", "wrote src/new.txt")
    attempts = await until_attempts(gated, lambda all: all[-1].planned, "planned")
    assert attempts[-1].assigned == "plan"


async def test_against_the_coin(gated: Gated) -> None:
    """With a reason only; it is recorded, and the attempt is counted as the coin fell."""
    await _until_it_says(gated, Side.PLAN)
    with pytest.raises(UsageError, match="reason"):
        await gated.control.ask(gate.open_budget(gated.id, " ", despite=True))
    view = await gated.control.ask(gate.open_budget(gated.id, "the site is down", despite=True))
    assert view.state is GateState.BUDGET
    given = (await _events(gated, "gate.budget_given"))[-1]
    assert (given.data["coin"], given.data["despite"]) == ("plan", True)
    assert given.data["reason"] == "the site is down"
    await gated.does("write top.txt two", "wrote top.txt")
    await gated.does("end", "ended")
    attempts = await until_attempts(gated, lambda all: all[-1].files, "edited")
    assert (attempts[-1].assigned, attempts[-1].planned) == ("plan", False)


async def test_without_a_plan_it_opens_as_ever(gated: Gated) -> None:
    """And the coin falls anew for the next attempt, on each side now and then."""
    await _until_it_says(gated, Side.NO_PLAN)
    assert (await gated.control.ask(gate.gate(gated.id))).state is GateState.BUDGET
    await gated.control.ask(gate.close(gated.id))
    await _until_it_says(gated, Side.PLAN)
    tossed = Counter(event.data["says"] for event in await _events(gated, "gate.coin_tossed"))
    assert tossed.keys() == {"plan", "no plan"}
    attempts = await until_attempts(gated, lambda all: all[-1].assigned, "assigned")
    assert all(attempt.assigned for attempt in attempts)


async def test_a_new_daemon_knows_how_it_fell(gated: Gated) -> None:
    """It is in the ledger, whether the attempt began before or after."""
    await _until_it_says(gated, Side.PLAN)
    tossed = len(await _events(gated, "gate.coin_tossed"))
    gated.world.kill(gated.world.daemon())
    await gated.watch.until(lambda: gated.watch.count(Connected) == 2, "a new daemon")
    assert await _asked(gated) == Side.PLAN
    assert len(await _events(gated, "gate.coin_tossed")) == tossed


async def test_no_coin_by_default(world: World) -> None:
    """A team opts in."""
    gated = await Gated.begin(world)
    await gated.does(f"prompt {TASK}", "told")
    view = await gated.control.ask(gate.open_budget(gated.id))
    assert (view.state, view.coin) == (GateState.BUDGET, "")
    assert await _events(gated, "gate.coin_tossed") == []
