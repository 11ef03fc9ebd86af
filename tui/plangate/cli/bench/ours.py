"""Plangate as a subject: a daemon of its own in a scratch directory, reached as every command reaches it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from plangate.cli.bench.keystrokes import Viewer
from plangate.cli.connect import end_daemon
from plangate.client.blocking import BlockingControl
from plangate.client.greeting import identify
from plangate.client.wiring import Wire
from plangate.config import paths
from plangate.model.client import Role
from plangate.model.session import NewSession, Session
from plangate.wire.catalogue import FROM_HOST
from plangate.wire.control import SessionChanged
from plangate.wire.greeting import hello

__all__ = ["Ours"]

_PATIENCE = 60.0


class Ours:
    """Sessions through the client.

    Args:
        folder: An empty directory with a short path; this process's XDG variables point into it from
            now on.
    """

    def __init__(self, folder: Path) -> None:
        for variable in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            place = folder / variable.split("_")[1].lower()
            place.mkdir(mode=0o700)
            os.environ[variable] = str(place)
        self._folder = folder
        self._control = BlockingControl(identify("cli", "bench"))

    def start(self, *argv: str, cols: int = 80, rows: int = 24) -> Session:
        """Start a session."""
        return self._control.start(
            NewSession(agent="command", argv=argv, cwd=str(self._folder), cols=cols, rows=rows)
        )

    def host(self, session: Session) -> int:
        """The process that owns its terminal."""
        return int(json.loads(paths.host_info(session.id).read_bytes())["host_pid"])

    def processes(self) -> list[int]:
        """Daemon and keeper, which all sessions share."""
        status = self._control.status()
        return [status.pid, status.keeper_pid]

    def until_ended(self, *argv: str) -> tuple[float, Session]:
        """Run a session; seconds from the request until the daemon tells of its end."""
        with BlockingControl(identify("cli", "bench")) as watching:
            changes = watching.subscribe(patience=_PATIENCE)
            began = time.perf_counter()
            session = self.start(*argv)
            for change in changes:
                told = change.session if isinstance(change, SessionChanged) else None
                if told is not None and told.id == session.id and told.exit is not None:
                    break
            return time.perf_counter() - began, session

    def attach(self, session: Session) -> Viewer:
        """Look at a session and type into it, at its host."""
        granted = self._control.grant(session.id, Role.DRIVER)
        return Viewer(Wire(Path(granted.socket), hello(self._control.me, granted.capability), FROM_HOST))

    def close(self) -> None:
        """End sessions, keeper and daemon."""
        self._control.close()
        end_daemon(sessions=True)
