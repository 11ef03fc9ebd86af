"""Undo with a real daemon, real sessions and the gate at the kernel."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path

import pytest
from tests.support.gated import Gated, git
from tests.support.odd_trees import make_everything, picture, spoil
from tests.support.world import Watch, World, until

from plangate.client import gate, undo
from plangate.client.api import Connected
from plangate.daemon.procfs import stat
from plangate.errors import PlangateError, Refused
from plangate.model.checkpoints import Ending
from plangate.model.gate import GateState
from plangate.model.plan import Phase
from plangate.wire.control import EventAppended


def _heard(watch: Watch, kind: str) -> bool:
    return kind in watch.kinds()


def _event(gated: Gated, kind: str) -> dict[str, object]:
    return next(
        update.event.data
        for update in gated.watch.updates
        if isinstance(update, EventAppended) and update.event.kind == kind
    )


async def test_a_directory_without_a_session(world: World) -> None:
    """Checkpoint, spoil, preview, undo, undo the undo: byte for byte."""
    control, watch = await world.control()
    make_everything(world.work)
    taken = await control.ask(undo.create(workspace=str(world.work), reason="by hand"))
    wanted = picture(world.work)
    spoil(world.work)
    spoilt = picture(world.work)
    preview = await control.ask(undo.preview(taken.id))
    told = {change.path: change for change in preview.changes}
    assert (told["plain"].what, told["plain"].added, told["plain"].removed) == ("modified", 2, 1)
    assert told["new\\x0aline"].what == "kind"
    assert preview.checkpoint.changed == sum(not change.directory for change in preview.changes)
    done = await control.ask(undo.undo(taken.id))
    assert (done.ending, done.left) == (Ending.DONE, ())
    assert picture(world.work) == wanted
    listed = await control.ask(undo.checkpoints(workspace=str(world.work), compare=True))
    assert [one.id for one in listed] == [done.before, taken.id]
    assert listed[1].changed == 0
    back = await control.ask(undo.undo(done.before))
    assert back.ending is Ending.DONE
    assert picture(world.work) == spoilt
    assert await control.ask(undo.drop(taken.id)) == f"dropped {taken.id}"
    for kind in ("checkpoint.taken", "undo.began", "undo.done", "checkpoint.dropped"):
        await watch.until(partial(_heard, watch, kind), kind)


async def test_an_approved_plan_is_undone(world: World) -> None:
    """Its work goes, its gate closes, it is undone; the agent is stopped meanwhile and goes on after."""
    gated = await Gated.begin(world)
    before = picture(world.work)
    plan = await gated.present()
    await gated.approve(plan)
    await gated.does("force src/new.txt two", "wrote src/new.txt")
    (checkpoint,) = await gated.control.ask(undo.checkpoints(session=gated.id))
    done = await gated.control.ask(undo.undo(session=gated.id, pause=True))
    assert (done.ending, done.checkpoint.id) == (Ending.DONE, checkpoint.id)
    assert {path for path in picture(world.work) if not path.startswith(b".plangate")} == {
        path for path in before if not path.startswith(b".plangate")
    }
    view = await gated.state(GateState.CLOSED)
    assert view.phase == Phase.UNDONE.value
    await gated.does("force src/new.txt three", "failed src/new.txt")
    await gated.event("undo.done")
    data = _event(gated, "undo.done")
    assert "src/new.txt" in data["paths"]  # type: ignore[operator]
    assert data["whole"] is True
    assert gated.watch.sessions[gated.id].undoing == ""


async def test_one_file_only(world: World) -> None:
    """The plan goes on with the others."""
    (world.work / "src" / "other").mkdir()
    gated = await Gated.begin(world)
    await gated.approve(await gated.present())
    await gated.does("force src/new.txt two", "wrote src/new.txt")
    await gated.does("force src/other/more.txt mine", "wrote src/other/more.txt")
    done = await gated.control.ask(undo.undo(session=gated.id, paths=("src/new.txt",), pause=True))
    assert (done.ending, done.files) == (Ending.DONE, 1)
    assert not (world.work / "src" / "new.txt").exists()
    assert (world.work / "src" / "other" / "more.txt").read_text().strip() == "mine"
    await gated.state(GateState.OPEN)
    await gated.does("force src/new.txt again", "wrote src/new.txt")


async def test_a_program_that_writes_is_not_run_over(world: World) -> None:
    """It is named; on request it is stopped for as long as it takes."""
    control, watch = await world.control()
    taken = await control.ask(undo.create(workspace=str(world.work)))
    script = "exec 3>>held.txt; echo one >&3; echo ready; read x; echo two >&3; echo said; read x"
    session = await control.new_session(world.command("sh", "-c", script))
    await watch.session(session.id, lambda s: s.last_line == "ready", "ready")
    with pytest.raises(Refused, match=r"held\.txt open for writing"):
        await control.ask(undo.undo(taken.id))
    preview = await control.ask(undo.preview(taken.id))
    assert "held.txt" in preview.writers[0]
    done = await control.ask(undo.undo(taken.id, pause=True))
    assert done.ending is Ending.DONE
    assert not (world.work / "held.txt").exists()
    await control.send_line(session.id, "")
    await watch.session(session.id, lambda s: s.last_line == "said", "it goes on")


async def test_who_was_stopped_before_stays_stopped(world: World) -> None:
    """A paused session is not woken by an undo."""
    gated = await Gated.begin(world)
    await gated.control.ask(gate.open_budget(gated.id))
    await gated.does("force top.txt two", "wrote top.txt")
    await gated.control.ask(gate.pause(gated.id))
    pid = gated.watch.sessions[gated.id].pid
    done = await gated.control.ask(undo.undo(session=gated.id, pause=True))
    assert done.ending is Ending.DONE
    assert git(world.work, "diff", "--stat") == ""
    assert stat(pid).state == "T"  # type: ignore[union-attr]
    assert (await gated.control.ask(gate.gate(gated.id))).state is GateState.PAUSED


async def test_what_runs_in_a_session_cannot_undo(world: World) -> None:
    """Nor a checkpoint that nobody has, nor one of another directory."""
    gated = await Gated.begin(world)
    with pytest.raises(PlangateError, match="no checkpoint"):
        await gated.control.ask(undo.undo(session=gated.id))
    other = world.root / "other"
    other.mkdir()
    taken = await gated.control.ask(undo.create(workspace=str(other)))
    with pytest.raises(PlangateError, match="not of this session"):
        await gated.control.ask(undo.undo(taken.id, session=gated.id))


@pytest.mark.parametrize("entries", [0, 3, 60, 400])
async def test_a_daemon_killed_in_the_middle(world: World, entries: int) -> None:
    """The next one completes it or rolls it back, and says which; until then the session is stopped."""
    many = world.work / "many"
    many.mkdir()
    for number in range(500):
        (many / f"{number:03d}").write_text(f"{number}\n")
    gated = await Gated.begin(world)
    taken = await gated.control.ask(undo.create(session=gated.id))
    wanted = picture(world.work)
    for path in many.iterdir():
        path.write_text("spoilt\n")
    spoilt = picture(world.work)
    daemon = world.daemon()
    asked = asyncio.ensure_future(gated.control.ask(undo.undo(taken.id, pause=True)))
    journals = Path(os.environ["XDG_STATE_HOME"]) / "plangate" / "checkpoints" / "undo"

    def steps() -> int:
        files = list(journals.glob("*.steps"))
        return sum(len(path.read_bytes().splitlines()) for path in files if path.exists())

    await until(
        lambda: (steps() if entries else len(list(journals.glob("*.json")))) >= entries + 1 or asked.done(),
        "begun",
    )
    world.kill(daemon)
    await asyncio.gather(asked, return_exceptions=True)
    await gated.watch.until(lambda: gated.watch.count(Connected) == 2, "a new daemon")
    events = await gated.control.events(session=gated.id, newest=True)
    ended = [event for event in events if event.kind in ("undo.done", "undo.rolled_back")]
    assert ended
    assert picture(world.work) == (wanted if ended[-1].kind == "undo.done" else spoilt)
    session = next(one for one in await gated.control.sessions() if one.id == gated.id)
    assert session.undoing == ""
    assert not list(journals.glob("*.json"))
    await gated.does("force top.txt x", "failed top.txt")


async def test_a_daemon_killed_while_a_gate_is_restored(world: World) -> None:
    """The next one completes it or rolls it back, and says which; the gate is closed."""
    many = world.work / "many"
    many.mkdir()
    for number in range(500):
        (many / f"{number:03d}").write_text(f"{number}\n")
    gated = await Gated.begin(world)
    await gated.control.ask(gate.break_glass(gated.id, "many files", 5))
    wanted = picture(world.work)
    await gated.does('sh for f in many/*; do echo spoilt > "$f"; done', "ran 0")
    spoilt = picture(world.work)
    daemon = world.daemon()
    asked = asyncio.ensure_future(gated.control.ask(gate.restore(gated.id)))
    journals = Path(os.environ["XDG_STATE_HOME"]) / "plangate" / "checkpoints" / "undo"
    await until(lambda: list(journals.glob("*.steps")) or asked.done(), "begun")
    world.kill(daemon)
    await asyncio.gather(asked, return_exceptions=True)
    await gated.watch.until(lambda: gated.watch.count(Connected) == 2, "a new daemon")
    events = await gated.control.events(session=gated.id, newest=True)
    ended = [event for event in events if event.kind in ("undo.done", "undo.rolled_back")][-1]
    assert picture(world.work) == (wanted if ended.kind == "undo.done" else spoilt)
    restored = [event.data["undo"] for event in events if event.kind == "gate.restored"]
    assert restored == ([ended.data["undo"]] if ended.kind == "undo.done" else [])
    assert not list(journals.glob("*.json"))
    await gated.state(GateState.CLOSED)
    await gated.does("force top.txt x", "failed top.txt")


async def test_the_record_of_a_plan_survives_an_undo(world: World) -> None:
    """It is evidence; the work that it covers goes."""
    gated = await Gated.begin(world)
    plan = await gated.present()
    await gated.approve(plan)
    await gated.does("force src/new.txt two", "wrote src/new.txt")
    record = world.work / ".plangate" / "records" / f"{plan.summary.id}.json"
    await until(record.exists, "the record")
    done = await gated.control.ask(undo.undo(session=gated.id, pause=True))
    assert (done.ending, done.left) == (Ending.DONE, ())
    assert not (world.work / "src" / "new.txt").exists()
    assert record.exists()
    preview = await gated.control.ask(undo.preview(done.checkpoint.id))
    assert preview.changes == ()
