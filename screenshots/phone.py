"""Pictures of the page in Chromium as a phone; `screenshots/render.py --phone` calls it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from tests.e2e.phone import LARGE, SMALL, Phone, browser, serving
from tests.support.world import world as make_world

from plangate.client import devices
from plangate.model.client import Role

__all__ = ["render_phone"]

_AGENT = (
    "printf '\\033[1m● Enriching counties\\033[0m\\n'; for n in 61 68 75 82; do echo \"  $n % done\"; done; "
    "printf '\\n  340 records are left. What next?\\n\\n> '; while read -r line; do printf '\\n● %s\\n\\n> ' \"$line\"; done"
)


async def render_phone(folder: Path, told: Callable[[str], None]) -> None:
    """Pair, look, write, lose the connection; each picture is kept in `folder`."""

    async def keep(phone: Phone, name: str) -> None:
        await phone.picture(folder / f"{name}.png")
        told(f"screenshots/{name}.png")

    with make_world() as world:
        async with AsyncExitStack() as stack:
            control, _ = await world.control("desk")
            _, address = await stack.enter_async_context(serving())
            chromium = await stack.enter_async_context(browser())
            await control.new_session(world.command("sh", "-c", _AGENT, name="scraper"))
            await control.new_session(world.command("sh", "-c", "echo 14 tests passed; read x", name="tests"))
            phone = await Phone.make(chromium, address, SMALL)
            pairing = await control.ask(devices.open_pairing(Role.DRIVER))
            await phone.tab.goto(f"{address}/#pair={pairing.token}")
            await phone.tab.wait_for_url("**/pair.html")
            await phone.tab.get_by_label("What to call this device").fill("Ada's phone")
            await keep(phone, "page-pairing")
            await phone.tab.get_by_role("button", name="Pair this device").tap()
            await phone.connected()
            await phone.sees("scraper")
            await phone.sends_to_something()
            await keep(phone, "page-list")
            await phone.open("scraper")
            await phone.sees("340 records")
            await phone.tab.locator("#line").fill("when it finishes, run the enrichment for the new county")
            await keep(phone, "page-composer")
            await phone.offline(True)
            await phone.tab.get_by_text("Connection lost").wait_for()
            await phone.tab.get_by_role("button", name="Send").tap()
            await phone.tab.locator("#outbox li").wait_for()
            await keep(phone, "page-offline")
            light = await Phone.make(chromium, address, LARGE, scheme="light")
            await light.tab.goto(f"{address}/pair.html")
            await light.tab.get_by_label("Code").fill("314 159")
            await keep(light, "page-code-light")
        await world.close()
