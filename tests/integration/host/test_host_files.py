"""A host whose socket or description was removed by somebody else."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.integration.host import support

from plangate.config import paths
from plangate.emulator import make
from plangate.host.listener import listen
from plangate.host.loop import Loop
from plangate.host.pty import spawn
from plangate.host.recording import Recorder
from plangate.host.requests import handle
from plangate.host.session import SessionHost
from plangate.wire.description import read_host
from plangate.wire.spawn import Spawn

_SESSION = "abcdefgh"


@contextmanager
def _host(*argv: str) -> Iterator[SessionHost]:
    """A host in this process."""
    loop, emulator = Loop(), make(80, 24, scrollback=100)
    environment = {"PATH": "/usr/bin:/bin"}
    pty, agent = spawn(list(argv), "/", environment, 80, 24)
    spec = Spawn(
        id=1, session=_SESSION, argv=list(argv), cwd="/", env={}, cols=80, rows=24, key=b"k" * 32,
        scrollback=100, record=False, record_limit=0,
    )  # fmt: skip
    recorder = Recorder(loop, paths.recording_dir(_SESSION), emulator, on=False, limit=0)
    listener = listen(paths.host_socket(_SESSION))
    host = SessionHost(loop, spec, pty, agent, emulator, listener, recorder, handle=handle)
    host.start()
    try:
        yield host
    finally:
        if host.agent.exit is None:
            host.ladder.start("KILL", 0.0)
            while host.agent.exit is None:
                loop.run_once(1.0)
        if host.door.listener.fileno() >= 0:
            host.leave()
        paths.host_info(_SESSION).unlink(missing_ok=True)  # names this process, which the world would end
        loop.close()


def test_the_socket_is_put_back(world: support.World) -> None:
    """A cleaner of old files does not make a running session unreachable."""
    with _host("sh", "-c", "read line") as host:
        shutil.rmtree(paths.hosts_dir())
        host.look_around()
        told = read_host(paths.host_info(_SESSION).read_bytes())
        assert told is not None
        assert told.agent_pid == host.agent.pid
        client = socket.socket(socket.AF_UNIX)
        client.connect(str(paths.host_socket(_SESSION)))
        host.loop.run_once(1.0)
        assert len(host.door.guests) == 1
        client.close()


def test_a_session_that_has_ended_goes_when_nobody_can_reach_it(world: support.World) -> None:
    """Else its host would wait seven days for a daemon that cannot find it; its files are not made anew."""
    with _host("true") as host:
        while host.agent.exit is None:
            host.loop.run_once(1.0)
        place = paths.runtime_dir()
        host.look_around()
        assert host.door.listener.fileno() >= 0
        shutil.rmtree(place)
        host.look_around()
        assert host.door.listener.fileno() == -1
        assert not place.exists()


def test_a_newer_hosts_socket_is_left_alone(world: support.World) -> None:
    """A successor has taken the place; the old host does not take it back."""
    with _host("sh", "-c", "read line") as host:
        newer = listen(paths.host_socket(_SESSION))
        before = paths.host_socket(_SESSION).stat().st_ino
        host.look_around()
        assert paths.host_socket(_SESSION).stat().st_ino == before
        newer.close()
