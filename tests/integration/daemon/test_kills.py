"""The kill matrix: kill -9 of daemon, host and keeper; no agent dies, nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import pytest
from tests.support.world import PATIENCE, Shown, Watch, World, until

from plangate.aio import spawn
from plangate.client.api import Connected
from plangate.client.control import Control
from plangate.config import paths
from plangate.daemon.procfs import is_alive
from plangate.errors import Exited, PlangateError, Unavailable
from plangate.model.session import Exit, HostState, Reason, Session, State
from plangate.wire.control import EventAppended

_IDLE = "echo ready; read x; echo after $x; exit 5"
_FLOOD = (
    "i=0; while [ $i -lt 40 ]; do seq 1 20000; i=$((i+1)); done; echo ready; read x; echo after $x; exit 5"
)
_VICTIMS = ["daemon", "host", "keeper"]


def _pid(world: World, victim: str, session: str) -> int:
    if victim == "host":
        return world.host(session).host_pid
    return world.daemon() if victim == "daemon" else world.keeper()


async def _check_ledger(control: Control, watch: Watch) -> None:
    """Every event that a client was told of is in the ledger, unchanged, and numbers have no gap."""
    heard = {update.event.seq: update.event for update in watch.updates if isinstance(update, EventAppended)}
    kept = {event.seq: event for event in await control.events(limit=5000)}
    assert sorted(kept) == list(range(1, len(kept) + 1))
    assert {seq: kept.get(seq) for seq in heard} == heard
    ends = [event.session for event in kept.values() if event.kind == "session.ended"]
    assert len(ends) == len(set(ends))


async def _recorded(watch: Watch, session: Session) -> None:
    """Wait until what was printed is in the recording, which a host writes once a second."""
    printed = (await watch.session(session.id, lambda s: s.last_line == "ready", "ready")).last_output
    files = paths.recording_dir(session.id)
    await until(lambda: max(file.stat().st_mtime for file in files.iterdir()) > printed, "recorded")


async def _attempt_to_show(world: World, control: Control, session: Session) -> None:
    with contextlib.suppress(PlangateError):
        await world.show(control, session.id)


async def _finish(control: Control, watch: Watch, shown: Shown, session: Session) -> None:
    """The program still reads, prints and ends, and everybody gets to know."""
    await shown.sees("ready")
    assert shown.stream is not None
    await shown.until(lambda: shown.stream and shown.stream.connected, "the host")
    await control.send_line(session.id, "all")
    await shown.sees("after all")
    ended = await watch.session(session.id, lambda s: s.exit, "the end")
    assert ended.exit == Exit(5)
    await _check_ledger(control, watch)


@pytest.mark.parametrize("program", [_IDLE, _FLOOD], ids=["idle", "flood"])
@pytest.mark.parametrize("victim", _VICTIMS)
async def test_a_session_survives(world: World, victim: str, program: str) -> None:
    """The same program goes on, its screen is back, its exit code is collected."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sh", "-c", program))
    shown = await world.show(control, session.id)
    await shown.sees("ready" if program == _IDLE else "000")
    agent = world.host(session.id).agent_pid
    if program == _IDLE:
        await _recorded(watch, session)
    world.kill(_pid(world, victim, session.id))
    if victim == "host":
        await shown.until(lambda: shown.lost and shown.stream and shown.stream.connected, "the successor")
        assert world.host(session.id).agent_pid == agent
    if victim == "daemon":
        await watch.until(lambda: watch.count(Connected) == 2, "the new daemon")
    await watch.session(session.id, lambda s: s.host is HostState.ALIVE and s.pid == agent, "adopted")
    assert is_alive(agent, 0)
    await _finish(control, watch, shown, session)


@pytest.mark.parametrize("victim", ["daemon", "keeper"])
async def test_a_kill_while_sessions_start(world: World, victim: str) -> None:
    """Each request ends in one session that runs, or in an error and none."""
    control, watch = await world.control()
    await control.new_session(world.command("sleep", "600"))
    requests = [spawn(_attempt(control, world, str(number)), name=f"start {number}") for number in range(8)]
    await until(lambda: len(list(paths.hosts_dir().glob("*.json"))) >= 3, "some hosts")
    world.kill(_pid(world, victim, ""))
    started = [session for session in await asyncio.gather(*requests) if session is not None]
    listed = {session.id for session in await control.sessions()}
    assert {session.id for session in started} <= listed
    assert len(listed) == len(started) + 1
    for session in started:
        found = await watch.session(session.id, lambda s: s.host is HostState.ALIVE and s.pid, "running")
        assert is_alive(found.pid, 0)
    await control.new_session(world.command("sleep", "600"))
    await _check_ledger(control, watch)


async def test_a_host_killed_while_its_session_starts(world: World) -> None:
    """Whoever asked gets a session that works or hears why not; nobody else notices."""
    control, watch = await world.control()
    other = await control.new_session(world.command("cat"))
    for number in range(6):
        known = _children(world)
        asked = spawn(
            _started(control.new_session(world.command("sh", "-c", "read x; echo after $x"))), name="start"
        )
        await until(lambda k=known: _children(world) - k, "its host")  # type: ignore[misc]
        await asyncio.sleep(number / 500)  # another moment of its start each time
        for pid in _children(world) - known:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        session = await asked
        if isinstance(session, PlangateError):
            assert session.message
            continue
        row = await watch.session(
            session.id, lambda s: s.exit or (s.pid and s.host is HostState.ALIVE), "a row"
        )
        if row.exit is not None:
            assert "died" in row.evidence or row.exit != Exit(), row
            continue
        if await _said(control, session, str(number)):
            await watch.session(session.id, lambda s, n=number: s.last_line == f"after {n}", "it works")  # type: ignore[misc]
        else:
            await watch.session(session.id, lambda s: s.exit is not None and "died" in s.evidence, "why not")
    await control.send_line(other.id, "still here")
    await watch.session(other.id, lambda s: s.last_line == "still here", "the other one")
    assert {s.id for s in await control.sessions()} == set(watch.sessions)
    await _check_ledger(control, watch)


async def _started(asked: Awaitable[Session]) -> Session | PlangateError:
    try:
        return await asked
    except PlangateError as error:
        return error


async def _said(control: Control, session: Session, text: str) -> bool:
    """Type a line as soon as a host answers, the first one or its successor; False when the session has ended."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await control.send_line(session.id, text)
            except Unavailable:
                await asyncio.sleep(0.02)
            except Exited:
                return False
            else:
                return True


def _children(world: World) -> set[int]:
    """The keeper's: hosts, and the programs of hosts that died."""
    keeper = world.keeper()
    return {int(pid) for pid in Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split()}


async def test_a_state_is_as_old_as_it_was_when_the_daemon_is_back(world: World) -> None:
    """Who waited for an hour still has waited for an hour, whatever became of the daemon."""
    control, watch = await world.control()
    blocked = await control.new_session(
        world.command("sh", "-c", r"printf '\033]7501;state=blocked:kind=permission\033\\asks'; read x")
    )
    working = await control.new_session(world.command("sleep", "600"))
    before = [
        await watch.session(blocked.id, lambda s: s.state is State.BLOCKED, "blocked"),
        await watch.session(working.id, lambda s: s.state is State.WORKING, "working"),
    ]
    world.kill(world.daemon())
    await watch.until(lambda: watch.count(Connected) == 2, "the new daemon")
    for old in before:
        now = await watch.session(old.id, lambda s: s.host is HostState.ALIVE, "adopted")
        assert (now.state, now.reason, now.since) == (old.state, old.reason, old.since)


async def _attempt(control: Control, world: World, name: str) -> Session | None:
    try:
        return await control.new_session(world.command("sleep", "600", name=name))
    except PlangateError:
        return None


@pytest.mark.parametrize("victim", _VICTIMS)
async def test_a_kill_while_somebody_attaches(world: World, victim: str) -> None:
    """The attempt succeeds or fails with a clear error, and the next one succeeds."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sh", "-c", _IDLE))
    await watch.session(session.id, lambda s: s.last_line == "ready", "ready")
    await _recorded(watch, session)
    attempt = spawn(_attempt_to_show(world, control, session), name="attach")
    await asyncio.sleep(0)
    world.kill(_pid(world, victim, session.id))
    await attempt
    await watch.session(session.id, lambda s: s.host is HostState.ALIVE, "found")
    shown = await _attached(world, control, session)
    await _finish(control, watch, shown, session)


async def _attached(world: World, control: Control, session: Session) -> Shown:
    """A host that is just being replaced may turn the first attempts away."""
    for _ in range(100):
        try:
            return await world.show(control, session.id)
        except PlangateError:
            await asyncio.sleep(0.05)
    raise AssertionError("nobody can attach any more")


async def test_an_end_nobody_saw_is_recorded_once(world: World) -> None:
    """A program ends while no daemon runs; the next daemon collects its exit code."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sh", "-c", "read x; exit 9"))
    shown = await world.show(control, session.id)
    assert shown.stream is not None
    world.kill(world.daemon())
    shown.stream.send_text("\r")
    await shown.until(lambda: shown.exit, "the end, from the host")
    ended = await watch.session(session.id, lambda s: s.exit, "the end, from the new daemon")
    assert (ended.exit, ended.state) == (Exit(9), State.FAILED)
    for _ in range(2):
        world.kill(world.daemon())
        assert (await control.sessions())[0].exit == Exit(9)
    await _check_ledger(control, watch)


async def test_without_keeper_and_host_the_exit_is_unknown(world: World) -> None:
    """Nobody is left who could have seen it; everybody else goes on."""
    control, watch = await world.control()
    lost = await control.new_session(world.command("sleep", "600"))
    kept = await control.new_session(world.command("sh", "-c", _IDLE))
    shown = await world.show(control, kept.id)
    await shown.sees("ready")
    host = world.host(lost.id).host_pid
    os.kill(world.keeper(), signal.SIGSTOP)  # so that it cannot replace the host before it dies, too
    world.kill(host)
    world.kill(world.keeper())
    ended = await watch.session(lost.id, lambda s: s.exit, "given up")
    assert (str(ended.exit), ended.state) == ("exit unknown", State.STOPPED)
    assert ended.evidence == "interrupted: its host and keeper died"
    await _finish(control, watch, shown, kept)


async def test_all_three_at_once(world: World) -> None:
    """Daemon, keeper and one of two hosts: the other host's program lives."""
    control, watch = await world.control()
    kept = await control.new_session(world.command("sh", "-c", _IDLE))
    lost = await control.new_session(world.command("sleep", "600"))
    shown = await world.show(control, kept.id)
    await shown.sees("ready")
    victims = [world.daemon(), world.keeper(), world.host(lost.id).host_pid]
    for pid in victims:
        os.kill(pid, signal.SIGSTOP)
    for pid in victims:
        world.kill(pid)
    await watch.session(lost.id, lambda s: s.exit == Exit(), "given up")
    await watch.session(kept.id, lambda s: s.host is HostState.ALIVE, "adopted")
    await _finish(control, watch, shown, kept)


async def test_many_hosts_are_adopted(world: World) -> None:
    """All of them, with their names and ages."""
    control, watch = await world.control()
    before = [await control.new_session(world.command("sleep", "600", name=f"n{n}")) for n in range(10)]
    world.kill(world.daemon())
    await watch.until(lambda: watch.count(Connected) == 2, "the new daemon")
    for session in before:
        await watch.session(session.id, lambda s: s.host is HostState.ALIVE and s.pid, "adopted")
    after = await control.sessions()
    assert [(s.id, s.name, s.created) for s in after] == [(s.id, s.name, s.created) for s in before]


_DASHBOARD = """
import asyncio, sys
from plangate.client.control import Control
from plangate.client.greeting import identify

class Listener:
    def frame_arrived(self, *a): pass
    def session_ended(self, *a): pass
    def stream_lost(self, *a): pass
    def focus_changed(self, focus, mine):
        if mine:
            print("mine", flush=True)

async def main():
    control = Control(identify("dashboard", "doomed"))
    await control.start(lambda update: None)
    stream = await control.attach(sys.argv[1], Listener())
    stream.take_focus()
    await asyncio.sleep(600)

asyncio.run(main())
"""


@contextlib.asynccontextmanager
async def _doomed(session: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _DASHBOARD, session, stdout=subprocess.PIPE
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def test_a_killed_dashboard_leaves_the_focus_free(world: World) -> None:
    """The session goes on, and somebody else can type at once."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sh", "-c", _IDLE))
    shown = await world.show(control, session.id)
    async with _doomed(session.id) as dashboard:
        assert dashboard.stdout is not None
        assert await dashboard.stdout.readline() == b"mine\n"
        await watch.session(session.id, lambda s: s.focus.name == "doomed", "the focus is theirs")
        dashboard.kill()
        await watch.session(session.id, lambda s: not s.focus.holder, "the focus is free")
    await _finish(control, watch, shown, session)


async def test_a_reboot_is_no_failure(world: World) -> None:
    """Records of another boot are listed as stopped, and say why."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sleep", "600"))
    await watch.session(session.id, lambda s: s.pid, "running")
    victims = (world.daemon(), world.keeper(), world.host(session.id).host_pid)
    await control.close()  # it would start a new daemon before the record is changed
    for pid in victims:
        os.kill(pid, signal.SIGSTOP)
    for pid in victims:
        world.kill(pid)
    record = paths.session_record(session.id)
    record.write_text(record.read_text().replace('"boot": "', '"boot": "other'))
    after, watch = await world.control()
    ended = await watch.session(session.id, lambda s: s.exit, "listed")
    assert (ended.state, ended.evidence) == (State.STOPPED, "interrupted: the machine was restarted")
    assert ended.host is HostState.GONE
    assert await after.sessions()


async def test_a_status_reported_while_no_daemon_ran(world: World) -> None:
    """The host remembers what its program said last, and tells the next daemon."""
    control, watch = await world.control()
    report = r"printf '\033]7501;blocked:kind=permission\033\\'; echo asked"
    session = await control.new_session(world.command("sh", "-c", f"read x; {report}; read y"))
    shown = await world.show(control, session.id)
    assert shown.stream is not None
    world.kill(world.daemon())
    shown.stream.send_text("\r")
    await shown.sees("asked")
    found = await watch.session(session.id, lambda s: s.state is State.BLOCKED, "blocked")
    assert found.reason is Reason.PERMISSION
