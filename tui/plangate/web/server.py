"""The front: who may come in, the page's files, pairing, and one socket for each dashboard."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import WSMsgType, web
from textual_serve.server import Server

from plangate.aio import spawn
from plangate.client.greeting import product
from plangate.errors import NotFound, PlangateError, Refused, Unauthorised, Unavailable, UsageError
from plangate.model.devices import DeviceView, Front
from plangate.web import messages
from plangate.web.door import dress, served
from plangate.web.files import media_type
from plangate.web.guard import Origins, Question, refusal
from plangate.web.limits import Bucket, Throttle
from plangate.web.link import Link
from plangate.web.messages import LONGEST, Close, Malformed, PageMessage, parse
from plangate.web.service import Service

__all__ = ["DashboardServer"]

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_BODY = 16 * 1024
_PATIENCE = 10.0
_HEARTBEAT = 15.0
_SENDING = 32 * 1024
"""Bytes the kernel keeps for a page; what lies there is old before it arrives."""
_GRACE = 600.0
"""Seconds for which a dashboard that nobody shows is kept."""
_MOST = 16
_MESSAGES = (100.0, 400.0)
_BYTES = (256.0 * 1024, 1024.0 * 1024)
_TOO_LONG = 5.0
"""Seconds of waiting that a page may earn by what it sends."""
_COOKIE = "plangate"
_YEAR = 365 * 24 * 3600


class DashboardServer(Server):
    """textual-serve's server with a door, devices and dashboards that outlive a connection.

    Args:
        files: The page, by path.
        origins: Under which names it is reached.
        front: What is told to whoever pairs.
    """

    def __init__(self, files: Mapping[str, Path], origins: Origins, front: Front) -> None:
        super().__init__("plangate")
        self._files = files
        self._origins = origins
        self._link = Link(front, self._only, self._revoked)
        self._services: dict[str, Service] = {}
        self._starting: dict[str, asyncio.Lock] = {}
        self._throttle = Throttle(time.monotonic)
        self._sweeper: asyncio.Task[None] | None = None

    async def open(self) -> web.Application:
        """Reach the daemon and make the application.

        Raises:
            PlangateError: The daemon cannot be reached, or does not let this process serve.
        """
        await self._link.open()
        return await self._make_app()

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[_guarded(self._refusal)], client_max_size=_BODY)
        app.add_routes(
            [
                web.get("/ws", self.handle_websocket),
                web.get("/me", self._me),
                web.post("/pair", self._pair),
                web.post("/leave", self._leave),
                web.get("/{path:.*}", self._file),
            ]
        )
        app.on_response_prepare.append(_dressed)
        app.on_startup.append(self.on_startup)
        app.on_shutdown.append(self.on_shutdown)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Look after dashboards that nobody shows."""
        self._sweeper = spawn(self._sweep(), name="sweep dashboards")

    async def on_shutdown(self, app: web.Application) -> None:
        """End all dashboards; none outlives the front."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        await asyncio.gather(*(service.stop() for service in list(self._services.values())))
        await self._link.close()

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One page and its dashboard."""
        token = _token(request)
        page = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=LONGEST)
        if not token:
            raise web.HTTPUnauthorized(text=_words("this browser is not paired"))
        await self._link.know(token)
        await page.prepare(request)
        _small_buffer(request)
        try:
            async with asyncio.timeout(_PATIENCE):
                first = parse(await page.receive_str())
            if not isinstance(first, messages.Greeting):
                raise Malformed("a greeting comes first")
            service = await self._service(page, token, first)
        except (Malformed, TypeError, TimeoutError):
            await page.close(code=Close.MALFORMED)
        except Unauthorised as error:
            await page.close(code=Close.REVOKED, message=error.message.encode()[:120])
        except PlangateError as error:
            await page.close(code=Close.LATER, message=error.message.encode()[:120])
        else:
            try:
                await self._listen(page, service)
            finally:
                await service.detach(page, time.monotonic())
        return page

    async def _service(self, page: web.WebSocketResponse, token: str, hello: messages.Greeting) -> Service:
        """The device's dashboard, shown on this page."""
        ticket = await self._link.ticket(token, hello.key)
        device = ticket.device
        async with self._starting.setdefault(device.id, asyncio.Lock()):
            service = self._services.get(device.id)
            if service is not None and service.alive:
                await _welcome(page, service, device, resumed=hello.resume == service.app_service_id)
                await service.attach(page, hello.columns, hello.rows)
                return service
            await self._make_room()
            service = self._services[device.id] = Service(device, self._ended)
            await _welcome(page, service, device, resumed=False)
            await service.begin(page, hello.columns, hello.rows, ticket.ticket)
            return service

    async def _listen(self, page: web.WebSocketResponse, service: Service) -> None:
        pieces = Bucket(*_MESSAGES, time.monotonic)
        volume = Bucket(*_BYTES, time.monotonic)
        async for message in page:
            if service.page is not page:
                return  # another tab has it, and this one was told
            if message.type is not WSMsgType.TEXT:
                await page.close(code=Close.MALFORMED)
                return
            wait = max(pieces.take(1), volume.take(len(message.data)))
            if wait > _TOO_LONG:
                await page.close(code=Close.TOO_MUCH)
                return
            if wait:
                await asyncio.sleep(wait)
            try:
                await _act(page, service, parse(message.data))
            except Malformed:
                await page.close(code=Close.MALFORMED)
                return

    async def _me(self, request: web.Request) -> web.Response:
        return web.json_response(_told(await self._link.know(_token(request))))

    async def _pair(self, request: web.Request) -> web.Response:
        where = request.remote or "socket"
        if (wait := self._throttle.wait(where)) > 0:
            raise web.HTTPTooManyRequests(
                text=_words("too many wrong codes", f"Try again in {wait:.0f} s."),
                headers={"Retry-After": str(int(wait) + 1)},
            )
        asked = await _body(request)
        browser = request.headers.get("User-Agent", "")
        try:
            paired = await self._link.pair(asked["token"], asked["code"], asked["name"], where, browser)
        except Refused:
            self._throttle.failed(where)
            raise
        self._throttle.passed(where)
        response = web.json_response({**_told(paired.device), "key": paired.key})
        secure = _secure(request)
        response.set_cookie(
            _cookie(request),
            paired.token,
            httponly=True,
            samesite="Strict",
            secure=secure,
            path="/",
            max_age=_YEAR,
        )
        return response

    async def _leave(self, request: web.Request) -> web.Response:
        asked = await _body(request)
        ticket = await self._link.ticket(_token(request), asked["key"])
        await self._link.forget(ticket.device.id)
        response = web.Response(status=204)
        response.del_cookie(_cookie(request), path="/")
        return response

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = self._files.get(request.path)
        if path is None:
            raise web.HTTPNotFound(text=_words("there is nothing here"))
        body = await asyncio.to_thread(path.read_bytes)
        return web.Response(body=body, headers={"Content-Type": media_type(path)})

    def _refusal(self, request: web.Request) -> tuple[int, str]:
        headers = request.headers
        asked = Question(
            method=request.method,
            path=request.path,
            host=headers.get("Host", ""),
            origin=headers.get("Origin"),
            site=headers.get("Sec-Fetch-Site", ""),
            mode=headers.get("Sec-Fetch-Mode", ""),
        )
        return refusal(asked, self._origins)

    def _only(self, known: frozenset[str]) -> None:
        for device in [device for device in self._services if device not in known]:
            self._revoked(device)

    def _revoked(self, device: str) -> None:
        service = self._services.get(device)
        if service is not None:
            spawn(self._expel(service), name=f"expel {service.device.name}")

    async def _expel(self, service: Service) -> None:
        await service.let_go(Close.REVOKED, "this device was revoked")
        await service.stop()

    def _ended(self, service: Service) -> None:
        if self._services.get(service.device.id) is service:
            del self._services[service.device.id]

    async def _make_room(self) -> None:
        """Where there are as many dashboards as there may be, the one that was left first ends."""
        running = [service for service in self._services.values() if service.alive]
        if len(running) < _MOST:
            return
        left = [(service.detached_at, service) for service in running if service.detached_at is not None]
        if not left:
            raise Unavailable(f"{_MOST} dashboards are shown already")
        await min(left, key=lambda each: each[0])[1].stop()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_GRACE / 20)
            now = time.monotonic()
            for service in list(self._services.values()):
                if service.detached_at is not None and now - service.detached_at > _GRACE:
                    await service.stop()


async def _act(page: web.WebSocketResponse, service: Service, message: PageMessage) -> None:
    match message:
        case messages.Stdin(data=data):
            await service.send_bytes(data)
        case messages.Line(id=id, text=text, submit=submit):
            await service.send_line(id, text, submit)
        case messages.Resize(columns=columns, rows=rows):
            await service.set_terminal_size(columns, rows)
        case messages.Ack(total=total):
            service.acknowledge(page, total)
        case messages.Ping(stamp=stamp):
            await page.send_json(["pong", stamp])
        case messages.Focus(gained=gained):
            await (service.focus() if gained else service.blur())
        case messages.Greeting():
            raise Malformed("a second greeting")


async def _welcome(
    page: web.WebSocketResponse, service: Service, device: DeviceView, *, resumed: bool
) -> None:
    told = {**_told(device), "instance": service.app_service_id, "resumed": resumed}
    await page.send_json(["welcome", told])


def _told(device: DeviceView) -> dict[str, Any]:
    return {
        "device": {"id": device.id, "name": device.name},
        "role": str(device.role),
        "version": product(),
    }


class _Asked(msgspec.Struct):
    token: str = ""
    code: str = ""
    name: str = ""
    key: str = ""


async def _body(request: web.Request) -> dict[str, str]:
    """The request's JSON."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text=_words("JSON is wanted"))
    try:
        async with asyncio.timeout(_PATIENCE):
            asked = msgspec.json.decode(await request.read(), type=_Asked)
    except ValueError as error:
        raise web.HTTPBadRequest(text=_words("that is not what is wanted")) from error
    except TimeoutError as error:
        raise web.HTTPRequestTimeout(text=_words("that took too long")) from error
    return msgspec.structs.asdict(asked)


def _words(error: str, hint: str = "") -> str:
    return msgspec.json.encode({"error": error, "hint": hint}).decode()


def _secure(request: web.Request) -> bool:
    """Whether the browser came by TLS, here or in front of us."""
    return request.secure or request.headers.get("Origin", "").startswith("https://")


def _cookie(request: web.Request) -> str:
    return f"__Host-{_COOKIE}" if _secure(request) else _COOKIE


def _token(request: web.Request) -> str:
    return request.cookies.get(f"__Host-{_COOKIE}") or request.cookies.get(_COOKIE, "")


def _small_buffer(request: web.Request) -> None:
    connection = request.transport.get_extra_info("socket") if request.transport is not None else None
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENDING)


async def _dressed(request: web.Request, response: web.StreamResponse) -> None:
    dress(response)


def _guarded(refused: Callable[[web.Request], tuple[int, str]]) -> Any:
    """Nothing gets past this that is not from our own page, and errors are told in words."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        served(request)
        status, why = refused(request)
        if status:
            return _failed(status, why)
        try:
            return await handler(request)
        except web.HTTPException as error:
            error.content_type = "application/json"
            raise
        except PlangateError as error:
            return _failed(_STATUS.get(type(error), 503), error.message, error.hint)

    return guard


_STATUS: Mapping[type[PlangateError], int] = {
    Unauthorised: 401,
    Refused: 403,
    NotFound: 404,
    UsageError: 400,
}


def _failed(status: int, error: str, hint: str = "") -> web.Response:
    return web.Response(status=status, text=_words(error, hint), content_type="application/json")
