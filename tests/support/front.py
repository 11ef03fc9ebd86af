"""A running `plangate serve`, and pages that a test opens on it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pyte
from tests.support.world import PATIENCE, World

from plangate.client import devices
from plangate.client.control import Control
from plangate.model.client import Role

__all__ = ["FrontProcess", "Page", "front", "logged", "pair"]

_PAGE = "<!doctype html><title>Plangate</title>"


class Page:
    """A browser's page without the browser: one cookie jar, one socket, one terminal."""

    def __init__(self, url: str, cookie: str, key: str, name: str) -> None:
        self.url = url
        self.cookie = cookie
        self.key = key
        self.name = name
        self.told: list[list[Any]] = []
        self.code: int | None = None
        self.acks = True
        self.bytes = 0
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self._session = aiohttp.ClientSession()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    @property
    def headers(self) -> dict[str, str]:
        """Cookie and origin, as our own page has them."""
        return {"Origin": self.url, "Cookie": f"plangate={self.cookie}"}

    @property
    def text(self) -> str:
        """The screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def instance(self) -> str:
        """Of the dashboard that is shown."""
        return str(self.message("welcome")[1]["instance"])

    def message(self, kind: str) -> list[Any]:
        """The last message of a kind."""
        return next(told for told in reversed(self.told) if told[0] == kind)

    async def open(
        self, columns: int = 80, rows: int = 24, resume: str | None = None, **headers: str
    ) -> Page:
        """Connect and say hello."""
        self._screen.reset()
        self._screen.resize(rows, columns)
        self.code, self.bytes = None, 0
        self._socket = await self._session.ws_connect(
            f"{self.url}/ws", headers={**self.headers, **headers}, compress=15, max_msg_size=0
        )
        self._reader = asyncio.get_running_loop().create_task(self._read())
        await self.send("hello", {"cols": columns, "rows": rows, "resume": resume, "key": self.key})
        return self

    async def send(self, *message: object) -> None:
        """Send a message."""
        assert self._socket is not None
        await self._socket.send_str(json.dumps(message))

    async def send_raw(self, data: str | bytes) -> None:
        """Send a frame as it is."""
        assert self._socket is not None
        await (self._socket.send_str(data) if isinstance(data, str) else self._socket.send_bytes(data))

    async def type(self, text: str) -> None:
        """Press keys."""
        await self.send("stdin", text)

    async def until(self, what: Callable[[], object], reason: str) -> None:
        """Wait until something holds; looked at whenever anything arrives."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not what():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(
                f"never happened: {reason}; code {self.code}, told {self.told}, screen:\n{self.text}"
            ) from None

    async def sees(self, text: str) -> None:
        """Wait for text on the screen."""
        await self.until(lambda: text in self.text, f"{text!r} on the screen")

    async def closed(self) -> int:
        """Wait until the other side closes; the code."""
        await self.until(lambda: self.code is not None, "the socket was closed")
        assert self.code is not None
        return self.code

    async def drop(self) -> None:
        """Lose the connection without a word."""
        assert self._socket is not None
        response = self._socket._response
        if response.connection is not None and response.connection.transport is not None:
            response.connection.transport.abort()
        await self._end()

    async def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            await self._socket.close()
        await self._end()
        await self._session.close()

    async def _end(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
            self._reader = None

    async def _read(self) -> None:
        assert self._socket is not None
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                self._stream.feed(message.data)
                self.bytes += len(message.data)
                if self.acks:
                    await self.send("ack", self.bytes)
            elif message.type is aiohttp.WSMsgType.TEXT:
                self.told.append(json.loads(message.data))
            self._news.set()
        self.code = self._socket.close_code or 1006
        self._news.set()


class FrontProcess:
    """`plangate serve`."""

    def __init__(self, process: Process, url: str) -> None:
        self.process = process
        self.url = url
        self.pages: list[Page] = []

    @property
    def address(self) -> tuple[str, int]:
        """For raw sockets."""
        host, _, port = self.url.rpartition("//")[2].rpartition(":")
        return host, int(port)

    async def ended(self) -> int:
        """Wait for its end."""
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    def add(self, page: Page) -> Page:
        """Have it closed at the end."""
        self.pages.append(page)
        return page


@contextlib.asynccontextmanager
async def front(world: World, *options: str) -> AsyncIterator[FrontProcess]:
    """Start one on a free port, and end it."""
    folder = world.root / "page"
    if not folder.exists():
        folder.mkdir()
        (folder / "index.html").write_text(_PAGE)
        (folder / "app.js").write_text("'use strict';")
    place = ("--port", "0") if "--socket" not in options else ()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "plangate", "serve", *place, *options,
        stdout=PIPE, stderr=STDOUT, stdin=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PLANGATE_WEB_PAGE": str(folder)},
    )  # fmt: skip
    assert process.stdout is not None
    made = FrontProcess(process, "")
    try:
        async with asyncio.timeout(PATIENCE):
            made.url = (await process.stdout.readline()).decode().strip()
        yield made
    finally:
        for page in made.pages:
            await page.close()
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)


async def pair(front: FrontProcess, control: Control, role: Role = Role.DRIVER, name: str = "phone") -> Page:
    """Pair a device over HTTP, as a page does."""
    pairing = await control.ask(devices.open_pairing(role))
    async with aiohttp.ClientSession() as session:
        reply = await session.post(
            f"{front.url}/pair",
            json={"token": pairing.token, "name": name},
            headers={"Origin": front.url},
        )
        told = await reply.json()
        assert reply.status == 200, told
        cookie = reply.cookies["plangate"].value
    return front.add(Page(front.url, cookie, told["key"], told["device"]["name"]))


def logged(root: Path) -> str:
    """Everything that any process of a world wrote into a log."""
    return "".join(path.read_text(errors="replace") for path in root.rglob("*.log"))
