"""Prompts that wait for their moment, sent to real sessions."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.gated import Gated
from tests.support.world import World, until

from plangate.client import jobs as calls
from plangate.client.api import Connected
from plangate.errors import Exited, NotFound, Refused, UsageError
from plangate.model.jobs import JobState
from plangate.model.queue import Queued, QueueState
from plangate.model.session import NewSession, State


async def _sent(gated: Gated, item: str) -> Queued:
    """Wait until it is sent."""
    await gated.watch.until(
        lambda: any(e.kind == "queue.sent" and e.data["item"] == item for e in gated.watch.events()), "sent"
    )
    (found,) = [each for each in await gated.control.ask(calls.queue(gated.id)) if each.id == item]
    assert found.state is QueueState.SENT
    return found


async def test_a_prompt_waits_until_the_agent_is_idle(world: World) -> None:
    """Not while it works, not while it asks a person something; the second one waits for the end of the first."""
    gated = await Gated.begin(world)
    await gated.does("prompt one", "told:")
    for key, text in [("a1", "prompt two"), ("b2", "say three")]:
        await gated.control.ask(calls.enqueue(key, gated.id, text, "idle"))
    view = await gated.watch.session(gated.id, lambda s: len(s.queued) == 2, "two wait")
    assert [item.id for item in view.queued] == ["a1", "b2"]
    plan = await gated.present()
    await gated.watch.session(gated.id, lambda s: s.queued[0].why.startswith("the session asks"), "told why")
    await gated.approve(plan)
    await gated.sees("approved")
    await gated.watch.session(gated.id, lambda s: s.queued[0].why == "the agent works", "told why")
    await gated.type("end 0")
    await _sent(gated, "a1")
    await gated.watch.session(gated.id, lambda s: s.last_line.startswith("[4] told:"), "the first prompt")
    await gated.watch.session(
        gated.id, lambda s: s.state is State.WORKING and [q.id for q in s.queued] == ["b2"], "one waits"
    )
    gated._typed = 4
    await gated.type("end 0")
    await _sent(gated, "b2")
    await gated.watch.session(gated.id, lambda s: s.last_line == "[6] three", "the second prompt")
    await gated.watch.session(gated.id, lambda s: not s.queued, "none waits")


async def test_a_person_who_types_is_not_interrupted(world: World) -> None:
    """The prompt waits until the keyboard is free, and says whose it is."""
    control, watch = await world.control()
    session = await control.new_session(world.command("cat"))
    shown = await world.show(control, session.id)
    assert shown.stream is not None
    shown.stream.take_focus()
    await watch.session(session.id, lambda s: s.focus.name == "test", "the focus")
    await control.ask(calls.enqueue("a1", session.id, "queued line", "now"))
    await watch.session(
        session.id, lambda s: s.queued and s.queued[0].why == "test has the keyboard", "waits"
    )
    assert "queued line" not in shown.text()
    shown.stream.release_focus()
    await shown.sees("queued line")


async def test_nothing_is_lost_or_doubled_whenever_the_daemon_dies(world: World) -> None:
    """Killed again and again while it sends: every line arrives once, in order."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sh", "-c", "cat > typed"))
    await control.send_line(session.id, "begin")
    typed = world.work / "typed"
    await until(lambda: typed.exists() and typed.read_text() == "begin\n", "it reads")
    for number in range(24):
        await control.ask(calls.enqueue(f"k{number:02}", session.id, f"line {number}", "now"))
        if number % 4 == 0:
            before = watch.count(Connected)
            world.kill(world.daemon())
            await watch.until(lambda before=before: watch.count(Connected) > before, "a new daemon")  # type: ignore[misc]
    wanted = ["begin", *(f"line {number}" for number in range(24))]
    await until(lambda: len(typed.read_text().splitlines()) >= len(wanted), "all lines")
    for _ in range(2):
        before = watch.count(Connected)
        world.kill(world.daemon())
        await watch.until(lambda before=before: watch.count(Connected) > before, "a new daemon")  # type: ignore[misc]
    await watch.session(session.id, lambda s: not s.queued, "none waits")
    assert typed.read_text().splitlines() == wanted
    states = {item.id: item.state for item in await control.ask(calls.queue(session.id))}
    assert set(states.values()) == {QueueState.SENT}
    assert len(states) == 24


async def test_a_prompt_waits_for_the_end_of_a_job(world: World) -> None:
    """By the command line; the condition must name a job there is."""
    control, watch = await world.control()
    env = {"PS1": "ready$ "}
    new = NewSession(agent="shell", cwd=str(world.work), argv=("--norc", "--noprofile"), env=env)
    session = await control.new_session(new)
    await watch.session(session.id, lambda s: "ready$" in s.last_line, "a prompt")
    with pytest.raises(NotFound):
        await control.ask(calls.enqueue("a1", session.id, "x", "job:1-ends"))
    await control.send_line(session.id, "sleep 4321 &")
    await watch.until(lambda: "job.began" in watch.kinds(), "the job")
    (job,) = await control.ask(calls.jobs(session.id))
    said = await asyncio.to_thread(
        _plangate, "queue", "add", session.id, "touch after", "--when", f"job:{job.id}-ends", "--json"
    )
    (item,) = json.loads(said)["queue"]
    assert (item["when"], item["state"]) == ("job:1-ends", "waiting")
    await watch.session(session.id, lambda s: s.queued and s.queued[0].why == "job 1 runs", "waits")
    assert not (world.work / "after").exists()
    os.kill(job.pid, signal.SIGTERM)
    await until((world.work / "after").exists, "it is sent")
    (ended,) = await control.ask(calls.jobs(session.id))
    assert ended.state is JobState.ENDED


async def test_what_waits_can_be_changed_and_taken_back(world: World) -> None:
    """And is cancelled with its session; an ended one takes none."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sh", "-c", "while :; do sleep 1; echo; done"))
    for key in ("a1", "b2"):
        await control.ask(calls.enqueue(key, session.id, "one", "idle"))
    again = await control.ask(calls.enqueue("a1", session.id, "another", "idle"))
    assert again.text == "one"
    changed = await control.ask(calls.change("a1", text="two"))
    assert (changed.text, str(changed.when)) == ("two", "idle")
    assert (await control.ask(calls.cancel("a1"))).state is QueueState.CANCELLED
    with pytest.raises(Refused):
        await control.ask(calls.cancel("a1"))
    with pytest.raises(UsageError):
        await control.ask(calls.enqueue("c3", session.id, "x", "tomorrow"))
    await control.stop_session(session.id)
    await watch.until(lambda: watch.kinds().count("queue.cancelled") == 2, "the other is cancelled")
    (_, other) = await control.ask(calls.queue(session.id))
    assert (other.state, other.why) == (QueueState.CANCELLED, "the session ended")
    with pytest.raises(Exited):
        await control.ask(calls.enqueue("d4", session.id, "x", "now"))
    kinds = [kind for kind in watch.kinds() if kind.startswith("queue.")]
    assert kinds == ["queue.added", "queue.added", "queue.edited", "queue.cancelled", "queue.cancelled"]


def _plangate(*words: str) -> str:
    command = [sys.executable, "-m", "plangate", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path("/")).stdout
