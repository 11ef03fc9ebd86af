"""Tests of `plangate.daemon.gate.forged`: what counts as a record of an approved plan in an open workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.gated import git
from tests.support.gatehouse import ADA, Gatehouse
from tests.support.world import until

from plangate.gate.plan.record import record_path
from plangate.gate.plan.state import PlanState
from plangate.model.gate import GateState
from plangate.model.plan import Phase

WHOLE = "# Change all\n\n1. Change things\n\n## Scope\n- `**`\n"
RECORD = ".plangate/records/p-aaaaaaaa.json"


def _put(house: Gatehouse, text: str, path: str = RECORD) -> Path:
    place = house.work / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    return place


async def _runs(house: Gatehouse) -> PlanState:
    state = await house.runs(WHOLE)
    await until(lambda: (house.work / record_path(state.plan.id)).exists(), "the record is there")
    await until(lambda: house.office._watching._running[house.post.session]._notifier, "watched")
    return state


async def _settled(house: Gatehouse) -> None:
    """What changed is judged, and nothing came of it."""
    _put(house, "x\n", "last.txt")
    await until(lambda: "last.txt" in house.live().touched, "looked at")
    await until(lambda: not house.office._watching._forged._waiting, "judged")
    assert house.live().phase is Phase.EXECUTING
    assert house.state is GateState.OPEN


@pytest.mark.parametrize("what", ["new", "changed", "link", "staged"])
async def test_what_nobody_approved_is_taken_away(house: Gatehouse, what: str) -> None:
    """Whatever it says, and also when git was told of it already."""
    state = await _runs(house)
    real = house.work / record_path(state.plan.id)
    place = real if what == "changed" else house.work / RECORD
    if what == "link":
        place.symlink_to("../../top.txt")
    else:
        _put(house, {"new": "{}"}.get(what, real.read_text().replace("ada", "bob")), str(place))
    if what == "staged":
        git(house.work, "add", "-f", RECORD)
    await until(lambda: house.live().phase is Phase.DRIFTED, "drifted")
    assert house.live().outside == (str(place.relative_to(house.work)),)
    await until(lambda: "gate.snare" in house.kinds(), "recorded")
    assert not place.is_symlink()
    assert not place.exists()


async def test_what_git_brings_stays(house: Gatehouse) -> None:
    """Of another branch, in the middle of a merge, and taken away again."""
    git(house.work, "checkout", "-q", "-b", "other")
    _put(house, "{}\n")
    git(house.work, "add", "-A")
    git(house.work, "commit", "-q", "-m", "theirs")
    git(house.work, "checkout", "-q", "main")
    state = await _runs(house)
    git(house.work, "merge", "-q", "--no-commit", "--no-ff", "other")
    assert (house.work / RECORD).exists()
    await _settled(house)
    git(house.work, "merge", "--abort")
    await until(lambda: not (house.work / RECORD).exists(), "gone")
    assert (house.work / record_path(state.plan.id)).exists()


async def test_what_was_there_before_is_a_persons(house: Gatehouse) -> None:
    """They may have written it for their own work."""
    _put(house, "{}\n")
    await _runs(house)
    await _settled(house)
    assert (house.work / RECORD).exists()


async def test_a_budget_ends_with_it(house: Gatehouse) -> None:
    """No plan is there that could drift."""
    await house.passes.give(house.post, ADA, "small")
    await until(lambda: house.office._watching._running[house.post.session]._notifier, "watched")
    place = _put(house, "{}\n")
    await until(lambda: house.state is GateState.CLOSED, "closed")
    await until(lambda: not place.exists(), "taken away")
