"""Processes that are killed without warning: what a session loses (nothing) and who takes over."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.integration.host.support import PATIENCE, HostClient, World, alive, until

from plangate.config import paths
from plangate.errors import PlangateError
from plangate.host.playback import records
from plangate.host.segments import Kind
from plangate.model.client import Role
from plangate.model.session import Exit
from plangate.wire import spawn, stream
from plangate.wire.greeting import product
from plangate.wire.messages import Failure
from plangate.wire.spawn import HostDied, KeeperStatus, StatusQuery

_COUNTER = 'i=0; while read line; do i=$((i+1)); echo "$i: $line"; done; exit 42'


def _kill_host(world: World, session: str) -> int:
    """Kill the host and wait for another one; returns its pid."""
    before = world.description(session).host_pid
    os.kill(before, signal.SIGKILL)
    until(lambda: not alive(before), "the host to die")
    until(lambda: world.description(session).host_pid != before, "a successor")
    return world.description(session).host_pid


def _recorded(world: World, session: str, text: bytes) -> None:
    """Wait until the recording on disk holds a text."""
    directory = paths.recording_dir(session)
    until(
        lambda: any(text in record.payload for record in records(directory) if record.kind == Kind.OUTPUT),
        "the recording to be flushed",
    )


def _all_text(client: HostClient) -> list[str]:
    """History and screen as text."""
    client.send(stream.AskHistory(99, 0, client.mirror.top))
    history = client.answer(stream.HistoryRows)
    return [client.mirror.tables.plain(row).rstrip() for row in history.rows] + client.lines()


def test_a_host_killed_at_idle_is_replaced_with_screen_and_history(kept: World) -> None:
    """The program notices nothing, everything it wrote is there, and its exit code is collected."""
    session = kept.spawn("/bin/sh", "-c", f"seq 1 200; {_COUNTER}", record=True)
    client = kept.connect(session.session)
    client.attach()
    client.enter("before\r")
    client.wait_text("1: before")
    _recorded(kept, session.session, b"1: before")
    keeper = kept.keeper()
    successor = _kill_host(kept, session.session)
    assert alive(session.agent_pid)
    died = keeper.receive(PATIENCE)
    assert died == HostDied(session.session, successor)
    back = kept.reconnect(session.session)
    back.attach()
    text = _all_text(back)
    assert [line for line in text if line.isdigit()] == [str(number) for number in range(1, 201)]
    assert "1: before" in text
    back.enter("after\r")
    back.wait_text("2: after")
    back.enter("\x04")
    back.wait(lambda: back.exit)
    assert back.exit == Exit(code=42)


def test_a_host_killed_again_and_again(kept: World) -> None:
    """Three times in a row; the session goes on."""
    session = kept.spawn("/bin/sh", "-c", _COUNTER, record=True)
    for number in range(1, 4):
        client = kept.reconnect(session.session)
        client.attach()
        client.enter(f"round{number}\r")
        client.wait_text(f"{number}: round{number}")
        _recorded(kept, session.session, f"{number}: round".encode())
        client.close()
        _kill_host(kept, session.session)
    client = kept.reconnect(session.session)
    client.attach()
    assert [line for line in client.lines() if line.startswith("3: ")] == ["3: round3"]
    assert alive(session.agent_pid)


def test_a_host_killed_under_flood(kept: World) -> None:
    """The program goes on writing to the successor; the recording tells of a gap."""
    session = kept.spawn("/bin/sh", "-c", "i=0; while :; do i=$((i+1)); echo line $i; done", record=True)
    client = kept.connect(session.session)
    client.attach()
    client.wait(lambda: client.mirror.top > 2000)
    _recorded(kept, session.session, b"line 100")
    _kill_host(kept, session.session)
    back = kept.reconnect(session.session, Role.OWNER)
    back.attach()
    newest = max(int(line.split()[1]) for line in back.lines() if line.startswith("line "))
    back.wait(
        lambda: any(int(line.split()[1]) > newest for line in back.lines()[:-1] if line.startswith("line "))
    )
    directory = paths.recording_dir(session.session)
    until(lambda: any(record.kind == Kind.GAP for record in records(directory)), "the gap to be marked")
    back.send(spawn.Stop(0.0, "KILL"))
    back.wait(lambda: back.exit)
    assert back.exit == Exit(signal=9)


def test_a_host_killed_while_clients_attach(kept: World) -> None:
    """Clients that come at that moment are refused or lost, and come in the next time."""
    session = kept.spawn("/bin/sh", "-c", f"echo up; {_COUNTER}", record=True)
    first = kept.connect(session.session)
    first.attach()
    first.wait_text("up")
    _recorded(kept, session.session, b"up")
    clients = [kept.connect(session.session, client=f"c{number}") for number in range(5)]
    for client in clients:
        client.send(stream.Attach())
    os.kill(session.host_pid, signal.SIGKILL)
    for client in clients:
        with suppress(PlangateError):
            client.attach()
    back = kept.reconnect(session.session)
    back.attach()
    back.wait_text("up")
    assert alive(session.agent_pid)


def test_a_host_killed_without_a_recording_lets_the_program_paint_anew(kept: World) -> None:
    """Nothing can be restored, so the program is told of a changed size."""
    program = "trap 'echo winch' WINCH; echo up; while :; do sleep 0.05; done"
    session = kept.spawn("/bin/sh", "-c", program)
    client = kept.connect(session.session)
    client.attach()
    client.wait_text("up")
    _kill_host(kept, session.session)
    back = kept.reconnect(session.session)
    back.attach()
    back.wait_text("winch")


def test_an_exit_between_two_hosts_is_collected(kept: World) -> None:
    """A program that ends while its host is being replaced still has an exit code."""
    session = kept.spawn("/bin/sh", "-c", "echo up; read x; exit 17")
    client = kept.connect(session.session)
    client.attach()
    client.wait_text("up")
    os.kill(session.host_pid, signal.SIGSTOP)
    client.enter("\r")
    os.kill(session.agent_pid, signal.SIGKILL)
    os.kill(session.host_pid, signal.SIGKILL)
    back = kept.reconnect(session.session)
    back.attach()
    back.wait(lambda: back.exit)
    assert back.exit == Exit(signal=9)


def test_a_host_killed_after_its_programs_end_still_knows_the_exit(kept: World) -> None:
    """What the dead host collected is not lost with it."""
    session = kept.spawn("/bin/sh", "-c", "echo done; exit 9", record=True)
    client = kept.connect(session.session)
    client.attach()
    client.wait(lambda: client.exit)
    _kill_host(kept, session.session)
    back = kept.reconnect(session.session)
    back.attach()
    back.wait(lambda: back.exit)
    assert back.exit == Exit(code=9)
    assert "done" in back.lines()


def test_hosts_outlive_their_keeper_and_join_the_next(kept: World) -> None:
    """The keeper's death interrupts nothing; its successor learns of all hosts and replaces them too."""
    sessions = [kept.spawn("/bin/sh", "-c", _COUNTER, record=True) for _ in range(3)]
    client = kept.connect(sessions[0].session)
    client.attach()
    client.enter("one\r")
    client.wait_text("1: one")
    kept.keepers[0].kill()
    kept.keepers[0].wait()
    client.enter("two\r")
    client.wait_text("2: two")
    _recorded(kept, sessions[0].session, b"2: two")
    kept.start_keeper()
    keeper = kept.keeper()

    def registered() -> bool:
        keeper.send(StatusQuery(1))
        reply = keeper.receive(PATIENCE)
        assert isinstance(reply, KeeperStatus)
        return len(reply.hosts) == 3

    until(registered, "the hosts to find the new keeper")
    _kill_host(kept, sessions[0].session)
    back = kept.reconnect(sessions[0].session)
    back.attach()
    back.wait_text("2: two")
    back.enter("three\r")
    back.wait_text("3: three")
    back.enter("\x04")
    back.wait(lambda: back.exit)
    assert back.exit == Exit(), "who collected it was not its parent"


def test_exit_codes_without_a_keeper(kept: World) -> None:
    """A host is its program's parent and needs nobody."""
    session = kept.spawn("/bin/sh", "-c", _COUNTER)
    client = kept.connect(session.session)
    client.attach()
    kept.keepers[0].kill()
    kept.keepers[0].wait()
    client.enter("\x04")
    client.wait(lambda: client.exit)
    assert client.exit == Exit(code=42)


def test_a_retired_keeper_ends_with_its_last_host(kept: World) -> None:
    """It starts nothing new, and goes when it is no longer needed."""
    session = kept.spawn("/bin/cat")
    keeper = kept.keeper()
    keeper.send(spawn.Retire(7))
    assert keeper.receive(PATIENCE) == KeeperStatus(7, kept.keepers[0].pid, product(), [session.session])
    with pytest.raises(PlangateError, match="no more sessions"):
        kept.spawn("/bin/cat", keeper=keeper)
    owner = kept.connect(session.session, Role.OWNER)
    owner.attach()
    owner.send(spawn.Stop(0.0, "KILL"))
    owner.wait(lambda: owner.exit)
    owner.send(spawn.Acknowledge(0.0))
    assert kept.keepers[0].wait(PATIENCE) == 0
    assert not paths.keeper_socket().exists()


def test_a_new_keeper_takes_the_place_of_the_old_one(kept: World) -> None:
    """The old one keeps its hosts and ends after them; the new one starts the new sessions."""
    old = kept.spawn("/bin/sh", "-c", _COUNTER)
    kept.start_keeper()
    new = kept.spawn("/bin/cat")
    assert kept.description(new.session).keeper_pid == kept.keepers[1].pid
    client = kept.connect(old.session, Role.OWNER)
    client.attach()
    client.enter("\x04")
    client.wait(lambda: client.exit)
    client.send(spawn.Acknowledge(0.0))
    assert kept.keepers[0].wait(PATIENCE) == 0
    assert paths.keeper_socket().exists()


def test_hosts_killed_while_they_are_being_started(kept: World) -> None:
    """Whoever asked hears of it or gets a session that works; the keeper is as good as before."""
    keeper = kept.keeper()
    children = Path(f"/proc/{kept.keepers[0].pid}/task/{kept.keepers[0].pid}/children")
    known: set[str] = set(children.read_text().split())
    for number in range(8):
        request = kept.request("/bin/sh", "-c", _COUNTER)
        keeper.send(request)
        new: set[str] = set()
        while not new:
            new = set(children.read_text().split()) - known
        time.sleep(number / 1000)  # another moment of its start each time
        with suppress(ProcessLookupError):
            os.kill(int(new.pop()), signal.SIGKILL)
        reply = keeper.receive(PATIENCE)
        while isinstance(reply, HostDied):
            reply = keeper.receive(PATIENCE)
        if isinstance(reply, spawn.Spawned):
            client = kept.reconnect(request.session)
            client.attach()
            client.enter("works\r")
            client.wait_text("1: works")
        else:
            assert isinstance(reply, Failure)
            assert not paths.host_socket(request.session).exists()
        known = set(children.read_text().split())
    client = kept.connect(kept.spawn("/bin/cat", keeper=keeper).session)
    client.attach()
    client.enter("fine\r")
    client.wait_text("fine")
