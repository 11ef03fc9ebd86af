"""HTTP as a front takes it: few connections at once, no waiting for slow ones, the same headers with every answer."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import hdrs, web
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_server import Server

from plangate.web.guard import HEADERS

__all__ = ["Door", "Runner", "dress"]

_PATIENCE = 10.0
"""Seconds in which a request has to be complete."""
_MOST = 128
_LONGEST_LINE = 4096
_KEEP_ALIVE = 30.0


def dress(response: web.StreamResponse) -> None:
    """Give an answer the headers that each has, and take away what tells of the server."""
    response.headers.update(HEADERS)
    response.headers.popall(hdrs.SERVER, None)


class _Bare(web.Response):
    """An answer that no application made."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        dress(self)


class _Visitor(RequestHandler):
    """One connection."""

    __slots__ = ("_door", "_late")

    def __init__(self, door: Door, *, loop: asyncio.AbstractEventLoop, **options: Any) -> None:
        super().__init__(door, loop=loop, **options)
        self._door = door
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._hurry()
        self._door.came(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        self.take_time()
        self._door.waiting.pop(self, None)
        self._door.count -= 1
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._current_request is None and self._late is None:
            self._hurry()  # another request on a connection that was kept
        super().data_received(data)

    def take_time(self) -> None:
        """The request is complete."""
        if self._late is not None:
            self._late.cancel()
            self._late = None
        self._door.waiting.pop(self, None)

    def leave(self) -> None:
        """Hang up."""
        self.take_time()
        if self.transport is not None:
            self.transport.abort()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what cannot be understood; nothing of it is repeated or logged."""
        response = _Bare(status=status, text=f"{status}\n")
        response.force_close()
        return response

    def _hurry(self) -> None:
        self._late = asyncio.get_running_loop().call_later(_PATIENCE, self.leave)
        self._door.waiting[self] = None


class Door(Server):
    """All connections."""

    def __init__(self, handler: Any, **options: Any) -> None:
        super().__init__(handler, **options)
        self.count = 0
        self.waiting: dict[_Visitor, None] = {}
        """Those that have not completed a request, the oldest first."""

    def __call__(self) -> RequestHandler:
        """For a new connection."""
        return _Visitor(
            self,
            loop=self._loop,
            access_log=None,
            keepalive_timeout=_KEEP_ALIVE,
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
        )

    def came(self, visitor: _Visitor) -> None:
        """Make room for a new one: whoever has waited longest without asking for anything goes."""
        self.count += 1
        if self.count > _MOST:
            next(iter(self.waiting)).leave()


class Runner(web.AppRunner):
    """Runs an application behind a `Door`."""

    async def _make_server(self) -> Server:
        made = await super()._make_server()
        return Door(made.request_handler, request_factory=made.request_factory)


def served(request: web.Request) -> None:
    """The request is complete; whoever sent it may take time from now on."""
    visitor = request.protocol
    assert isinstance(visitor, _Visitor)
    visitor.take_time()
