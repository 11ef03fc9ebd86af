"""The keeper: parent of all hosts. Forks them, outlives them, and replaces those that die.

`python -m plangate.host.keeper [--detach] [--ready-fd N]`. It imports what a host needs once, so
that a host is a fork of a few milliseconds sharing its memory. It holds a duplicate of every PTY's
master and adopts the programs of hosts that die, so that a program notices nothing.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence

import plangate.host.lean  # noqa: F401 - before all others
from plangate.config import paths
from plangate.errors import PlangateError, Unavailable, UsageError
from plangate.host.connection import Connection
from plangate.host.describe import describe, withdraw
from plangate.host.holes import fill_holes
from plangate.host.listener import listen, owns, peer_uid
from plangate.host.log import log_safely
from plangate.host.loop import READ, Loop
from plangate.host.nursery import Nursery
from plangate.host.process import start_time
from plangate.host.rehearsal import rehearse
from plangate.host.system import adopt_orphans, name_process, raise_file_limit, return_freed_memory
from plangate.host.turns import SHORT, ask_for_turns
from plangate.host.visitor import Visitor
from plangate.model.client import Role
from plangate.wire import spawn
from plangate.wire.catalogue import TO_KEEPER
from plangate.wire.description import KeeperDescription
from plangate.wire.failures import failure_of
from plangate.wire.greeting import product
from plangate.wire.messages import OLDEST, VERSION, Hello, Message, Welcome
from plangate.wire.versions import agree

__all__ = ["Keeper", "main"]

_LOOK_AROUND = 5.0
"""Seconds between looks whether another keeper has taken our place, while no host needs us."""
_GREETING_PATIENCE = 10.0
_ACCEPT_PAUSE = 0.5


class Keeper:
    """Serves `keeper.sock` and looks after hosts.

    Args:
        files: The soft limit of open files that programs get.
    """

    def __init__(self, loop: Loop, files: int) -> None:
        self._loop = loop
        self._product = product()
        self._instance = os.urandom(8).hex()
        self._retired = False
        self._visitors: dict[Connection, Visitor] = {}
        self._nursery = Nursery(
            loop,
            files,
            close_in_child=self._close_in_child,
            announce=self._tell_daemons,
            on_empty=self._end_if_done,
        )
        self._path = paths.keeper_socket()
        self._listener = listen(self._path)
        status = self._path.stat()
        self._identity = (status.st_dev, status.st_ino)
        loop.watch(self._listener.fileno(), READ, self._accept)
        self._describe()
        self._look_around()

    def _close_in_child(self) -> None:
        for connection in self._visitors:
            if connection.endpoint is not None:
                connection.endpoint.close()
        self._listener.close()
        self._nursery.close_in_forked()
        self._loop.close()

    def _accept(self, _: int) -> None:
        try:
            connected, _address = self._listener.accept()
        except BlockingIOError:
            return
        except OSError:  # no descriptor is left; those inside are served on
            self._loop.forget(self._listener.fileno())
            self._loop.after(_ACCEPT_PAUSE, self._listen_again)
            return
        if peer_uid(connected) != os.getuid():
            connected.close()
            return
        visitor = Visitor()
        connection = Connection(
            self._loop,
            connected,
            TO_KEEPER,
            lambda message: self._arrived(connection, visitor, message),
            lambda: self._left(connection, visitor),
            descriptors=visitor.descriptors,
        )
        self._visitors[connection] = visitor
        self._loop.after(_GREETING_PATIENCE, lambda: None if visitor.greeted else connection.close())

    def _listen_again(self) -> None:
        self._loop.watch(self._listener.fileno(), READ, self._accept)

    def _left(self, connection: Connection, visitor: Visitor) -> None:
        self._visitors.pop(connection, None)
        visitor.drop_descriptors()
        self._nursery.disconnected(connection)

    def _arrived(self, connection: Connection, visitor: Visitor, message: Message) -> None:
        try:
            if not visitor.greeted:
                self._greet(connection, visitor, message)
            elif isinstance(message, spawn.Spawn | spawn.SpawnConfined | spawn.Reopen):
                if self._retired:
                    raise Unavailable("this keeper starts no more sessions", "Ask the new one.")
                self._nursery.start(message, connection)
            elif isinstance(message, spawn.Retire):
                self._retired = True
                connection.send(self._status(message.id))
                self._end_if_done()
            elif isinstance(message, spawn.StatusQuery):
                connection.send(self._status(message.id))
            elif isinstance(message, spawn.HostReady):
                self._nursery.register(connection, visitor, message)
            elif isinstance(message, spawn.HostLeaving):
                self._nursery.leaving(message.session)
        except PlangateError as error:
            connection.send(failure_of(error, getattr(message, "id", 0)))

    def _greet(self, connection: Connection, visitor: Visitor, message: Message) -> None:
        try:
            if not isinstance(message, Hello):
                raise UsageError("a connection begins with a greeting")
            version = agree(message, self._product)
        except PlangateError as error:
            connection.refuse(failure_of(error))
            return
        visitor.greeted, visitor.is_host = True, message.client.kind == "host"
        connection.send(Welcome(self._product, version, self._instance, Role.OWNER))

    def _status(self, request: int) -> spawn.KeeperStatus:
        return spawn.KeeperStatus(request, os.getpid(), self._product, sorted(self._nursery.wards))

    def _tell_daemons(self, message: Message) -> None:
        for connection, visitor in list(self._visitors.items()):
            if visitor.greeted and not visitor.is_host:
                connection.send(message)

    def _describe(self) -> None:
        pid = os.getpid()
        describe(
            paths.keeper_info(),
            KeeperDescription(
                pid=pid,
                started=start_time(pid),
                newest=VERSION,
                oldest=OLDEST,
                product=self._product,
                instance=self._instance,
            ),
        )

    def _look_around(self) -> None:
        if not self._nursery.wards:
            self._end_if_done()
        self._loop.after(_LOOK_AROUND, self._look_around)

    def _end_if_done(self) -> None:
        if self._nursery.wards:
            return
        current = owns(self._path, self._identity)
        if self._retired or not current:
            if current:
                withdraw(self._path, paths.keeper_info())
            self._loop.stop()


def main(arguments: Sequence[str]) -> int:
    """Run a keeper until it is no longer needed.

    With `--detach` it leaves the session and terminal of whoever starts it; with `--ready-fd N` it
    writes "ready" to that descriptor once it serves, or what went wrong.
    """
    ready = int(arguments[arguments.index("--ready-fd") + 1]) if "--ready-fd" in arguments else -1
    if "--detach" in arguments and not _detach():
        return 0
    name_process("plangate-keeper")
    log_safely()
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    try:
        files = raise_file_limit()
        adopt_orphans()
        ask_for_turns(SHORT)  # a host is a fork of ours
        loop = Loop()
        return_freed_memory()
        rehearse()
        keeper = Keeper(loop, files)
    except PlangateError as error:
        _say(ready, error.message)
        sys.stderr.write(f"keeper: {error.message}\n")
        return 1
    _say(ready, "ready")
    gc.collect()
    fill_holes()
    gc.freeze()  # what exists now is shared with all hosts; looking for garbage in it would copy it
    loop.run()
    del keeper
    return 0


def _detach() -> bool:
    """Go on as a process of nobody's session; False in the process that was called."""
    if os.fork():
        return False
    os.setsid()
    return os.fork() == 0 or os._exit(0)


def _say(descriptor: int, text: str) -> None:
    if descriptor >= 0:
        os.write(descriptor, text.encode())
        os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
