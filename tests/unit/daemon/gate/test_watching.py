"""Tests of `plangate.daemon.gate.watching`: whatever changes while a gate is open is noticed, however quick it was."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from tests.support.gatehouse import ADA, AGENT, Gatehouse
from tests.support.world import until

from plangate.aio import spawn
from plangate.checkpoints import Checkpoint
from plangate.daemon.gate import watching
from plangate.daemon.gate.inotify import Notifier
from plangate.errors import LedgerError, LimitReached
from plangate.gate.budget import Change
from plangate.gate.machine import Closed
from plangate.gate.plan import events
from plangate.model.gate import GateState, Strength
from plangate.model.plan import Phase


async def _drifts(house: Gatehouse, *paths: str) -> None:
    await until(lambda: house.live().phase is Phase.DRIFTED, "drifted")
    assert house.live().outside == paths
    await until(lambda: house.state is GateState.CLOSED, "closed")


async def test_what_changed_before_the_watch_began(house: Gatehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """An agent that writes as soon as its gate opens is quicker than the watch of a large tree."""
    go = threading.Event()

    class Slow(Notifier):
        def __init__(self, *arguments: object, **more: object) -> None:
            go.wait(30)
            super().__init__(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "Notifier", Slow)
    await house.runs()
    (house.work / "src/stray.txt").write_text("x\n")
    go.set()
    await _drifts(house, "src/stray.txt")


async def test_what_changed_while_too_much_changed(house: Gatehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel drops events of who does a lot at once, and says so."""
    await house.runs()
    await until(lambda: house.office._watching._running[house.post.session]._notifier, "watched")
    changed = Notifier.changed
    monkeypatch.setattr(Notifier, "changed", lambda self: (changed(self)[0] & set(), True))
    (house.work / "src/stray.txt").write_text("x\n")
    await _drifts(house, "src/stray.txt")


async def test_what_changed_in_the_last_moment(house: Gatehouse) -> None:
    """A stray followed by a close in the same moment is drift all the same."""
    await house.runs()
    await until(lambda: house.office._watching._running[house.post.session]._notifier, "watched")
    (house.work / "src/stray.txt").write_text("x\n")
    await house.passes.close(house.post, ADA)
    await _drifts(house, "src/stray.txt")


@pytest.mark.parametrize("under_way", [False, True], ids=["last look", "look under way"])
async def test_a_look_that_fails_at_the_last_moment_is_repeated(
    house: Gatehouse, monkeypatch: pytest.MonkeyPatch, under_way: bool
) -> None:
    """Nobody looks afterwards: what it would have found is not lost."""
    await house.runs()
    watch = house.office._watching._running[house.post.session]
    await until(lambda: watch._notifier and not watch._whole and not watch._looking, "looked")
    shelf = house.office._watching._shelf
    compare, closed, failures = shelf.changes, asyncio.Event(), [1]

    async def changes(workspace: str, checkpoint: str) -> list[Change]:
        if under_way:
            await closed.wait()
        if failures:
            failures.pop()
            raise LedgerError("busy")
        return await compare(workspace, checkpoint)

    monkeypatch.setattr(shelf, "changes", changes)
    (house.work / "src/stray.txt").write_text("x\n")
    if under_way:
        await until(lambda: watch._looking, "looking")
    await house.passes.close(house.post, ADA)
    closed.set()
    await _drifts(house, "src/stray.txt")
    assert not failures


async def test_what_changed_before_a_plan_was_said_to_be_done(house: Gatehouse) -> None:
    """It has ended, so it cannot drift; people are told, and the ledger."""
    state = await house.runs()
    await until(lambda: house.office._watching._running[house.post.session]._notifier, "watched")
    (house.work / "src/stray.txt").write_text("x\n")
    await house.review.step(house.post, state.plan.id, events.Finished(by=AGENT), AGENT)
    await until(lambda: house.post.drift == ("src/stray.txt",), "told")
    await until(lambda: "gate.breached" in house.kinds(), "recorded")


async def test_what_people_change_while_it_is_set_aside_is_no_drift(house: Gatehouse) -> None:
    """Opened again the plan goes on; what the session does then counts."""
    await house.runs()
    await until(lambda: not house.office._watching._running[house.post.session]._whole, "looked")
    await until(lambda: not house.office._watching._running[house.post.session]._looking, "looked")
    await house.passes.close(house.post, ADA)
    (house.work / "src/old.txt").write_text("by a person\n")
    await house.progress.reopen(house.post, ADA)
    (house.work / "src/new.txt").write_text("x\n")
    await until(lambda: "src/new.txt" in house.live().touched, "touched")
    assert house.live().phase is Phase.EXECUTING
    (house.work / "src/old.txt").write_text("by the session\n")
    await _drifts(house, "src/old.txt")


async def test_what_covers_the_scope_is_only_noted(house: Gatehouse) -> None:
    """Also what lies in directories made a moment ago."""
    await house.runs()
    (house.work / "src/other").mkdir()
    (house.work / "src/other/deep.txt").write_text("x\n")
    await until(lambda: "src/other/deep.txt" in house.live().touched, "touched")
    assert house.state is GateState.OPEN


async def test_a_tree_that_cannot_be_compared_is_closed(
    house: Gatehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at once: what fails for a moment is tried again, and nothing is forgotten over that."""
    calls = 0
    changes = house.office.shelf.changes

    async def failing(*arguments: str) -> list[object]:
        nonlocal calls
        calls += 1
        raise LimitReached("no room", "")

    await house.runs()
    await until(lambda: not house.office._watching._running[house.post.session]._whole, "looked")
    monkeypatch.setattr(house.office.shelf, "changes", failing)
    (house.work / "src/stray.txt").write_text("x\n")
    await until(lambda: calls == 1, "tried")
    monkeypatch.setattr(house.office.shelf, "changes", changes)
    await _drifts(house, "src/stray.txt")


async def test_a_budget_that_cannot_be_metered_ends(
    house: Gatehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After some tries."""

    async def failing(*_: str) -> list[object]:
        raise LimitReached("no room", "")

    await house.passes.give(house.post, ADA, "small")
    monkeypatch.setattr(house.office.shelf, "changes", failing)
    (house.work / "top.txt").write_text("x\n")
    await until(lambda: house.state is GateState.CLOSED, "closed")
    assert "cannot be compared" in house.post.gate.reason


async def test_the_budget_is_measured_and_closes(house: Gatehouse) -> None:
    """Over it the session stops, and how much got through is told."""
    await house.passes.give(house.post, ADA, "small")
    for number in range(9):
        (house.work / f"n{number}.txt").write_text("x\n")
    await until(lambda: house.state is GateState.PAUSED, "paused")
    await until(lambda: "gate.budget_reached" in house.kinds(), "told")
    assert house.post.spent


@pytest.mark.parametrize("strength", [Strength.WATCH, Strength.HOOKS])
async def test_a_breach_of_a_weak_gate_is_told(place: Path, strength: Strength) -> None:
    """Nothing keeps it from being made; it is noticed, shown and in the ledger."""
    house = Gatehouse(place, strength=strength)
    post = await house.begin()
    await until(lambda: house.office._watching._running[post.session]._notifier, "watched")
    (house.work / "top.txt").write_text("two\n")
    await until(lambda: post.view(0.0).drift == ("top.txt",), "noticed")
    await until(lambda: "gate.breached" in house.kinds(), "recorded")
    await house.review.claim(post, ("top.txt",), ADA)
    assert post.view(0.0).drift == ()
    await house.end()


@pytest.mark.parametrize("kept", [True, False])
async def test_a_breach_says_whether_it_can_be_undone(
    place: Path, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    """Only with a checkpoint from before; without one nobody is told to rely on it."""
    house = Gatehouse(place, strength=Strength.WATCH)
    if not kept:

        async def full(*_: str, **__: bool) -> Checkpoint:
            raise LimitReached("no room", "")

        monkeypatch.setattr(house.office.shelf, "take", full)
    hints: list[str] = []
    monkeypatch.setattr(house.feed, "notice", lambda *_, hint="", **__: hints.append(hint))
    post = await house.begin()
    await until(lambda: house.office._watching._running[post.session]._notifier, "watched")
    if kept:
        await until(lambda: house.office._baselines._taken.get(post.session), "taken")
    (house.work / "top.txt").write_text("two\n")
    await until(lambda: any("only noticed" in hint for hint in hints), "told")
    assert ("undo restores" in hints[-1]) == kept
    assert bool(post.record.checkpoint) == kept
    await house.end()


async def test_what_cannot_be_watched_is_not_said_to_be(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where watching is all there is, the strength shown is what remains without it."""

    def none_left(*_: object, **__: object) -> Notifier:
        raise LimitReached("no watches are left", "")

    monkeypatch.setattr("plangate.daemon.gate.watching.Notifier", none_left)
    house = Gatehouse(place, strength=Strength.WATCH)
    post = await house.begin()
    await until(lambda: post.view(0.0).strength is Strength.ADVISORY, "said")
    await house.end()


async def test_nothing_is_watched_after_the_end(house: Gatehouse) -> None:
    """Closed while its watch was still being made."""
    await house.runs()
    closing = spawn(house.keeper.change(house.post, Closed(by=ADA)), name="close")
    await asyncio.gather(closing)
    await until(lambda: house.state is GateState.CLOSED, "closed")
    assert house.office._watching._running == {}
