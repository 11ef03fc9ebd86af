"""One framed, non-blocking connection of the loop, with a bounded queue of what is to be sent."""

from __future__ import annotations

import select
import socket
from collections import deque
from collections.abc import Callable

from plangate.errors import BadMessage
from plangate.host.loop import READ, WRITE, Loop
from plangate.wire.codec import Decoder, encode
from plangate.wire.failures import failure_of
from plangate.wire.messages import Message

__all__ = ["QUEUE_LIMIT", "Connection"]

QUEUE_LIMIT = 16 * 1024 * 1024
"""Bytes; who leaves more than this unread is disconnected. Two of the longest messages fit."""
_CHUNK = 16384
_LAST_WORDS = 2.0
"""Seconds a refused connection has to read why."""
_MOST_FDS = 4


class Connection:
    """Messages in by callback, messages out through a queue.

    Args:
        on_message: Called with each message.
        on_closed: Called once, when the connection has ended, whoever ended it.
        descriptors: Where file descriptors that come along are put; None where none are taken.
    """

    __slots__ = (
        "_closing",
        "_decoder",
        "_descriptors",
        "_loop",
        "_queue",
        "_queued",
        "_socket",
        "on_closed",
        "on_drained",
        "on_message",
    )

    def __init__(
        self,
        loop: Loop,
        connected: socket.socket,
        kinds: tuple[type[Message], ...],
        on_message: Callable[[Message], None],
        on_closed: Callable[[], None],
        *,
        urgent: bool = True,
        descriptors: list[int] | None = None,
    ) -> None:
        self._loop = loop
        self._descriptors = descriptors
        self._socket: socket.socket | None = connected
        self._decoder = Decoder(kinds)
        self._queue: deque[memoryview] = deque()
        self._queued = 0
        self._closing = False
        self.on_message = on_message
        self.on_closed = on_closed
        self.on_drained: Callable[[], None] | None = None
        """Called when everything queued has been sent."""
        connected.setblocking(False)
        loop.watch(connected.fileno(), READ, self._ready, urgent=urgent)

    @property
    def open(self) -> bool:
        """Whether messages can be sent."""
        return self._socket is not None and not self._closing

    @property
    def backlog(self) -> int:
        """Bytes that wait for the other side to read."""
        return self._queued

    @property
    def endpoint(self) -> socket.socket | None:
        """The socket itself; None once closed."""
        return self._socket

    def send(self, message: Message) -> None:
        """Send, or queue, or drop the connection when the other side leaves too much unread."""
        if self.open:
            self.send_bytes(encode(message))

    def send_bytes(self, data: bytes) -> None:
        """Send an encoded message."""
        connected = self._socket
        if connected is None or self._closing:
            return
        sent = 0
        if not self._queue:
            try:
                sent = connected.send(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                self.close()
                return
            if sent == len(data):
                return
            self._loop.change(connected.fileno(), READ | WRITE)
        self._queue.append(memoryview(data)[sent:])
        self._queued += len(data) - sent
        if self._queued > QUEUE_LIMIT:
            self.close()

    def send_with(self, message: Message, descriptor: int) -> None:
        """Send a short message and a file descriptor with it; only on a connection without a backlog."""
        connected = self._socket
        if connected is None:
            return
        try:
            socket.send_fds(connected, [encode(message)], [descriptor])
        except OSError:
            self.close()

    def refuse(self, message: Message) -> None:
        """Send a last message and close once it is out; nothing more is read."""
        self.send(message)
        connected = self._socket
        if connected is None:
            return
        self._closing = True
        if self._queue:
            self._loop.change(connected.fileno(), WRITE)
            self._loop.after(_LAST_WORDS, self.close)
        else:
            self.close()

    def close(self) -> None:
        """End the connection now; harmless when it has ended."""
        connected, self._socket = self._socket, None
        if connected is None:
            return
        self._loop.forget(connected.fileno())
        connected.close()
        self._queue.clear()
        self._queued = 0
        self.on_closed()

    def drain(self) -> None:
        """Take what has arrived before the other side went away, until the connection has ended."""
        while self.open and self._readable():
            self._ready(READ)

    def receive(self, data: bytes) -> None:
        """Take bytes that were read elsewhere."""
        try:
            messages = self._decoder.feed(data)
        except BadMessage as error:
            self.refuse(failure_of(error))
            return
        for message in messages:
            if self._socket is None or self._closing:
                return
            self.on_message(message)

    def _ready(self, events: int) -> None:
        if events & WRITE:
            self._write()
        connected = self._socket
        if connected is None or self._closing or not events & READ:
            return
        try:
            data = connected.recv(_CHUNK) if self._descriptors is None else self._receive_fds(connected)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.receive(data)
        else:
            self.close()

    def _readable(self) -> bool:
        return self._socket is not None and bool(select.select([self._socket], [], [], 0)[0])

    def _receive_fds(self, connected: socket.socket) -> bytes:
        data, descriptors, _, _ = socket.recv_fds(connected, _CHUNK, _MOST_FDS, socket.MSG_CMSG_CLOEXEC)
        if self._descriptors is not None:
            self._descriptors.extend(descriptors)
        return data

    def _write(self) -> None:
        connected, queue = self._socket, self._queue
        while queue and connected is not None:
            first = queue[0]
            try:
                sent = connected.send(first)
            except BlockingIOError:
                return
            except OSError:
                self.close()
                return
            self._queued -= sent
            if sent < len(first):
                queue[0] = first[sent:]
                return
            queue.popleft()
        if connected is None:
            return
        if self._closing:
            self.close()
            return
        self._loop.change(connected.fileno(), READ)
        if self.on_drained is not None:
            self.on_drained()
