"""Sockets with addresses: bound and connected by us on the session's own socket, after its family was seen."""

from __future__ import annotations

import errno
import os
import socket
import stat
from collections.abc import Callable
from contextlib import suppress

from plangate.sandbox import kernel
from plangate.sandbox.supervised.opening import Waits
from plangate.sandbox.supervised.rules import Rules
from plangate.sandbox.supervised.task import HERE, Task
from plangate.sandbox.supervised.walk import Found, Walker, name_of

__all__ = ["Sockets"]

_SO_DOMAIN = 39
_ADDRESS_MOST = 128
"""sizeof(struct sockaddr_storage)"""
_FAMILY = 2
_PATH_MOST = 107
_MAGIC = b"/proc/self/fd/"


class Sockets:
    """bind(2) and connect(2).

    Args:
        rules: Those that hold now.
        call: The numbers of both calls.
    """

    def __init__(self, rules: Callable[[], Rules], walker: Walker, bind: int, connect: int) -> None:
        self._rules = rules
        self._walker = walker
        self._bind, self._connect = bind, connect
        self._bound: set[tuple[int, int]] = set()
        self._abstract: set[bytes] = set()

    def bind(self, task: Task, descriptor: int, size: int) -> int:
        """Give a socket a name."""
        with _borrowed(task, descriptor) as own:
            address = self._address(task, size)
            if not _local(own, address):
                return kernel.syscall(self._bind, own.fileno(), address, len(address))
            name = address[_FAMILY:]
            if not name or name.startswith(b"\0"):
                kernel.syscall(self._bind, own.fileno(), address, len(address))
                self._abstract.add(_abstract_name(own))
                return 0
            return self._bind_path(task, own, name.partition(b"\0")[0])

    def connect(self, task: Task, descriptor: int, size: int) -> int:
        """Connect a socket, to one of this machine only when it is the session's own or meant for it.

        Raises:
            Waits: It may take long.
        """
        own = _borrowed(task, descriptor)
        kept = -1
        try:
            address = self._address(task, size)
            if _local(own, address) and len(address) > _FAMILY:
                address, kept = self._other_end(task, address)
        except BaseException:
            own.close()
            raise
        if os.get_blocking(own.fileno()):
            raise Waits(lambda: self._connected(own, address, kept))
        return self._connected(own, address, kept)

    def _connected(self, own: socket.socket, address: bytes, kept: int) -> int:
        try:
            return kernel.syscall(self._connect, own.fileno(), address, len(address))
        finally:
            own.close()
            if kept >= 0:
                os.close(kept)

    def _address(self, task: Task, size: int) -> bytes:
        if not 0 <= size <= _ADDRESS_MOST:
            raise OSError(errno.EINVAL, "")
        return task.memory(1, size)

    def _bind_path(self, task: Task, own: socket.socket, path: bytes) -> int:
        found = self._walker.find(task, HERE, path, follow=False)
        try:
            if found.node >= 0 or found.parent < 0:
                raise OSError(errno.EADDRINUSE, "")
            if not self._rules().may_place(found.directory(), found.place()):
                raise OSError(errno.EROFS, "")
            os.umask(task.umask)
            own.bind(_told(path, found))
            info = os.stat(found.name, dir_fd=found.parent, follow_symlinks=False)
            self._bound.add((info.st_dev, info.st_ino))
        finally:
            found.close()
        return 0

    def _other_end(self, task: Task, address: bytes) -> tuple[bytes, int]:
        """The address that leads to exactly what was looked at, and what has to stay open meanwhile."""
        name = address[_FAMILY:]
        if name.startswith(b"\0"):
            if name not in self._abstract:
                raise PermissionError(errno.EPERM, "")
            return address, -1
        found = self._walker.find(task, HERE, name.partition(b"\0")[0], follow=True)
        try:
            if found.node < 0:
                raise FileNotFoundError(errno.ENOENT, "")
            info = os.fstat(found.node)
            own = stat.S_ISSOCK(info.st_mode) and (info.st_dev, info.st_ino) in self._bound
            if not own and not self._rules().may_connect(name_of(found.node)):
                raise PermissionError(errno.EACCES, "")
            kept = os.dup(found.node)
        finally:
            found.close()
        return address[:_FAMILY] + _MAGIC + b"%d\0" % kept, kept


def _told(path: bytes, found: Found) -> bytes:
    """How a socket is bound so that it lies where we looked: as was said, as long as that leads there."""
    with suppress(OSError):
        above = path.rpartition(b"/")[0] or b"/"
        if path.startswith(b"/") and os.path.samestat(os.stat(above), os.fstat(found.parent)):  # noqa: PTH116
            return path  # nobody of the session can change where it leads meanwhile
    plain = os.fsencode(found.place())
    return plain if len(plain) <= _PATH_MOST else _MAGIC + b"%d/" % found.parent + found.name


def _borrowed(task: Task, descriptor: int) -> socket.socket:
    """The task's socket: whatever it does with its own descriptor, this one stays what it is."""
    pidfd = os.pidfd_open(task.process)
    try:
        copy = kernel.pidfd_getfd(pidfd, descriptor)
    finally:
        os.close(pidfd)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise


def _local(own: socket.socket, address: bytes) -> bool:
    """Whether it is for programs of this machine."""
    return own.getsockopt(socket.SOL_SOCKET, _SO_DOMAIN) == socket.AF_UNIX and bool(address)


def _abstract_name(own: socket.socket) -> bytes:
    name = own.getsockname()
    return name if isinstance(name, bytes) else os.fsencode(name)
