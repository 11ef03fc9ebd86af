"""A phone: Chromium with touch and a small window, on a front of its own, driven by Playwright."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Error, Locator, async_playwright
from playwright.async_api import Page as Tab
from tests.support.world import PATIENCE

from plangate.client import devices
from plangate.client.control import Control
from plangate.model.client import Role

__all__ = ["LARGE", "PATIENCE", "SMALL", "Phone", "browser", "serving"]

SMALL = {"width": 390, "height": 844}
LARGE = {"width": 412, "height": 915}
_FLAGS = (
    "--no-sandbox",  # tests run as root in containers
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_MOMENT = 1000 * PATIENCE
_SCREEN = "() => window.plangate.screen.text"


@contextlib.asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Chromium, from the system: Playwright's own one is a download."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program is not None, "chromium is not installed; tests/e2e/install installs it"
    async with async_playwright() as play:
        made = await play.chromium.launch(executable_path=program, args=_FLAGS)
        try:
            yield made
        finally:
            await made.close()


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[tuple[Process, str]]:
    """`plangate serve` with the real page; its process and address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "plangate", "serve", "--port", "0", stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            address = (await process.stdout.readline()).decode().strip()
        yield process, address
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)


class Phone:
    """One phone and its page."""

    def __init__(self, context: BrowserContext, tab: Tab, address: str) -> None:
        self.context = context
        self.tab = tab
        self.address = address
        assert tab.viewport_size is not None
        self.whole = tab.viewport_size
        self.faults: list[str] = []
        self._cdp: CDPSession | None = None
        tab.set_default_timeout(_MOMENT)
        tab.on("pageerror", lambda error: self.faults.append(str(error)))
        tab.on("console", lambda told: self.faults.append(told.text) if told.type == "error" else None)
        tab.on("request", lambda asked: self._foreign(asked.url))

    @classmethod
    async def make(
        cls, browser: Browser, address: str, size: dict[str, int] = SMALL, *, scheme: str = "dark"
    ) -> Phone:
        """A phone that has never been here."""
        context = await browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            device_scale_factor=1,  # an emulated one breaks the sizes of xterm's canvas
            has_touch=True,
            is_mobile=True,
            color_scheme="light" if scheme == "light" else "dark",
        )
        return cls(context, await context.new_page(), address)

    async def pair(self, control: Control, role: Role = Role.DRIVER, name: str = "Ada's phone") -> None:
        """Scan the code, name the device, and wait for the dashboard."""
        pairing = await control.ask(devices.open_pairing(role))
        await self.tab.goto(f"{self.address}/#pair={pairing.token}")
        await self.tab.wait_for_url("**/pair.html")
        await self.tab.get_by_label("What to call this device").fill(name)
        await self.tab.get_by_role("button", name="Pair this device").tap()
        await self.tab.wait_for_url(f"{self.address}/")
        await self.connected()

    async def connected(self) -> None:
        """Wait until the page is connected."""
        await self.tab.locator("body[data-link=open]").wait_for()

    async def sees(self, text: str) -> str:
        """Wait for text in the terminal; the screen it was on."""
        await self.until("text => window.plangate.screen.text.includes(text)", text)
        return await self.screen()

    async def until(self, what: str, value: object = None) -> None:
        """Wait until a function of the page returns true; Playwright's own way needs what our policy forbids."""
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(Error):  # the page may be loading just now
                if await self.tab.evaluate(what, value):
                    return
            shown = await self.screen() if time.monotonic() > deadline else ""
            assert time.monotonic() < deadline, f"never: {what} {value!r}; screen:\n{shown}"
            await asyncio.sleep(0.05)

    async def screen(self) -> str:
        """The terminal's text."""
        return str(await self.tab.evaluate(_SCREEN))

    async def size(self) -> tuple[int, int]:
        """Columns and rows."""
        found: Sequence[int] = await self.tab.evaluate(
            "() => [window.plangate.screen.term.cols, window.plangate.screen.term.rows]"
        )
        return found[0], found[1]

    async def place(self, text: str) -> tuple[float, float]:
        """Where the middle of a text in the terminal is, in CSS pixels."""
        rows = (await self.sees(text)).split("\n")
        row = next(number for number, line in enumerate(rows) if text in line)
        columns, count = await self.size()
        box: dict[str, float] = await self.tab.evaluate("() => window.plangate.screen.box.toJSON()")
        column = rows[row].index(text) + len(text) / 2
        return box["left"] + box["width"] * column / columns, box["top"] + box["height"] * (row + 0.5) / count

    async def tap(self, text: str) -> None:
        """Tap on a text in the terminal."""
        await self.tab.touchscreen.tap(*await self.place(text))

    async def shows(self, view: str) -> None:
        """Wait until a view fills the screen."""
        await self.tab.locator(f"body[data-view={view}]").wait_for()

    async def open(self, name: str) -> None:
        """Open a session from the list, to be read."""
        await self.sends_to_something()
        await self.tap(name)
        await self.shows("session")
        await self.sends_to(name)

    async def sends_to_something(self) -> None:
        """Wait until the dashboard shows its sessions."""
        await self.tab.locator("#line[placeholder^=Message]").wait_for()

    async def swipe(self, start: tuple[float, float], way: float, *, rest: bool = True) -> None:
        """Draw a finger up by so many pixels (down when negative); with `rest` it stops before it leaves."""
        x, y = start
        await self._touch("touchStart", x, y)
        for step in range(1, 11):
            await self._touch("touchMove", x, y - way * step / 10)
        if rest:
            await self.tab.wait_for_timeout(150)
        await self._touch("touchEnd")

    async def scroll_until(self, text: str) -> None:
        """Draw what is above into sight, until a text is there."""
        deadline = time.monotonic() + PATIENCE
        while text not in await self.screen():
            assert time.monotonic() < deadline, f"{text} does not come"
            box: dict[str, float] = await self.tab.evaluate("() => window.plangate.screen.box.toJSON()")
            await self.swipe((box["width"] / 2, box["height"] / 2), -box["height"] / 3)

    async def hold(self, x: float, y: float) -> None:
        """Press long."""
        await self._touch("touchStart", x, y)
        await self.tab.wait_for_timeout(700)
        await self._touch("touchEnd")

    async def pinch(self, x: float, y: float, factor: float) -> None:
        """Spread two fingers."""
        for step in range(5):
            apart = 40 * (1 + (factor - 1) * step / 4)
            points = [{"x": x, "y": y - apart, "id": 0}, {"x": x, "y": y + apart, "id": 1}]
            await self._send("touchStart" if step == 0 else "touchMove", points)
        await self._send("touchEnd", [])

    async def compose(self, *stages: str, commit: str) -> None:
        """What a keyboard with suggestions does: a word in stages, then whole."""
        cdp = await self.cdp()
        for stage in stages:
            await cdp.send(
                "Input.imeSetComposition",
                {"text": stage, "selectionStart": len(stage), "selectionEnd": len(stage)},
            )
        if commit:
            await cdp.send("Input.insertText", {"text": commit})

    async def keyboard(self, height: int) -> None:
        """Take the height of an on-screen keyboard away; 0 gives it back."""
        await self.tab.set_viewport_size(
            {"width": self.whole["width"], "height": self.whole["height"] - height}
        )

    def key(self, name: str) -> Locator:
        """A key of the bar."""
        return self.tab.locator(f"#keys [data-key={name}]")

    async def press(self, name: str) -> None:
        """Press a key of the bar."""
        await self.key(name).scroll_into_view_if_needed()
        await self.key(name).tap()

    async def offline(self, gone: bool) -> None:
        """Lose the network, or get it back."""
        await self.context.set_offline(gone)

    async def sends_to(self, name: str) -> None:
        """Wait until the composer writes to a session."""
        await self.tab.locator(f"#line[placeholder='Message {name}']").wait_for()

    async def picture(self, path: Path) -> None:
        """Keep what is seen."""
        await self.tab.screenshot(path=path)

    async def cdp(self) -> CDPSession:
        """Chromium's own protocol, for what Playwright has no words for."""
        self._cdp = self._cdp or await self.context.new_cdp_session(self.tab)
        return self._cdp

    async def _touch(self, kind: str, x: float = 0, y: float = 0) -> None:
        await self._send(kind, [] if kind == "touchEnd" else [{"x": x, "y": y}])

    async def _send(self, kind: str, points: list[dict[str, Any]]) -> None:
        cdp = await self.cdp()
        await cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def _foreign(self, url: str) -> None:
        if not url.startswith(("data:", "blob:", self.address)):
            self.faults.append(f"asks {json.dumps(url)}")
