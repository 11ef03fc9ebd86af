"""A Plangate of its own for a test: directories, daemon, keeper and hosts, all gone afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.support.leftovers import end

from plangate.aio import spawn
from plangate.client.api import Connected, Disconnected, Update
from plangate.client.control import Control
from plangate.client.greeting import identify
from plangate.client.stream import Stream
from plangate.config import paths
from plangate.daemon.procfs import is_alive
from plangate.errors import Unavailable
from plangate.model.event import Event
from plangate.model.session import Exit, Focus, NewSession, Session
from plangate.wire.control import EventAppended, Notice, SessionChanged, SessionRemoved
from plangate.wire.description import HostDescription, read_host, read_keeper

__all__ = ["Shown", "Watch", "World", "until"]

PATIENCE = 60.0
"""Seconds after which something that must happen counts as not happening."""


async def until(what: Callable[[], object], reason: str) -> None:
    """Wait for a condition that announces itself by no event."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, f"never happened: {reason}"
        await asyncio.sleep(0.01)


class Watch:
    """Hears every update of a client and waits for the ones a test needs."""

    def __init__(self, control: Control) -> None:
        self.sessions: dict[str, Session] = {}
        self._control = control
        self.updates: list[Update] = []
        self._news = asyncio.Event()

    def __call__(self, update: Update) -> None:
        self.updates.append(update)
        if isinstance(update, SessionChanged):
            self.sessions[update.session.id] = update.session
        elif isinstance(update, SessionRemoved):
            self.sessions.pop(update.session, None)
        elif isinstance(update, Connected):
            spawn(self._read_anew(), name="read anew")
        self._news.set()

    async def _read_anew(self) -> None:
        """What changed while no daemon was there is in no update."""
        with contextlib.suppress(Unavailable):  # the test may be over
            self.sessions = {session.id: session for session in await self._control.sessions()}
            self._news.set()

    async def until(self, what: Callable[[], object], reason: str) -> None:
        """Wait until a condition over what was heard holds."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not what():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"never happened: {reason}; sessions: {self.sessions}") from None

    async def session(self, session: str, what: Callable[[Session], object], reason: str) -> Session:
        """Wait until a session is as wanted."""
        await self.until(lambda: session in self.sessions and what(self.sessions[session]), reason)
        return self.sessions[session]

    def kinds(self) -> list[str]:
        """Kinds of the ledger's events, in the order heard."""
        return [update.event.kind for update in self.updates if isinstance(update, EventAppended)]

    def events(self) -> list[Event]:
        """The ledger's events that were heard."""
        return [update.event for update in self.updates if isinstance(update, EventAppended)]

    def notices(self) -> list[str]:
        """What people were told."""
        return [update.message for update in self.updates if isinstance(update, Notice)]

    def count(self, kind: type[Connected] | type[Disconnected]) -> int:
        """How often the daemon came or went."""
        return sum(isinstance(update, kind) for update in self.updates)


class Shown:
    """Listens to a stream and waits for text on its screen."""

    def __init__(self) -> None:
        self.stream: Stream | None = None
        self.lost = 0
        self.reasons: list[str] = []
        self.fulls = 0
        self.exit: Exit | None = None
        self._news = asyncio.Event()

    def frame_arrived(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        self.fulls += full
        if self.stream is not None:
            self.stream.ack()
        self._news.set()

    def focus_changed(self, focus: Focus, mine: bool) -> None:
        self._news.set()

    def session_ended(self, exit: Exit) -> None:
        self.exit = exit
        self._news.set()

    def stream_lost(self, reason: str) -> None:
        self.lost += 1
        self.reasons.append(reason)
        self._news.set()

    def text(self) -> str:
        """The screen."""
        assert self.stream is not None
        return "\n".join(self.stream.tables.plain(row).rstrip() for row in self.stream.rows)

    async def until(self, what: Callable[[], object], reason: str) -> None:
        """Wait until a condition over the stream holds."""
        assert self.stream is not None
        self.stream.ack()
        try:
            async with asyncio.timeout(PATIENCE):
                while not what():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"never happened: {reason}; screen:\n{self.text()}") from None

    async def sees(self, text: str) -> None:
        """Wait for text on the screen."""
        await self.until(lambda: text in self.text(), f"{text!r} on the screen")


class World:
    """Directories of its own, and the processes that live in them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.work = root / "work"
        self.work.mkdir()
        self._controls: list[Control] = []
        self._streams: list[Stream] = []

    async def control(self, name: str = "test") -> tuple[Control, Watch]:
        """A connected client that hears everything."""
        control = Control(identify("cli", name))
        watch = Watch(control)
        await control.start(watch)
        self._controls.append(control)
        return control, watch

    async def show(self, control: Control, session: str, **options: float) -> Shown:
        """Attach to a session."""
        shown = Shown()
        shown.stream = await control.attach(Session(id=session, name="", agent="").id, shown, **options)  # type: ignore[arg-type]
        shown.stream.ack()
        self._streams.append(shown.stream)
        return shown

    def command(self, *argv: str, **fields: object) -> NewSession:
        """A session that runs a command."""
        return NewSession(agent="command", cwd=str(self.work), argv=argv, **fields)  # type: ignore[arg-type]

    def daemon(self) -> int:
        """Process id of the daemon."""
        return int(paths.daemon_lock().read_text())

    def keeper(self) -> int:
        """Process id of the keeper."""
        told = read_keeper(paths.keeper_info().read_bytes())
        assert told is not None
        return told.pid

    def host(self, session: str) -> HostDescription:
        """What the host of a session says of itself."""
        told = read_host(paths.host_info(session).read_bytes())
        assert told is not None
        return told

    def kill(self, pid: int) -> None:
        """kill -9, and wait until it is dead."""
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        while is_alive(pid, 0):
            assert time.monotonic() < deadline
            time.sleep(0.001)

    async def close(self) -> None:
        """Disconnect all clients."""
        for stream in self._streams:
            await stream.close()
        for control in self._controls:
            await control.close()

    def clean(self) -> None:
        """End every process that was started here, and remove the directories."""
        end(self.root)
        shutil.rmtree(self.root, ignore_errors=True)


@contextlib.contextmanager
def world() -> Iterator[World]:
    """A world in a short path, because sockets' paths are limited to 107 bytes."""
    root = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    mine = {
        "XDG_RUNTIME_DIR": root / "r",
        "XDG_STATE_HOME": root / "s",
        "XDG_CONFIG_HOME": root / "c",
        "PLANGATE_TEST_WORLD": root,
    }
    before = {name: os.environ.get(name) for name in mine}
    for name, path in mine.items():
        os.environ[name] = str(path)
        path.mkdir(mode=0o700, exist_ok=True)
    made = World(root)
    try:
        yield made
    finally:
        made.clean()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
