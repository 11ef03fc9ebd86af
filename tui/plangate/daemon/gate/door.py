"""The agents' own socket: one JSON object in a line, one line back, and nothing there can decide.

    {"do": "hook", "id": …, "token": …, "agent": …, "observe": …, "payload": {…}}
    {"do": "submit", "token": …, "plan": "markdown", "wait": false}
    {"do": "status", "token": …}
    {"do": "comment", "token": …, "text": …}

While a person is asked, `{"wait": true}` comes at once and now and then. Whoever floods it, never
reads, or says what is no request is let go; everybody else, and the daemon's other socket, hears
nothing of it.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec

from plangate.aio import spawn
from plangate.config import paths
from plangate.errors import BadMessage, LimitReached, PlangateError, Unauthorised, Unavailable
from plangate.wire.codec import LIMIT
from plangate.wire.greeting import check_peer

__all__ = ["AgentDoor", "Answering", "Asker"]

_log = logging.getLogger(__name__)

_BACKLOG = 128
_CONNECTIONS = 512
_BUFFERED = 64 * 1024 * 1024
"""Bytes of unfinished lines over all connections."""
_PATIENCE = 30.0
"""Seconds in which a line has to be complete."""
_UNSENT = 16 * 1024 * 1024
"""Bytes; two of the longest answers."""
_HEARTBEAT = 15.0


class Asker:
    """Whoever waits for an answer."""

    def __init__(self, say: Callable[[dict[str, Any]], None]) -> None:
        self._say = say
        self._beat: asyncio.TimerHandle | None = None

    def waits_for_a_person(self) -> None:
        """Tell it that this takes as long as a person does."""
        if self._beat is None:
            self._again()

    def probe(self) -> None:
        """Its side is closed: if it is gone altogether, the next word to it finds that out."""
        if self._beat is not None:
            self._say({"wait": True})

    def done(self) -> None:
        """The wait is over."""
        if self._beat is not None:
            self._beat.cancel()
            self._beat = None

    def _again(self) -> None:
        self._say({"wait": True})
        self._beat = asyncio.get_running_loop().call_later(_HEARTBEAT, self._again)


Answering = Callable[[dict[str, Any], Asker], Awaitable[dict[str, Any]]]
"""Answers one request; cancelled when whoever asked has gone. Raises `PlangateError` to refuse."""


class AgentDoor:
    """Accepts agents at `agents.sock`.

    Args:
        place: Where the socket belongs now.
        answer: To each request.
    """

    def __init__(self, place: Callable[[], Path], answer: Answering) -> None:
        self.buffered = 0
        self.connections: set[_Connection] = set()
        self._place = place
        self._path = place()
        self._identity: tuple[int, int] | None = None
        self._answer = answer
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen.

        Raises:
            Unavailable: The socket cannot be made.
        """
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._path.unlink(
                missing_ok=True
            )  # ours for certain: only the daemon that holds the lock gets here
            listener.bind(str(self._path))
            self._path.chmod(0o600)
            paths.keep_from_cleaners(self._path)
            listener.listen(_BACKLOG)
        except OSError as error:
            listener.close()
            raise Unavailable(f"cannot listen at {self._path}: {error.strerror}") from error
        loop = asyncio.get_running_loop()
        self._identity = _identity(self._path)
        self._server = await loop.create_unix_server(lambda: _Connection(self, self._answer), sock=listener)

    async def stay_reachable(self) -> bool:
        """Listen anew where the socket is gone, or belongs elsewhere now; whether it was needed.

        Who is connected stays. A session whose sandbox has the directory of before finds nothing there, and its hooks
        say no until it is started again.

        Raises:
            Unavailable: It is needed and not possible.
        """
        path = self._place()
        if self._server is None or (path == self._path and _identity(path) == self._identity):
            return False
        self._server.close()
        self._path = path
        await self.open()
        return True

    def close(self) -> None:
        """Accept nobody any more and let everybody go; hooks that wait come back to the next daemon."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in list(self.connections):
            connection.abort()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


class _Connection(asyncio.Protocol):
    """One agent-side process."""

    def __init__(self, door: AgentDoor, answer: Answering) -> None:
        self._door = door
        self._answer = answer
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._closing = False
        self._heard_all = False
        self._asker: Asker | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._door.connections.add(self)
        self._deadline = asyncio.get_running_loop().call_later(_PATIENCE, self._too_late)
        try:
            check_peer(transport.get_extra_info("socket"))
        except (Unauthorised, OSError) as error:
            _log.warning("refused an agent's connection: %s", error)
            transport.abort()
            return
        if len(self._door.connections) > _CONNECTIONS:
            self._refuse(LimitReached("too many requests at once", "Try again in a moment."))

    def data_received(self, data: bytes) -> None:
        if self._closing:
            return
        self._buffer += data
        self._door.buffered += len(data)
        if len(self._buffer) > LIMIT:
            self._refuse(BadMessage(f"a line of more than {LIMIT} bytes"))
        elif self._door.buffered > _BUFFERED:
            self._refuse(LimitReached("too much is being said at once", "Try again in a moment."))
        else:
            self._next()

    def eof_received(self) -> bool:
        """Whoever closes its side after the line still gets the answer; whoever has died is noticed at once."""
        self._heard_all = True
        if self._asker is not None:
            self._asker.probe()
        return self._task is not None

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._door.connections.discard(self)
        self._forget(len(self._buffer))
        if self._deadline is not None:
            self._deadline.cancel()
        if self._task is not None:
            self._task.cancel()

    def abort(self) -> None:
        """Let it go without an answer."""
        if self._transport is not None:
            self._transport.abort()

    def _next(self) -> None:
        """Take up the next complete line, one at a time."""
        end = self._buffer.find(b"\n")
        if self._task is not None or end < 0 or self._transport is None:
            return
        line = bytes(self._buffer[:end])
        self._forget(end + 1)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._task = spawn(self._serve(line), name="agent's request")

    async def _serve(self, line: bytes) -> None:
        asker = self._asker = Asker(self._say)
        try:
            answer = await self._answer(_request(line), asker)
        except PlangateError as error:
            answer = {"error": error.message, "hint": error.hint}
        except Exception:  # noqa: BLE001  # a refusal, whatever it was: agents would take silence for consent
            _log.exception("an agent's request failed")
            answer = {"error": "the daemon failed over this request", "hint": "See its log."}
        finally:
            asker.done()
            self._task = self._asker = None
        self._say(answer)
        if self._heard_all and self._transport is not None:
            self._transport.close()
        self._next()

    def _say(self, answer: dict[str, Any]) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > _UNSENT:
            _log.warning("an agent reads nothing; let go")
            transport.abort()
            return
        transport.write(msgspec.json.encode(answer) + b"\n")

    def _refuse(self, error: PlangateError) -> None:
        self._closing = True
        self._say({"error": error.message, "hint": error.hint})
        if self._transport is not None:
            self._transport.close()

    def _forget(self, size: int) -> None:
        del self._buffer[:size]
        self._door.buffered -= size

    def _too_late(self) -> None:
        self._refuse(BadMessage(f"no complete line within {_PATIENCE:g} s"))


def _request(line: bytes) -> dict[str, Any]:
    try:
        fields = msgspec.json.decode(line)
    except (ValueError, RecursionError) as error:
        raise BadMessage(f"a line is no JSON: {error}") from error
    if not isinstance(fields, dict):
        raise BadMessage("a line must be a JSON object")
    return fields
