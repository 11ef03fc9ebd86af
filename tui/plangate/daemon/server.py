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
from plangate.daemon.connection import Admission, Connection, Greeting, Handler
from plangate.daemon.standing import OWNER
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
    _sign(handle, path)
    return handle


def _open_locked(path: Path) -> int | None:
    """The lock file, locked by us; None when somebody else has it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if not _locked(handle) and not _is_ours(handle):
        os.close(handle)
        return None
    _sign(handle, path)
    return handle


def _is_ours(handle: int) -> bool:
    """Whether it is this process that has the lock, through the descriptor with which it began."""
    return os.pread(handle, 32, 0).decode(errors="replace").strip() == str(os.getpid())


def _sign(handle: int, path: Path) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    paths.keep_from_cleaners(path)


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode number; None when there is nothing."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class Server:
    """Accepts clients at `daemon.sock`, wherever clients look for it.

    Args:
        place: Says where that is; another directory when ours was removed, as at a logout.
        instance: This daemon's.
        handle: Carries out requests.
        ended: Told of each client that has gone.
        admit: Judges each that comes.
        greet: Says what each may do.
    """

    def __init__(
        self,
        place: Callable[[], Path],
        instance: str,
        handle: Handler,
        ended: Callable[[Connection], None],
        admit: Admission = lambda _: ("", ""),
        greet: Greeting = lambda _: OWNER,
    ) -> None:
        self._greet = greet
        self._admit = admit
        self._place = place
        self._path = place()
        self._identity: tuple[int, int] | None = None
        self._instance = instance
        self._handle = handle
        self._ended = ended
        self._server: asyncio.Server | None = None
        self._locks: list[int] = []
        self.connections: set[Connection] = set()

    async def open(self) -> None:
        """Listen.

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
            self._identity = _identity(scratch)
            scratch.rename(self._path)
        except OSError as error:
            listener.close()
            raise Unavailable(f"cannot listen at {self._path}: {error.strerror}") from error

        def gone(connection: Connection) -> None:
            self.connections.discard(connection)
            self._ended(connection)

        def arrived() -> Connection:
            connection = Connection(self._instance, self._handle, gone, self._admit, self._greet)
            self.connections.add(connection)
            return connection

        self._server = await asyncio.get_running_loop().create_unix_server(arrived, sock=listener)

    async def stay_reachable(self) -> bool:
        """Listen anew where the socket is gone, or where clients look for it now; whether it was needed.

        Who is connected stays. Where another daemon runs, nothing is done.

        Raises:
            PlangateError: It is needed and not possible.
        """
        if self._server is None:
            return False
        path = self._place()
        if path == self._path and _identity(path) == self._identity:
            return False
        if (held := _open_locked(paths.daemon_lock())) is None:
            return False
        self._locks.append(held)  # for as long as this process lives
        self._server.close()
        self._path = path
        await self.open()
        return True

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
