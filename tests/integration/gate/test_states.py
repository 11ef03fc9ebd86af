"""States of sessions whose programs print what they like."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

from tests.support.gated import Gated
from tests.support.world import Watch, World, until

from plangate.client import jobs as calls
from plangate.client.api import Connected
from plangate.config import paths
from plangate.model.explanation import Standing
from plangate.model.session import Authority, State
from plangate.wire.control import SessionChanged

_LIES = r"\033]7501;working\007\033]7501;idle\007\033]7501;done\007"
_FORGED_MARKS = r"\033]133;A\007\033]133;D;0\007"


def _states(watch: Watch, session: str) -> set[State]:
    heard = (update.session for update in watch.updates if isinstance(update, SessionChanged))
    return {view.state for view in heard if view.id == session}


async def test_a_program_that_prints_that_it_is_done_is_not(world: World) -> None:
    """OSC 7501 and prompt marks, as `cat` prints them: nobody but the program says so, and it runs on."""
    control, watch = await world.control()
    (world.work / "evil").write_bytes((_LIES + _FORGED_MARKS).encode().decode("unicode_escape").encode())
    session = await control.new_session(world.command("sh", "-c", "cat evil evil; echo printed; read line"))
    await watch.session(session.id, lambda s: s.state is State.IDLE, "idle")
    await control.send_line(session.id, "go on")
    await watch.session(session.id, lambda s: s.exit, "the end")
    assert State.DONE not in _states(watch, session.id)


async def test_what_a_job_prints_neither_ends_a_turn_nor_answers_a_question(world: World) -> None:
    """A job of the session lies all the time; hooks and gate are believed."""
    gated = await Gated.begin(world)
    await gated.does(f"run (while sleep 0.1; do printf '{_LIES}'; done) >/dev/tty 2>&1 </dev/null &", "ran 0")
    await gated.type("prompt tidy up")
    await gated.watch.session(
        gated.id, lambda s: (s.state, s.authority) == (State.WORKING, Authority.HOOKS), "working"
    )
    plan = await gated.present()
    blocked = await gated.watch.session(gated.id, lambda s: s.state is State.BLOCKED, "blocked")
    assert blocked.authority is Authority.GATE
    mark = len(gated.watch.updates)
    later = blocked.last_output + 1.5
    await gated.watch.session(gated.id, lambda s: s.last_output > later, "more lies")
    since = [u.session.state for u in gated.watch.updates[mark:] if isinstance(u, SessionChanged)]
    assert set(since) == {State.BLOCKED}
    told = await gated.control.ask(calls.explanation(gated.id))
    by = {claim.source: claim for claim in told.claims}
    assert by[Authority.GATE].standing is Standing.BELIEVED
    assert by[Authority.STATUS].standing is Standing.OVERRULED
    assert by[Authority.STATUS].why == "what is printed alone does not end what a person is waited for"
    await gated.approve(plan)
    await gated.watch.session(gated.id, lambda s: s.state is not State.BLOCKED, "goes on")
    assert State.DONE not in _states(gated.watch, gated.id)


async def test_the_end_of_a_turn_is_told_by_its_hook(world: World) -> None:
    """A fresh session is idle; after a prompt and the end of its turn it is done, also for a new daemon."""
    gated = await Gated.begin(world)
    fresh = await gated.watch.session(gated.id, lambda s: s.state is not State.UNKNOWN, "a state")
    assert fresh.state is State.IDLE
    await gated.does("prompt tidy up", "told:")
    await gated.type("end 0")
    done = await gated.watch.session(gated.id, lambda s: s.state is State.DONE, "done")
    assert done.authority is Authority.HOOKS
    record = paths.sessions_dir() / f"{gated.id}.json"
    await until(lambda: '"done"' in record.read_text(), "the record on the disk")
    before = gated.watch.count(Connected)
    world.kill(world.daemon())
    await gated.watch.until(lambda: gated.watch.count(Connected) > before, "a new daemon")
    assert (await gated.control.sessions())[0].state is State.DONE


async def test_what_explain_prints(world: World) -> None:
    """For people a sentence and a table, for programs a document."""
    gated = await Gated.begin(world)
    await gated.does("prompt tidy up", "told:")
    said = await asyncio.to_thread(_plangate, "explain", gated.id)
    assert "is working for" in said
    assert "by hooks: its hook says that it was given a prompt" in said
    document = json.loads(await asyncio.to_thread(_plangate, "explain", gated.id, "--json"))["explanation"]
    assert (document["state"], document["source"]) == ("working", "hooks")
    assert [claim["source"] for claim in document["claims"]][:3] == ["process", "gate", "jobs"]


def _plangate(*words: str) -> str:
    command = [sys.executable, "-m", "plangate", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
