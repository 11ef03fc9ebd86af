"""Sockets that processes listen at: private, of our user only, never half there."""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path

from plangate.errors import Unavailable

__all__ = ["listen", "owns", "peer_uid"]

_BACKLOG = 128
_CREDENTIALS = struct.Struct("3i")


def listen(path: Path) -> socket.socket:
    """A listening socket at `path`, in place of whatever was there.

    It is bound under another name and renamed: who connects reaches the old process or this one,
    never a path without a listener.

    Raises:
        Unavailable: The socket cannot be made.
    """
    temporary = path.with_name(f".{os.getpid()}.{path.name}"[:24])
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        temporary.unlink(missing_ok=True)
        listener.bind(str(temporary))
        temporary.chmod(0o1600)  # sticky: cleaners of runtime directories leave such files
        listener.listen(_BACKLOG)
        temporary.replace(path)
    except OSError as error:
        listener.close()
        raise Unavailable(f"cannot listen at {path}: {error.strerror or error}") from error
    finally:
        os.umask(mask)
    listener.setblocking(False)
    return listener


def owns(path: Path, identity: tuple[int, int]) -> bool:
    """Whether the file at `path` still is the one with this device and inode number."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return (found.st_dev, found.st_ino) == identity


def peer_uid(connection: socket.socket) -> int:
    """User id of the process at the other end, as the kernel knows it."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(raw)[1])
