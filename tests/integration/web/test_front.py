"""The dashboard through a front, as a paired device sees it."""

from __future__ import annotations

import os
from functools import partial

from tests.support.front import front, pair
from tests.support.world import World, until

from plangate.client import devices
from plangate.daemon.procfs import is_alive
from plangate.model.client import Role
from plangate.web.messages import Close


def _dashboards(parent: int) -> list[int]:
    with open(f"/proc/{parent}/task/{parent}/children") as file:  # noqa: PTH123
        return [int(word) for word in file.read().split()]


def _gone(pid: int) -> bool:
    return not is_alive(pid, 0)


async def test_a_paired_device_sees_the_dashboard(world: World) -> None:
    """The page is welcomed by name, and a session that starts appears on its screen."""
    control, _ = await world.control()
    async with front(world) as served:
        page = await pair(served, control, name="Ada's phone")
        await page.open()
        await page.until(lambda: page.told, "a welcome")
        welcome = page.message("welcome")[1]
        assert (welcome["device"]["name"], welcome["role"], welcome["resumed"]) == (
            "Ada's phone",
            "driver",
            False,
        )
        await control.new_session(world.command("sleep", "600", name="scraper"))
        await page.sees("scraper")


async def test_a_dropped_page_comes_back_to_the_same_dashboard(world: World) -> None:
    """The process lives on, and the whole screen is painted anew."""
    control, _ = await world.control()
    await control.new_session(world.command("sleep", "600", name="scraper"))
    async with front(world) as served:
        page = await pair(served, control)
        await page.open()
        await page.sees("scraper")
        instance = page.instance
        before = _dashboards(served.process.pid)
        await page.drop()
        page.told.clear()
        await page.open(resume=instance)
        await page.sees("scraper")
        assert page.message("welcome")[1]["resumed"] is True
        assert _dashboards(served.process.pid) == before


async def test_another_tab_takes_over(world: World) -> None:
    """The first one is told so, and does not try again."""
    control, _ = await world.control()
    async with front(world) as served:
        page = await pair(served, control)
        await page.open()
        await page.until(lambda: page.bytes, "a screen")
        other = served.add(type(page)(page.url, page.cookie, page.key, page.name))
        await other.open()
        assert await page.closed() == Close.TAKEN_OVER
        await other.until(lambda: other.bytes, "a screen")
        assert len(_dashboards(served.process.pid)) == 1


async def test_leaving_the_dashboard_closes_the_socket(world: World) -> None:
    """The page learns that it ended."""
    control, _ = await world.control()
    async with front(world) as served:
        page = await pair(served, control)
        await page.open()
        await page.until(lambda: page.bytes, "a screen")
        os.kill(_dashboards(served.process.pid)[0], 15)
        assert await page.closed() == Close.ENDED


async def test_no_dashboard_outlives_its_front(world: World) -> None:
    """Neither when it is ended nor when it is killed."""
    control, _ = await world.control()
    for number in (15, 9):
        async with front(world) as served:
            page = await pair(served, control)
            await page.open()
            await page.sees("Plangate")
            children = _dashboards(served.process.pid)
            assert children
            os.kill(served.process.pid, number)
            await served.ended()
            for pid in children:
                await until(partial(_gone, pid), "all gone")


async def test_a_revoked_device_is_out_at_once(world: World) -> None:
    """Its socket is closed, its process gone, and it cannot come back."""
    control, watch = await world.control()
    async with front(world) as served:
        await control.new_session(world.command("sleep", "600", name="scraper"))
        page = await pair(served, control, Role.VIEWER)
        await page.open()
        await page.sees("scraper")
        children = _dashboards(served.process.pid)
        (device,) = await control.ask(devices.devices())
        assert device.connected
        await control.ask(devices.revoke(device.id))
        assert await page.closed() == Close.REVOKED
        await until(lambda: not any(is_alive(pid, 0) for pid in children), "all gone")
        await watch.until(lambda: "device.revoked" in watch.kinds(), "it is in the ledger")
