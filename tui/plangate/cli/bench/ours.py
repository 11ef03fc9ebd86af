"""Plangate as a subject: a daemon of its own in a scratch directory, reached as every command reaches it."""

from __future__ import annotations

import json
import os
import select
import time
from collections.abc import Sequence
from pathlib import Path

from plangate.cli.connect import end_daemon
from plangate.client.blocking import BlockingControl
from plangate.client.blocking_stream import BlockingStream
from plangate.client.greeting import identify
from plangate.config import paths
from plangate.errors import TimedOut
from plangate.model.session import Exit, Focus, NewSession, Session
from plangate.wire.control import SessionChanged

__all__ = ["Ours", "Typist"]

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

    def attach(self, session: Session) -> Typist:
        """Look at a session and type into it."""
        return Typist(self._control, session)

    def close(self) -> None:
        """End sessions, keeper and daemon."""
        self._control.close()
        end_daemon(sessions=True)


class Typist:
    """Types into one session, attached at its host."""

    def __init__(self, control: BlockingControl, session: Session) -> None:
        self._frames = 0
        self._stream: BlockingStream = control.attach(session.id, self)
        self._stream.ack()
        self._stream.take_focus()

    def stroke(self, key: bytes) -> float:
        """Seconds until the next frame has arrived."""
        before = self._frames
        began = time.perf_counter()
        self._stream.send_bytes(key)
        while self._frames == before:
            if not select.select([self._stream], [], [], _PATIENCE)[0]:
                raise TimedOut("a keystroke had no answer")
            self._stream.pump()
        took = time.perf_counter() - began
        self._stream.ack()
        return took

    def close(self) -> None:
        """Detach."""
        self._stream.close()

    def frame_arrived(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        """One more."""
        self._frames += 1

    def focus_changed(self, focus: Focus, mine: bool) -> None:
        """Nobody else is there."""

    def session_ended(self, exit: Exit) -> None:
        """It does not end."""

    def stream_lost(self, reason: str) -> None:
        """`pump` raises instead."""
