"""What is said between a supervisor and those outside who may open and close: one question, one answer.

The supervisor listens at an abstract name that nobody can guess, and answers only processes of its
own user that are no part of the session: everything in the session is under a filter for good.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

import msgspec

from plangate.errors import NotFound, Unavailable
from plangate.model.gate import Holder
from plangate.model.sandbox import Confinement
from plangate.sandbox.enter import alive
from plangate.sandbox.peers import look_at

__all__ = ["Answer", "Ask", "accept", "answer", "ask", "listen"]

_LENGTH = struct.Struct("<I")
_MOST = 16 * 1024 * 1024
_PATIENCE = 1.0
"""Seconds that a session's calls wait at most for somebody who asks and then says nothing."""
_LONGEST = 10.0


class Ask(msgspec.Struct):
    """A question."""

    do: str
    """`look`, `flip`, `stop`, `go on` or `exit`; what a supervisor does not know it takes for `look`."""
    opened: tuple[str, ...] = ()
    """For a flip: what shall be writable from now on."""
    read_only: tuple[str, ...] = ()
    """For a flip: what never is, not even in that."""


class Answer(msgspec.Struct):
    """How it stands now."""

    opened: tuple[str, ...] = ()
    lingering: tuple[str, ...] = ()
    """What was open when files in it were opened that still are."""
    busy: tuple[str, ...] = ()
    """Files that should not change and are still open for writing."""
    holders: tuple[Holder, ...] = ()
    exit: int | None = None
    """The program's wait status, once it has ended."""


def listen() -> tuple[socket.socket, str]:
    """The supervisor's end, and its name."""
    name = f"plangate-gate-{os.urandom(16).hex()}"
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    door.bind(f"\0{name}")
    door.listen(16)
    return door, name


def accept(door: socket.socket, supervisor: int, filters: int) -> socket.socket | None:
    """A connection of somebody who may ask; None for anybody else.

    Args:
        filters: How many filters everything outside is under.
    """
    try:
        connection, _ = door.accept()
    except OSError:
        return None
    uid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[1]
    peer = look_at(connection) if uid == os.geteuid() else None
    lineage = peer.ancestors if peer is not None else None
    if peer is None or not peer.alive or peer.filters > filters or lineage is None or supervisor in lineage:
        connection.close()
        return None
    return connection


def answer(connection: socket.socket, do: Callable[[Ask], Answer]) -> None:
    """Hear one question and answer it; whoever says nothing sensible gets nothing."""
    connection.settimeout(_PATIENCE)
    with suppress(OSError, ValueError):
        question = msgspec.msgpack.decode(_hear(connection), type=Ask)
        _say(connection, msgspec.msgpack.encode(do(question)))


def ask(confinement: Confinement, question: Ask) -> Answer:
    """Ask the supervisor of a session.

    Raises:
        NotFound: It has ended: nothing in its session can change anything any more.
        Unavailable: It does not answer.
    """
    if not alive(confinement):
        raise NotFound("the session's supervisor has ended")
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_LONGEST)
    with connection:
        try:
            connection.connect(f"\0{confinement.supervisor}")
            pid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
            if pid != confinement.pid:
                raise NotFound("the session's supervisor has ended")
            _say(connection, msgspec.msgpack.encode(question))
            return msgspec.msgpack.decode(_hear(connection), type=Answer)
        except ConnectionRefusedError as error:
            raise NotFound("the session's supervisor has ended") from error
        except (OSError, ValueError) as error:
            raise Unavailable(f"the session's supervisor does not answer: {error}") from error


def _say(connection: socket.socket, data: bytes) -> None:
    connection.sendall(_LENGTH.pack(len(data)) + data)


def _hear(connection: socket.socket) -> bytes:
    size = _LENGTH.unpack(_exactly(connection, _LENGTH.size))[0]
    if size > _MOST:
        raise OSError("too long")
    return _exactly(connection, size)


def _exactly(connection: socket.socket, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0:
        part = connection.recv(min(size, 65536))
        if not part:
            raise ConnectionResetError("it ended")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
