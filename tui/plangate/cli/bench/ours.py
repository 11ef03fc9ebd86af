"""Plangate as a subject: a daemon of its own in a scratch directory."""

from __future__ import annotations

import json
import os
import select
import time
from collections.abc import Sequence
from pathlib import Path

from plangate.cli.bench.subject import PAUSE, PROGRAM, pss
from plangate.cli.connect import end_daemon
from plangate.client.blocking import BlockingControl
from plangate.client.blocking_stream import BlockingStream
from plangate.client.greeting import identify
from plangate.config import paths
from plangate.errors import TimedOut
from plangate.model.session import Exit, Focus, NewSession, Session
from plangate.wire.control import SessionChanged

__all__ = ["Ours"]

_PATIENCE = 60.0


class Ours:
    """Everything through the client that commands use.

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
        self._spawned: list[Session] = []

    def spawn(self) -> float:
        """Start a session with a full history."""
        began = time.perf_counter()
        self._spawned.append(self._start("sh", "-c", PROGRAM))
        return time.perf_counter() - began

    def keystrokes(self, count: int) -> list[float]:
        """Type into the first session, attached at its host."""
        listener = _Frames()
        stream = self._control.attach(self._spawned[0].id, listener)
        try:
            stream.ack()
            stream.take_focus()
            self._settle(stream, listener)
            return [self._stroke(stream, listener) for _ in range(count)]
        finally:
            stream.close()

    def flood(self, lines: int) -> float:
        """From the request until the daemon tells of the end."""
        with BlockingControl(identify("cli", "bench")) as watching:
            changes = watching.subscribe(patience=_PATIENCE)
            began = time.perf_counter()
            session = self._start("seq", str(lines))
            for change in changes:
                if (
                    isinstance(change, SessionChanged)
                    and change.session.id == session.id
                    and change.session.exit
                ):
                    break
            return time.perf_counter() - began

    def memory(self) -> float:
        """Of the sessions' hosts."""
        pids = [json.loads(paths.host_info(session.id).read_bytes())["host_pid"] for session in self._spawned]
        return sum(map(pss, pids)) / len(pids)

    def close(self) -> None:
        """End sessions, keeper and daemon."""
        self._control.close()
        end_daemon(sessions=True)

    def _start(self, *argv: str) -> Session:
        return self._control.start(
            NewSession(agent="command", argv=argv, cwd=str(self._folder), cols=80, rows=24)
        )

    def _stroke(self, stream: BlockingStream, listener: _Frames) -> float:
        time.sleep(PAUSE)
        before = listener.count
        began = time.perf_counter()
        stream.send_bytes(b"x")
        while listener.count == before:
            if not select.select([stream], [], [], _PATIENCE)[0]:
                raise TimedOut("a keystroke had no answer")
            stream.pump()
        took = time.perf_counter() - began
        stream.ack()
        return took

    def _settle(self, stream: BlockingStream, listener: _Frames) -> None:
        """A few strokes that do not count: the focus is taken, caches are warm."""
        for _ in range(5):
            self._stroke(stream, listener)


class _Frames:
    """Counts frames."""

    def __init__(self) -> None:
        self.count = 0

    def frame_arrived(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        """One more."""
        self.count += 1

    def focus_changed(self, focus: Focus, mine: bool) -> None:
        """Nobody else is there."""

    def session_ended(self, exit: Exit) -> None:
        """It does not end."""

    def stream_lost(self, reason: str) -> None:
        """`pump` raises instead."""
