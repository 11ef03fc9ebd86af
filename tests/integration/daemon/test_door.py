"""The daemon's door: who comes in, who does not, and what becomes of clients that misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import socket
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import pytest
from tests.support.world import World, until

from plangate.client.api import Connected, Disconnected
from plangate.client.blocking import BlockingControl
from plangate.client.launch import launch_daemon
from plangate.config import paths
from plangate.errors import Unavailable
from plangate.model.client import ClientInfo
from plangate.wire.codec import encode
from plangate.wire.control import AskEvents, AskStatus, Subscribe
from plangate.wire.messages import Hello


def _knock() -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(20)
    connection.connect(str(paths.daemon_socket()))
    return connection


def _hello(newest: int = 1, oldest: int = 1) -> bytes:
    return encode(Hello("9", newest, oldest, ClientInfo("c", "raw", "cli")))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "protocol"),
        (os.urandom(64).replace(b"{", b"x").rjust(64, b"\xff"), "protocol"),
        (struct.pack(">I", 2**31), "protocol"),
        (encode(AskStatus(1)), "protocol"),
        (_hello(newest=99, oldest=98), "version"),
        (_hello() + b"\xff\xff\xff\xff", "protocol"),
        (b'{"do": "fly"}\n', "usage"),
    ],
    ids=["http", "noise", "huge", "no greeting", "future", "noise later", "unknown request"],
)
async def test_garbage_gets_one_clear_error(world: World, said: bytes, code: str) -> None:
    """And is shown the door, while everybody else is served."""
    control, _ = await world.control()

    def knock() -> bytes:
        with _knock() as connection:
            connection.sendall(said)
            answer = b""
            while data := connection.recv(65536):
                answer += data
            return answer

    answer = await asyncio.to_thread(knock)
    assert code.encode() in answer
    assert (await control.status()).pid == world.daemon()


async def test_a_client_that_never_reads_harms_nobody(world: World) -> None:
    """It asks for ever more; others are answered, and the daemon keeps little for it."""
    control, _ = await world.control()
    for _ in range(20):
        await control.status()

    def flood() -> None:
        with _knock() as connection:
            connection.sendall(_hello() + encode(Subscribe(1, 0)))
            connection.settimeout(0.5)
            ask = b"".join(encode(AskEvents(n)) for n in range(2000))
            with suppress(
                TimeoutError, BrokenPipeError, ConnectionResetError
            ):  # it stops reading, or lets us go
                for _ in range(200):
                    connection.sendall(ask)
                pytest.fail("the daemon took everything")

    flooding = asyncio.create_task(asyncio.to_thread(flood))  # noqa: TID251  # awaited below
    while not flooding.done():
        assert (await control.status()).pid
    await flooding


async def test_scripts_speak_json(world: World) -> None:
    """A line in, a line out, on the same socket."""
    await world.control()

    def talk() -> list[dict[str, object]]:
        with _knock() as connection, connection.makefile("rwb") as stream:
            stream.write(
                b'{"do": "ask_status", "id": 5}\n{"do": "ask_grant", "session": "x", "role": "viewer"}\n'
            )
            stream.flush()
            return [json.loads(stream.readline()) for _ in range(2)]

    status, failure = sorted(await asyncio.to_thread(talk), key=lambda line: str(line["is"]), reverse=True)
    assert (status["is"], status["id"]) == ("status", 5)
    assert (failure["is"], failure["code"]) == ("failure", "not_found")


async def test_a_script_may_close_its_side(world: World) -> None:
    """As `echo ... | socat` does; the answer still comes, and then the end."""
    await world.control()

    def talk() -> bytes:
        with _knock() as connection:
            connection.sendall(b'{"do": "ask_status"}\n')
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while data := connection.recv(65536):
                answer += data
            return answer

    assert json.loads(await asyncio.to_thread(talk))["is"] == "status"


async def test_a_second_daemon_refuses_and_the_first_lives_on(world: World) -> None:
    """It names the process that runs."""
    control, _ = await world.control()
    second = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "plangate.daemon", "--ready-fd", "1"], capture_output=True
    )
    assert second.returncode != 0
    assert f"another daemon runs already (process {world.daemon()})" in second.stdout.decode()
    assert (await control.status()).pid == world.daemon()


async def test_many_clients_start_one_daemon(world: World) -> None:
    """However many come at once."""
    await asyncio.gather(*(asyncio.to_thread(launch_daemon) for _ in range(5)))
    controls = await asyncio.gather(*(world.control(str(n)) for n in range(5)))
    assert {(await control.status()).pid for control, _ in controls} == {world.daemon()}


async def test_stale_sockets_do_not_matter(world: World) -> None:
    """What a killed daemon left behind is replaced."""
    first = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    first.bind(str(paths.daemon_socket()))
    first.close()
    keeper = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    keeper.bind(str(paths.keeper_socket()))
    keeper.close()
    paths.daemon_lock().write_text("4000000\n")
    control, _ = await world.control()
    assert (await control.status()).pid == world.daemon()


async def test_a_removed_runtime_directory_starts_no_second_daemon(world: World) -> None:
    """A logout removes it, the next login makes an empty one: whoever comes reaches daemon and sessions."""
    control, _ = await world.control()
    session = await control.new_session(world.command("cat"))
    daemon, base = world.daemon(), world.root / "r"
    await asyncio.to_thread(shutil.rmtree, base)
    base.mkdir(mode=0o700)

    def ask() -> tuple[int, list[str]]:
        with BlockingControl() as other:
            return other.status().pid, [each.id for each in other.sessions()]

    assert await asyncio.to_thread(ask) == (daemon, [session.id])
    assert world.daemon() == daemon
    shown = Path(paths.host_socket(session.id))
    await until(shown.exists, "the host can be reached, too")
    await control.send_line(session.id, "still here")
    assert (await control.status()).pid == daemon


async def test_another_logins_processes_find_the_daemon(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their runtime directory is another one, or there is none; the state is the same."""
    control, _ = await world.control()
    session = await control.new_session(world.command("cat"))
    (world.root / "other").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(world.root / "other"))

    def ask() -> tuple[int, list[str]]:
        with BlockingControl(launch=False) as other:
            other.send_line(session.id, "found")
            return other.status().pid, [each.id for each in other.sessions()]

    assert await asyncio.to_thread(ask) == ((await control.status()).pid, [session.id])
    assert list((world.root / "other").iterdir()) == []


async def test_clients_return_by_themselves(world: World) -> None:
    """After a kill they start a new daemon, and miss no event."""
    control, watch = await world.control()
    killed = world.daemon()
    world.kill(killed)
    await watch.until(lambda: watch.count(Connected) == 2, "back")
    assert watch.count(Disconnected) == 1
    status = await control.status()
    assert status.pid == world.daemon() != killed
    await watch.until(lambda: watch.kinds().count("daemon.started") >= 1, "the new daemon's start")


async def test_a_request_waits_for_the_new_daemon(world: World) -> None:
    """A front end need not know that the daemon died."""
    control, _ = await world.control()
    world.kill(world.daemon())
    assert await control.sessions() == []


async def test_a_daemon_stopped_on_purpose_stays_stopped(world: World) -> None:
    """Open dashboards do not start it again until somebody asks for something."""
    control, watch = await world.control()

    def stop() -> None:
        with BlockingControl() as other:
            other.shutdown()

    await asyncio.to_thread(stop)
    await watch.until(lambda: watch.count(Disconnected) == 1, "gone")
    assert any("stopped by" in notice for notice in watch.notices())
    await until(lambda: not paths.daemon_info().exists(), "the end of the daemon")
    with pytest.raises(Unavailable):
        await asyncio.to_thread(BlockingControl, launch=False)
    assert await control.sessions() == []
    assert watch.count(Connected) == 2


async def test_a_new_daemon_waits_for_one_that_is_ending(world: World) -> None:
    """Stop and start in one breath, as a restart does."""

    def stop_and_start() -> int:
        with BlockingControl() as control:
            control.shutdown()
        with BlockingControl() as control:
            return control.status().pid

    pids = [await asyncio.to_thread(stop_and_start) for _ in range(4)]
    assert len(set(pids)) == 4


async def test_why_it_does_not_start_is_said(world: World) -> None:
    """The reason reaches whoever wanted a daemon, not only a log."""
    paths.secret_file().write_bytes(b"half")
    with pytest.raises(Unavailable, match="holds 4 bytes"):
        await world.control()


def _truncate(file: BinaryIO, size: int) -> None:
    file.truncate(size // 2)


def _blank_header(file: BinaryIO, size: int) -> None:
    file.write(bytes(100))


def _flip_bits(file: BinaryIO, size: int) -> None:
    """One bit in every event's text that the first pages hold."""
    content = file.read()
    for found in re.finditer(rb"daemon\.started", content):
        file.seek(found.start())
        file.write(b"e")


@pytest.mark.parametrize("damage", [_truncate, _blank_header, _flip_bits])
async def test_a_damaged_ledger_is_rebuilt_and_said_so(
    world: World, damage: Callable[[BinaryIO, int], None]
) -> None:
    """From its twin, with every event in it, and with every session still there."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sleep", "600"))
    await watch.until(lambda: "session.started" in watch.kinds(), "the start in the ledger")
    before = await control.events()
    await control.close()
    world.kill(world.daemon())
    _fold_the_log_into(paths.ledger_db())
    with paths.ledger_db().open("r+b") as file:
        damage(file, paths.ledger_db().stat().st_size)
    again, _ = await world.control()
    assert (await again.events())[: len(before)] == before
    assert [s.id for s in await again.sessions()] == [session.id]
    warnings = (await again.status()).warnings
    assert any("ledger" in warning.lower() for warning in warnings), warnings


def _fold_the_log_into(database: Path) -> None:
    """So that the damage is not healed by the write-ahead log."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def test_a_damaged_record_costs_nothing_else(world: World) -> None:
    """The daemon starts and names the file."""
    path = paths.session_record("aaaaaaaa")
    path.write_text("{half")
    control, _ = await world.control()
    assert any(str(path) in warning for warning in (await control.status()).warnings)
    assert path.exists()


def test_nothing_imports_asyncio_for_a_command() -> None:
    """A short command starts fast."""
    code = "import sys, plangate.client.blocking; print('asyncio' in sys.modules, 'textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
