"""One dashboard process for one device: it outlives the page's connection for a while."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from plangate.aio import spawn
from plangate.errors import ExitCode
from plangate.model.devices import DeviceView
from plangate.web.messages import Close

__all__ = ["Service", "clean_environment"]

_WINDOW = 96 * 1024
"""Bytes of output under way to a page that it has not taken yet; then nothing more is read, and the driver paints no more."""
_STUCK = 30.0
"""Seconds without any acknowledgement after which a page counts as gone."""
_PIPE_LIMIT = 16 * 1024
_ENDING = 3.0
_KILLED = 5.0
_FRAMES = "30"
_NEVER = (
    "PLANGATE_",
    "TEXTUAL",
    "TMUX",
    "STY",
    "TERM",
    "COLORTERM",
    "COLUMNS",
    "LINES",
    "ROWS",
    "LD_",
    "PYTHON",
)
_NO_MORE = ("NO_COLOR", "FORCE_COLOR")


def clean_environment(environment: Mapping[str, str], columns: int, rows: int) -> dict[str, str]:
    """The environment of a dashboard process.

    What describes the terminal of whoever started the front is left out, and what could change the program. The rest
    stays: a session that is started from a device gets what its agent logs in with from there.
    """
    kept = {
        name: value
        for name, value in environment.items()
        if not name.startswith(_NEVER) and name not in _NO_MORE
    }
    return kept | {
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "TEXTUAL_FPS": _FRAMES,
        "TERM_PROGRAM": "plangate",
        "COLUMNS": str(columns),
        "ROWS": str(rows),
    }


class Service(AppService):
    """The process, and the page that shows it, if one does.

    Args:
        device: Whose dashboard it is.
        ended: Called when the process has ended.
    """

    def __init__(self, device: DeviceView, ended: Callable[[Service], None]) -> None:
        super().__init__(
            "",
            write_bytes=self._send_bytes,
            write_str=self._send_str,
            close=self._close_page,
            download_manager=DownloadManager(),
        )
        self.device = device
        self.page: web.WebSocketResponse | None = None
        self.detached_at: float | None = None
        self._ended = ended
        self._fresh = True
        self._sent = self._acked = 0
        self._room = asyncio.Event()
        self._room.set()
        self._stopping: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._task is not None and not self._task.done() and self._stopping is None

    async def begin(self, page: web.WebSocketResponse, columns: int, rows: int, ticket: bytes) -> None:
        """Start the process for a page."""
        self.page = page
        reader, writer = os.pipe()
        try:
            os.write(writer, ticket)
            os.close(writer)
            self._process = process = await self._launch(reader, columns, rows)
        finally:
            os.close(reader)
        self._stdin = process.stdin
        self._task = spawn(self._run(), name=f"dashboard of {self.device.name}")
        await self.focus()  # a dashboard that believes to be in the background loses what is pasted

    async def attach(self, page: web.WebSocketResponse, columns: int, rows: int) -> None:
        """Show the process on another page; the one that shows it now is told."""
        before, self.page = self.page, page
        self.detached_at = None
        self._sent = self._acked = 0
        self._fresh = False  # what is on its way was painted for the other page
        self._room.set()
        if before is not None and not before.closed:
            spawn(_closed(before, Close.TAKEN_OVER, "another tab shows this dashboard"), name="taken over")
        await self.set_terminal_size(columns, rows)
        await self.focus()
        await self.send_meta({"type": "repaint"})

    async def detach(self, page: web.WebSocketResponse, now: float) -> None:
        """A page is gone; if it is the one that showed the process, nothing is painted any more."""
        if self.page is page:
            self.page = None
            self.detached_at = now
            self._room.set()
            await self.send_meta({"type": "detached"})

    def acknowledge(self, page: web.WebSocketResponse, total: int) -> None:
        """A page has taken so many bytes."""
        if self.page is page:
            self._acked = max(self._acked, min(total, self._sent))
            if self._sent - self._acked < _WINDOW:
                self._room.set()

    async def let_go(self, code: Close, why: str) -> None:
        """Close the page's socket; the process goes on."""
        await self._close_page(code, why)

    async def send_line(self, id: str, text: str, submit: bool) -> None:
        """Hand a composed line to the dashboard."""
        await self.send_meta({"type": "line", "id": id, "text": text, "submit": submit})

    async def stop(self) -> None:
        """End the process, by force if need be, and return when it is gone."""
        if self._stopping is None:
            self._stopping = spawn(self._stop(), name=f"stop the dashboard of {self.device.name}")
        await asyncio.shield(self._stopping)

    async def on_data(self, payload: bytes) -> None:
        """Output: passed on when the page has room for it."""
        if self.page is None or not self._fresh:
            return
        if self._sent - self._acked >= _WINDOW:
            self._room.clear()
            try:
                await asyncio.wait_for(self._room.wait(), _STUCK)
            except TimeoutError:
                await self._close_page(Close.TOO_MUCH, "the page takes nothing")
        if self._fresh:
            self._sent += len(payload)
            await self._send_bytes(payload)

    async def on_meta(self, data: bytes) -> None:
        """Something other than output."""
        told = json.loads(data)
        match told:
            case {"type": "repainting"}:
                self._fresh = True
            case {"type": "page", "kind": str() as kind, "values": dict() as values}:
                await self._send_str(json.dumps(_page_message(kind, values)))
            case {"type": "open_url", "url": str() as url}:
                await self._send_str(json.dumps(["open_url", {"url": url, "new_tab": True}]))
            case _:
                pass  # `exit` is followed by the process's end; files are not offered

    async def _launch(self, ticket: int, columns: int, rows: int) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # nothing is imported from the present directory
            "-m",
            "plangate.web.process",
            "--ticket-fd",
            str(ticket),
            "--parent",
            str(os.getpid()),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=clean_environment(os.environ, columns, rows),
            pass_fds=(ticket,),
            cwd="/",
            start_new_session=True,  # Ctrl-C at the front is the front's
            limit=_PIPE_LIMIT,
        )

    async def _run(self) -> None:
        """Read packets until the process ends."""
        assert self._process is not None
        source = self._process.stdout
        assert source is not None
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while await source.readline() != b"__GANGLION__\n":
                if source.at_eof():
                    break
            while True:
                kind = await source.readexactly(1)
                payload = await source.readexactly(int.from_bytes(await source.readexactly(4), "big"))
                if kind == b"D":
                    await self.on_data(payload)
                elif kind == b"M":
                    await self.on_meta(payload)
        code = await self._process.wait()
        if code == ExitCode.REFUSED:
            await self._close_page(Close.LATER, "the daemon did not let the dashboard in")
        else:
            await self._close_page(Close.ENDED, "the dashboard was left")
        self._ended(self)

    async def _stop(self) -> None:
        if self._task is None or self._process is None:
            return
        self._room.set()
        await self.send_meta({"type": "quit"})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._task), _ENDING)
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._task), _KILLED)

    async def _send_bytes(self, data: bytes) -> None:
        if self.page is not None and not self.page.closed:
            with contextlib.suppress(ConnectionError, RuntimeError):
                await self.page.send_bytes(data)

    async def _send_str(self, text: str) -> None:
        if self.page is not None and not self.page.closed:
            with contextlib.suppress(ConnectionError, RuntimeError):
                await self.page.send_str(text)

    async def _close_page(self, code: Close = Close.ENDED, why: str = "") -> None:
        page, self.page = self.page, None
        if page is not None:
            await _closed(page, code, why)


async def _closed(page: web.WebSocketResponse, code: Close, why: str) -> None:
    with contextlib.suppress(ConnectionError, RuntimeError):
        await page.close(code=code, message=why.encode())


def _page_message(kind: str, values: dict[str, Any]) -> list[object]:
    match kind:
        case "received":
            return ["received", values.get("id", "")]
        case "refused":
            return ["refused", values.get("id", ""), values.get("words", ""), values.get("hint", "")]
        case _:
            return [kind, values]
