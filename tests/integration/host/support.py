"""A real keeper with real hosts, and a client that speaks to them as the wire says."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from tests.support.leftovers import end, marks

from plangate.client.mirror import Mirror
from plangate.client.wiring import Wire
from plangate.config import paths
from plangate.errors import PlangateError
from plangate.model.client import ClientInfo, Role
from plangate.model.sandbox import SandboxSpec
from plangate.model.session import Exit, Focus
from plangate.wire import spawn, stream
from plangate.wire.capability import Capability, mint, session_key
from plangate.wire.catalogue import FROM_HOST, FROM_KEEPER
from plangate.wire.description import HostDescription, read_host
from plangate.wire.failures import error_of
from plangate.wire.greeting import hello
from plangate.wire.messages import Failure, Hello, Message

__all__ = ["PATIENCE", "HostClient", "World", "alive", "until", "world"]

PATIENCE = 20.0
"""Seconds until a test gives up waiting; long, because machines that run tests are slow at times."""
_SECRET = b"test" * 8
_Reply = TypeVar("_Reply", bound=Message)


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for something that no event tells of."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.01)


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return text.rpartition(") ")[2][0] not in "ZX"


class HostClient:
    """One connection to a host: what a dashboard does, in plain steps."""

    def __init__(self, wire: Wire, client: str) -> None:
        self.wire = wire
        self.client = client
        self.mirror = Mirror()
        self.focus = Focus()
        self.mine = False
        self.exit: Exit | None = None
        self.failures: list[Failure] = []
        self.events: list[stream.HostEvents] = []
        self.acknowledges = True
        self.frames: list[stream.Frame] = []

    def send(self, message: Message) -> None:
        """Send a message."""
        self.wire.send(message)

    def next(self) -> Message:
        """The next message, applied to what this client knows."""
        message = self.wire.receive(PATIENCE)
        match message:
            case stream.Frame():
                self.mirror.apply(message)
                self.frames.append(message)
                if self.acknowledges:
                    self.send(stream.Ack(message.seq))
            case stream.FocusChanged():
                self.focus, self.mine = message.focus, message.mine
            case stream.Ended():
                self.exit = message.exit
            case stream.HostEvents():
                self.events.append(message)
            case Failure():
                self.failures.append(message)
            case _:
                pass
        return message

    def wait(self, condition: Callable[[], object]) -> None:
        """Take messages until something is so."""
        while not condition():
            self.next()

    def wait_text(self, text: str) -> None:
        """Take frames until the screen shows a text."""
        self.wait(lambda: any(text in line for line in self.lines()))

    def lines(self) -> list[str]:
        """The screen as text."""
        return list(self.mirror.text())

    def attach(self, rate: float = 60.0) -> None:
        """Attach and take the first frame."""
        self.send(stream.Attach(rate))
        self.wait(lambda: self.frames)

    def enter(self, text: str) -> None:
        """Input, under our epoch when we hold the focus."""
        self.send(stream.Input(self.focus.epoch if self.mine else 0, text.encode()))

    def answer(self, kind: type[_Reply]) -> _Reply:
        """Take messages until one of this kind comes."""
        while True:
            message = self.next()
            if isinstance(message, kind):
                return message

    def refusal(self) -> PlangateError:
        """Take messages until something is refused."""
        count = len(self.failures)
        self.wait(lambda: len(self.failures) > count)
        return error_of(self.failures[-1])

    def close(self) -> None:
        """Disconnect."""
        self.wire.close()


class World:
    """Directories of its own, keepers, and the clients and processes to clean up."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.keepers: list[subprocess.Popen[bytes]] = []
        self.pids: set[int] = set()
        self._wires: list[Wire] = []
        self._serial = 0
        self._serials: dict[str, int] = {}
        self._request = 0

    def start_keeper(self, files: int = 0) -> subprocess.Popen[bytes]:
        """Start a keeper and wait until it serves; with `files` under a limit of open files."""
        reader, writer = os.pipe()
        command = [sys.executable, "-m", "plangate.host.keeper", "--ready-fd", str(writer)]
        if files:
            command = ["/bin/sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command]
        process = subprocess.Popen(command, pass_fds=(writer,), stdin=subprocess.DEVNULL)
        os.close(writer)
        self.keepers.append(process)
        self.pids.add(process.pid)
        said = os.read(reader, 4096)
        os.close(reader)
        assert said == b"ready", said
        return process

    def keeper(self) -> Wire:
        """A connection to the keeper."""
        me = ClientInfo("test", "test", "daemon")
        return self._kept(Wire(paths.keeper_socket(), hello(me), FROM_KEEPER, patience=PATIENCE))

    def request(
        self,
        *argv: str,
        cols: int = 80,
        rows: int = 24,
        record: bool = False,
        limit: int = 1 << 26,
        cwd: str = "/",
        env: dict[str, str] | None = None,
        scrollback: int = 1000,
        backend: str = "default",
    ) -> spawn.Spawn:
        """What asks a keeper for a session."""
        self._request += 1
        session = secrets.token_hex(4)
        return spawn.Spawn(
            id=self._request,
            session=session,
            argv=list(argv),
            cwd=cwd,
            env={"PATH": os.environ["PATH"], "TERM": "xterm-256color", "HOME": str(self.root), **marks()}
            | (env or {}),
            cols=cols,
            rows=rows,
            key=session_key(_SECRET, session),
            scrollback=scrollback,
            record=record,
            record_limit=limit,
            backend=backend,
        )

    def spawn(
        self, *argv: str, keeper: Wire | None = None, sandbox: SandboxSpec | None = None, **options: Any
    ) -> spawn.Spawned:
        """Start a session, with the options of `request`; raises what the keeper refuses it with."""
        wire = keeper or self.keeper()
        asked = self.request(*argv, **options)
        wire.send(asked if sandbox is None else spawn.SpawnConfined(asked.id, asked, sandbox))
        reply = wire.receive(PATIENCE)
        while not isinstance(reply, spawn.Spawned | Failure):
            reply = wire.receive(PATIENCE)
        if isinstance(reply, Failure):
            raise error_of(reply)
        self.pids |= {reply.host_pid, reply.agent_pid}
        if reply.confinement is not None:
            self.pids.add(reply.confinement.pid)
        return reply

    def capability(
        self, session: str, role: Role = Role.DRIVER, client: str = "desk", lifetime: float = 600.0
    ) -> bytes:
        """What the daemon would give out."""
        self._serial += 1
        self._serials[client] = self._serial
        return mint(
            Capability(
                session=session,
                role=role,
                client=client,
                name=client,
                serial=self._serial,
                expires=time.time() + lifetime,
            ),
            session_key(_SECRET, session),
        )

    def connect(
        self,
        session: str,
        role: Role = Role.DRIVER,
        client: str = "desk",
        capability: bytes | None = None,
    ) -> HostClient:
        """Connect to a host."""
        shown = self.capability(session, role, client) if capability is None else capability
        greeting = hello(ClientInfo(client, client, "cli"), shown)
        return self.greet(session, greeting)

    def greet(self, session: str, greeting: Hello) -> HostClient:
        """Connect to a host with a greeting of our own making."""
        wire = Wire(paths.host_socket(session), greeting, FROM_HOST, patience=PATIENCE)
        return HostClient(self._kept(wire), greeting.client.id)

    def serial(self, capability: bytes) -> int:
        """What revokes a capability."""
        return int(msgspec.msgpack.decode(capability[32:])[4])

    def serial_of(self, client: HostClient) -> int:
        """What revokes the capability a client came with."""
        return self._serials[client.client]

    def reconnect(self, session: str, role: Role = Role.DRIVER, client: str = "desk") -> HostClient:
        """Connect to a host that is being replaced."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.connect(session, role, client)
            except PlangateError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    def description(self, session: str) -> HostDescription:
        """What the host says about itself."""
        found = read_host(paths.host_info(session).read_bytes())
        assert found is not None
        self.pids |= {found.host_pid, found.agent_pid}
        return found

    def close(self) -> None:
        """End everything that was started; keepers first, so that nothing is replaced."""
        for wire in self._wires:
            wire.close()
        for keeper in self.keepers:
            keeper.kill()
            keeper.wait()
        for path in paths.hosts_dir().glob("*.json"):
            found = read_host(path.read_bytes())
            if found is not None:
                self.pids |= {found.host_pid, found.agent_pid}
        for pid in self.pids:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        end(self.root)
        until(lambda: not any(map(alive, self.pids)), "all processes to end")

    def _kept(self, wire: Wire) -> Wire:
        self._wires.append(wire)
        return wire


@contextmanager
def world() -> Iterator[World]:
    """A world of its own in a directory with a short name, for the sake of the sockets' paths."""
    root = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    names = ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME")
    before = {name: os.environ.get(name) for name in names}
    for name in names:
        directory = root / name[4].lower()
        directory.mkdir(mode=0o700)
        os.environ[name] = str(directory)
    made = World(root)
    try:
        yield made
    finally:
        made.close()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        shutil.rmtree(root, ignore_errors=True)
