"""Background jobs of real sessions: however they were started, as long as they live, and how they end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.support.gated import Gated
from tests.support.world import Watch, World, until

from plangate.client import jobs as calls
from plangate.client.api import Connected
from plangate.client.control import Control
from plangate.model.jobs import Job, JobState
from plangate.model.session import Authority, NewSession, State

_DOUBLE = """
import os, sys, time
if os.fork():
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
os.execvp("sleep", ["sleep", "4321"])
"""


async def _jobs(control: Control, what: Callable[[list[Job]], object], reason: str) -> list[Job]:
    """Wait until the jobs are as wanted; no event tells of their processor time."""
    found: list[Job] = []

    async def look() -> bool:
        nonlocal found
        found = await control.ask(calls.jobs())
        return bool(what(found))

    async with asyncio.timeout(60):
        while not await look():  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.1)
    assert found, reason
    return found


def _named(jobs: list[Job], word: str) -> Job:
    (found,) = (job for job in jobs if word in job.command)
    return found


async def _shell(world: World) -> tuple[Control, Watch, str]:
    control, watch = await world.control()
    env = {"PS1": "ready$ "}
    new = NewSession(agent="shell", cwd=str(world.work), argv=("--norc", "--noprofile"), env=env)
    session = str((await control.new_session(new)).id)
    await watch.session(session, lambda s: "ready$" in s.last_line, "a prompt")
    return control, watch, session


async def test_jobs_are_found_however_they_were_started(world: World) -> None:
    """With &, nohup, setsid and a double fork, in a shell that nothing confines; with state, age and last line."""
    control, watch, session = await _shell(world)
    (world.work / "double.py").write_text(_DOUBLE)
    log = world.work / "log"
    for line in (
        "sleep 1111 &",
        "nohup sh -c 'printf \"one\\n\\033[1m82 %% done\\033[0m\\n\"; sleep 2222; true' > log 2>&1 &",
        "setsid sleep 3333 &",
        f"{sys.executable} double.py",
    ):
        await control.send_line(session, line)  # type: ignore[arg-type]
    words = ("1111", "2222", "3333", "4321")
    jobs = await _jobs(
        control, lambda all: all and {w for w in words for j in all if w in j.command} == set(words), "four"
    )
    assert all(job.session == session and job.state is JobState.RUNNING for job in jobs)
    assert [_named(jobs, word).detached for word in words] == [False, False, True, True]
    nohup = _named(await _jobs(control, lambda all: any(job.last_line for job in all), "a last line"), "2222")
    assert (nohup.last_line, nohup.output) == ("82 % done", str(log))
    view = await watch.session(session, lambda s: s.jobs == 4 and s.authority is Authority.JOBS, "the count")
    assert view.state is State.WORKING
    os.kill(_named(jobs, "3333").pid, signal.SIGSTOP)
    await _jobs(control, lambda all: _named(all, "3333").state is JobState.STOPPED, "stopped")
    for word in words:
        os.killpg(os.getpgid(_named(jobs, word).pid), signal.SIGKILL)
    await watch.session(session, lambda s: s.jobs == 0, "none")
    assert watch.kinds().count("job.began") == watch.kinds().count("job.ended") == 4


async def test_a_job_outlives_a_daemon_and_its_exit_code_is_told(world: World) -> None:
    """A daemon that is killed loses none, counts none twice; how one ends is known where the kernel says so."""
    control, watch, session = await _shell(world)
    await control.send_line(session, f"sh -c 'while [ ! -e {world.work}/go ]; do sleep 0.1; done; exit 7' &")  # type: ignore[arg-type]
    (job,) = await _jobs(control, lambda all: len(all) == 1, "one")
    await until((Path(os.environ["XDG_STATE_HOME"]) / "plangate" / "jobs.json").exists, "the file")
    before = watch.count(Connected)
    world.kill(world.daemon())
    await watch.until(lambda: watch.count(Connected) > before, "a new daemon")
    (again,) = await _jobs(control, bool, "still there")
    assert (again.id, again.pid, again.state) == (job.id, job.pid, JobState.RUNNING)
    (world.work / "go").touch()
    (ended,) = await _jobs(control, lambda all: all[0].state is JobState.ENDED, "ended")
    assert ended.exit in (7, None)
    assert ended.exit == 7 or tuple(map(int, os.uname().release.split(".")[:2])) < (6, 15)
    await watch.until(lambda: "job.ended" in watch.kinds(), "the event")
    assert watch.kinds().count("job.began") == 1


async def test_a_job_of_a_confined_agent_keeps_it_from_being_done(world: World) -> None:
    """Also one that lost its parents in the sandbox."""
    gated = await Gated.begin(world)
    await gated.does("prompt scrape", "told:")
    await gated.does("run setsid nohup sh -c 'sleep 2222; true' >/tmp/out 2>&1 &", "ran 0")
    await gated.type("end 0")
    session = await gated.watch.session(gated.id, lambda s: s.authority is Authority.JOBS, "not done")
    assert session.state is State.WORKING
    (job,) = await _jobs(gated.control, lambda all: len(all) == 1, "one job")
    assert "2222" in job.command
    said = json.loads(await asyncio.to_thread(_plangate, "jobs", gated.id, "--json"))["jobs"]
    assert [each["pid"] for each in said] == [job.pid]
    os.killpg(os.getpgid(job.pid), signal.SIGKILL)
    done = await gated.watch.session(gated.id, lambda s: s.state is State.DONE, "done")
    assert done.authority is Authority.HOOKS


def _plangate(*words: str) -> str:
    command = [sys.executable, "-m", "plangate", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
