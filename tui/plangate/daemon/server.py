"""The daemon's door: one daemon at a time, one socket, every client from its first byte."""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

from plangate.config import paths
from plangate.daemon.connection import Connection, Handler
from plangate.errors import Refused, Unavailable
from plangate.wire.detached import answers

__all__ = ["Server", "lock"]

_BACKLOG = 256
_ENDING_PATIENCE = 10.0
_POLL = 0.02


def lock(path: Path, socket: Path) -> int:
    """Make sure that no other daemon runs; keep the descriptor for as long as this one does.

    The kernel frees the lock when the process ends, however it ends. One that listens no more is
    about to end, and is waited for. Blocks.

    Raises:
        Refused: Another one runs.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + _ENDING_PATIENCE
    while not _locked(handle) and time.monotonic() < deadline and not answers(socket):
        time.sleep(_POLL)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        pid = os.pread(handle, 32, 0).decode(errors="replace").strip()
        os.close(handle)
        raise Refused(
            f"another daemon runs already (process {pid or 'unknown'})", "plangate daemon stop ends it."
        ) from error
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    paths.keep_from_cleaners(path)
    return handle


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class Server:
    """Accepts clients at `daemon.sock`."""

    def __init__(self, path: Path, instance: str, handle: Handler) -> None:
        self._path = path
        self._instance = instance
        self._handle = handle
        self._server: asyncio.Server | None = None
        self.connections: set[Connection] = set()

    async def open(self, ended: Callable[[Connection], None]) -> None:
        """Listen; `ended` is told of each client that has gone.

        The socket is bound under another name and renamed, so that a client reaches either the old
        one or one that listens.
        """
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scratch = self._path.with_name(f".d{os.getpid()}")
        try:
            scratch.unlink(missing_ok=True)
            listener.bind(str(scratch))
            scratch.chmod(0o600)
            paths.keep_from_cleaners(scratch)
            listener.listen(_BACKLOG)
            scratch.rename(self._path)
        except OSError as error:
            listener.close()
            raise Unavailable(f"cannot listen at {self._path}: {error.strerror}") from error

        def gone(connection: Connection) -> None:
            self.connections.discard(connection)
            ended(connection)

        def arrived() -> Connection:
            connection = Connection(self._instance, self._handle, gone)
            self.connections.add(connection)
            return connection

        self._server = await asyncio.get_running_loop().create_unix_server(arrived, sock=listener)

    def refuse_more(self) -> None:
        """Accept nobody any more; who is connected stays."""
        if self._server is not None:
            self._server.close()
            self._server = None
            self._path.unlink(missing_ok=True)  # ours for certain: we hold the lock

    def close(self) -> None:
        """Accept nobody any more and let everybody go."""
        self.refuse_more()
        for connection in list(self.connections):
            connection.close()
