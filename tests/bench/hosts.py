"""A keeper of its own with hosts, and viewers attached to them, without a daemon in between."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from plangate.cli.bench.keystrokes import Viewer
from plangate.client.wiring import Wire
from plangate.model.client import Role
from plangate.wire.capability import Capability, mint, session_key
from plangate.wire.catalogue import FROM_HOST, FROM_KEEPER
from plangate.wire.greeting import hello, identify
from plangate.wire.messages import Failure
from plangate.wire.spawn import Spawn, Spawned

__all__ = ["Host", "Hosts"]

_SECRET = b"bench" * 6
_PATIENCE = 20.0


class Hosts:
    """Everything in one folder: runtime and state directories and a keeper; ended with the block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "XDG_RUNTIME_DIR": str(folder / "r"),
            "XDG_STATE_HOME": str(folder / "s"),
            "XDG_CONFIG_HOME": str(folder / "c"),
        }
        for name in ("r", "s", "c"):
            (folder / name).mkdir(mode=0o700)
        self.hosts: list[Host] = []

    def __enter__(self) -> Hosts:
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", "plangate.host.keeper"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        socket = self.folder / "r" / "plangate" / "keeper.sock"
        deadline = time.monotonic() + _PATIENCE
        while not socket.exists():  # the keeper is no child of ours once it has detached
            if time.monotonic() > deadline:
                raise TimeoutError("the keeper did not come up")
            time.sleep(0.01)
        self._wire = Wire(socket, hello(identify("daemon")), FROM_KEEPER)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wire.close()
        self._keeper.kill()  # first, for it would put another in place of a host that is killed
        self._keeper.wait(_PATIENCE)
        for host in self.hosts:
            for pid in (host.agent, host.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def spawn(self, *argv: str, cols: int = 120, rows: int = 40, scrollback: int = 5000) -> Host:
        """Start a session; returns when its host accepts connections."""
        session = secrets.token_hex(4)
        key = session_key(_SECRET, session)
        environment = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        request = Spawn(
            id=len(self.hosts) + 1,
            session=session,
            argv=list(argv),
            cwd=str(self.folder),
            env=environment,
            cols=cols,
            rows=rows,
            key=key,
            scrollback=scrollback,
            record=True,
            record_limit=1 << 26,
        )
        self._wire.send(request)
        reply = self._wire.receive(_PATIENCE)
        while not isinstance(reply, (Spawned, Failure)):
            reply = self._wire.receive(_PATIENCE)
        if isinstance(reply, Failure):
            raise RuntimeError(reply.message)
        socket = self.folder / "r" / "plangate" / "s" / f"{session}.sock"
        self.hosts.append(Host(session, socket, key, reply.host_pid, reply.agent_pid))
        return self.hosts[-1]


class Host:
    """One session's host."""

    def __init__(self, session: str, socket: Path, key: bytes, pid: int, agent: int) -> None:
        self.session, self.pid, self.agent = session, pid, agent
        self._socket, self._key = socket, key

    def view(self, rate: float = 60.0) -> Viewer:
        """Attach as somebody who may type."""
        return Viewer(self._wire(Role.DRIVER), rate)

    def _wire(self, role: Role) -> Wire:
        me = identify("bench")
        now = time.time()
        capability = Capability(
            session=self.session,
            role=role,
            client=me.id,
            name=me.name,
            serial=time.time_ns(),
            expires=now + 3600,
        )
        return Wire(self._socket, hello(me, mint(capability, self._key)), FROM_HOST)
