"""One framed connection with plain blocking sockets; imports no asyncio, for commands that must start fast."""

from __future__ import annotations

import select
import socket
import time
from collections import deque
from pathlib import Path

from plangate.errors import TimedOut, Unavailable
from plangate.wire.codec import Decoder, encode
from plangate.wire.greeting import check_peer, check_welcome
from plangate.wire.messages import Hello, Message, Welcome

__all__ = ["Wire"]


class Wire:
    """A connection that has been welcomed.

    Raises:
        Unavailable: Nobody listens there, or the other side went away.
        TimedOut: It does not answer within `patience` seconds.
        PlangateError: It refused us.
    """

    def __init__(
        self, path: Path, hello: Hello, kinds: tuple[type[Message], ...], *, patience: float = 5.0
    ) -> None:
        self._path = path
        self._decoder = Decoder(kinds)
        self._inbox: deque[Message] = deque()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.settimeout(patience)
            self._socket.connect(str(path))
            check_peer(self._socket)
            self.send(hello)
            self.welcome: Welcome = check_welcome(self.receive(patience))
        except OSError as error:
            self.close()
            raise Unavailable(f"cannot connect to {path}: {error.strerror or error}") from error
        except BaseException:
            self.close()
            raise

    def fileno(self) -> int:
        """For selectors."""
        return self._socket.fileno()

    def send(self, message: Message) -> None:
        """Send a message."""
        self.send_bytes(encode(message))

    def send_bytes(self, data: bytes) -> None:
        """Send an encoded message."""
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise Unavailable(f"{self._path} went away: {error.strerror or error}") from error

    def receive(self, patience: float | None) -> Message:
        """The next message, waited for at most `patience` seconds, or for ever."""
        deadline = None if patience is None else time.monotonic() + patience
        while not self._inbox:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            readable, _, _ = select.select([self._socket], [], [], left)
            if not readable:
                raise TimedOut(f"no answer at {self._path} within {patience:g} s")
            self._read()
        return self._inbox.popleft()

    def pending(self) -> list[Message]:
        """After a selector found it readable: what has arrived; one read, never waits for more."""
        if select.select([self._socket], [], [], 0)[0]:
            self._read()
        found = list(self._inbox)
        self._inbox.clear()
        return found

    def close(self) -> None:
        """Disconnect."""
        self._socket.close()

    def _read(self) -> None:
        try:
            data = self._socket.recv(1 << 18)
        except OSError as error:
            raise Unavailable(f"{self._path} went away: {error.strerror or error}") from error
        if not data:
            raise Unavailable(f"{self._path} went away: the connection was closed")
        self._inbox.extend(self._decoder.feed(data))
