"""The page in Chromium as a phone: what a thumb does, on the real front, with real sessions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from tests.e2e.phone import LARGE, SMALL, Phone, browser, serving
from tests.support.world import Watch, World, until
from tests.support.world import world as make_world

from plangate.client import devices
from plangate.client.control import Control
from plangate.model.client import Role
from plangate.model.session import Session
from plangate.web import vendoring

pytestmark = pytest.mark.asyncio(loop_scope="module")

_NOTES = (
    'stty -echo; seq 1 200; echo ready; while read -r line; do echo "got $line"; echo "$line" >>{path}; done'
)
_KEYS = "stty raw -echo; printf 'ready\\r\\n'; cat -v"


@dataclass
class Scene:
    """One Plangate, one front and one browser for all tests here: each has a phone of its own."""

    world: World
    control: Control
    watch: Watch
    browser: Browser
    address: str
    stack: AsyncExitStack

    async def session(self, name: str, script: str) -> Session:
        """A session that runs a script."""
        return await self.control.new_session(self.world.command("sh", "-c", script, name=name))

    async def noting(self, name: str) -> tuple[Session, Path]:
        """A session that writes down each line it gets."""
        path = self.world.root / name
        path.write_text("")
        return await self.session(name, _NOTES.format(path=path)), path

    async def phone(
        self, size: dict[str, int] = SMALL, *, role: Role = Role.DRIVER, scheme: str = "dark"
    ) -> Phone:
        """A paired phone."""
        phone = await Phone.make(self.browser, self.address, size, scheme=scheme)
        self.stack.push_async_callback(phone.context.close)
        await phone.pair(self.control, role)
        return phone

    async def opened(self, name: str, size: dict[str, int] = SMALL) -> Phone:
        """A paired phone that shows a session."""
        phone = await self.phone(size)
        await phone.open(name)
        return phone


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def scene() -> AsyncIterator[Scene]:
    vendoring.fetch()
    with make_world() as world:
        async with AsyncExitStack() as stack:
            control, watch = await world.control("desk")
            _, address = await stack.enter_async_context(serving())
            chromium = await stack.enter_async_context(browser())
            yield Scene(world, control, watch, chromium, address, stack)
        await world.close()


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def tidied(scene: Scene) -> AsyncIterator[None]:
    """Each test has the list for itself, whatever became of the one before."""
    yield
    for session in await scene.control.sessions():
        await scene.control.stop_session(session.id, force=True)
        await scene.watch.session(session.id, lambda now: now.exit is not None, "it has ended")
        await scene.control.remove_session(session.id)


async def test_a_code_is_scanned_or_typed_and_never_kept_in_the_address(scene: Scene) -> None:
    """A wrong one is answered in words; the right one leads to the dashboard, also after a reload."""
    phone = await Phone.make(scene.browser, scene.address)
    scene.stack.push_async_callback(phone.context.close)
    tab = phone.tab
    await tab.goto(f"{scene.address}/")
    await tab.wait_for_url("**/pair.html")
    pairing = await scene.control.ask(devices.open_pairing(Role.DRIVER))
    wrong = f"{(int(pairing.code) + 1) % 1_000_000:06}"
    await tab.get_by_label("Code").fill(wrong)
    await tab.get_by_role("button", name="Pair this device").tap()
    await tab.get_by_role("alert").wait_for()
    phone.faults.clear()  # Chromium logs every 403
    await tab.get_by_label("Code").fill(f"{pairing.code[:3]} {pairing.code[3:]}")
    await tab.get_by_role("button", name="Pair this device").tap()
    await phone.connected()
    assert tab.url == f"{scene.address}/"
    await tab.reload()
    await phone.connected()
    other = await Phone.make(scene.browser, scene.address)
    scene.stack.push_async_callback(other.context.close)
    await other.tab.goto(f"{scene.address}/#pair=nothing")
    await other.tab.wait_for_url("**/pair.html")
    assert "nothing" not in await other.tab.evaluate("() => JSON.stringify([location.href, history.state])")
    assert phone.faults == []


async def test_a_tap_opens_a_session_and_a_drag_scrolls_it(scene: Scene) -> None:
    """And pressing `back` leads out again, to where the list is."""
    await scene.noting("scraper")
    phone = await scene.opened("scraper")
    columns, _ = await phone.size()
    assert 43 <= columns <= 50
    await phone.sees("18")
    await phone.scroll_until("165")
    await phone.press("back")
    await phone.shows("list")
    assert phone.faults == []


async def test_a_composed_line_arrives_once_also_with_a_keyboard_that_suggests(scene: Scene) -> None:
    """Nothing is sent while a word is being composed."""
    _, path = await scene.noting("scraper")
    phone = await scene.opened("scraper")
    await phone.sends_to("scraper")
    field = phone.tab.locator("#line")
    await field.tap()
    await phone.compose("wh", "whe", "when", commit="")
    await field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True})
    assert path.read_text() == ""
    await phone.compose(commit="when it finishes, 続けて")
    await phone.tab.get_by_role("button", name="Send").tap()
    await phone.sees("got when it finishes")
    await until(lambda: path.read_text() == "when it finishes, 続けて\n", "the line")
    assert await field.input_value() == ""
    assert await phone.tab.evaluate("() => window.plangate.lines.all.length") == 0
    assert phone.faults == []


async def test_the_key_bar_types_without_taking_the_keyboard_away(scene: Scene) -> None:
    """Escape is Escape, Ctrl holds for one key, and every key is large enough for a thumb."""
    await scene.session("keys", _KEYS)
    phone = await scene.opened("keys")
    await phone.press("enter")
    await phone.shows("zoom")
    await phone.tab.locator("#line").tap()
    for name, seen in (("esc", "^["), ("up", "^[[A"), ("interrupt", "^C"), ("backtab", "^[[Z"), ("yes", "y")):
        await phone.press(name)
        await phone.sees(seen)
    await phone.press("ctrl")
    assert await phone.key("ctrl").get_attribute("aria-pressed") == "true"
    await phone.press("no")
    await phone.sees("^N")
    assert await phone.key("ctrl").get_attribute("aria-pressed") == "false"
    assert await phone.tab.evaluate("() => document.activeElement.id") == "line"
    sizes = await phone.tab.evaluate(
        "() => [...document.querySelectorAll('#dock button')].filter(each => each.offsetParent)"
        ".map(each => [each.offsetWidth, each.offsetHeight])"
    )
    assert len(sizes) > 20
    assert all(width >= 44 and height >= 44 for width, height in sizes)
    assert phone.faults == []


async def test_after_a_drop_it_is_the_same_place_and_lines_arrive_once(scene: Scene) -> None:
    """What was written meanwhile waits in sight, and goes out by itself."""
    _, path = await scene.noting("scraper")
    phone = await scene.opened("scraper", LARGE)
    await phone.sends_to("scraper")
    await phone.sees("18")
    await phone.scroll_until("165")
    instance = await phone.tab.evaluate("() => window.plangate.link.instance")
    await phone.offline(True)
    await phone.tab.get_by_text("Connection lost").wait_for()
    await phone.tab.locator("#line").fill("written in the lift")
    await phone.tab.get_by_role("button", name="Send").tap()
    await phone.tab.locator("#outbox", has_text="written in the lift").wait_for()
    assert path.read_text() == ""
    await phone.offline(False)
    await phone.connected()
    await until(lambda: path.read_text() == "written in the lift\n", "the line")
    await phone.shows("session")
    await phone.tab.locator("#outbox li").wait_for(state="detached")
    assert await phone.tab.evaluate("() => window.plangate.link.instance") == instance


async def test_an_on_screen_keyboard_takes_rows_of_the_page_only(scene: Scene) -> None:
    """The composer stays in sight, the session keeps its size, and the rows come back."""
    session, _ = await scene.noting("scraper")
    phone = await scene.opened("scraper")
    _, tall = await phone.size()
    await phone.tab.locator("#line").tap()
    await phone.keyboard(336)
    await phone.until(f"() => window.plangate.screen.term.rows < {tall - 10}")
    box = await phone.tab.locator("#line").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= SMALL["height"] - 336
    await phone.sees("Reply")
    now = next(each for each in await scene.control.sessions() if each.id == session.id)
    assert (now.cols, now.rows) == (session.cols, session.rows)
    await phone.keyboard(0)
    await phone.until(f"() => window.plangate.screen.term.rows === {tall}")
    assert phone.faults == []


async def test_text_grows_by_keys_and_by_fingers_and_stays_so(scene: Scene) -> None:
    """Over a reload too."""
    phone = await scene.phone()
    size = "() => window.plangate.screen.fontSize"
    before = await phone.tab.evaluate(size)
    await phone.press("larger")
    assert await phone.tab.evaluate(size) == before + 1
    await phone.pinch(195, 300, 1.5)
    grown = await phone.tab.evaluate(size)
    assert grown > before + 3
    await phone.tab.reload()
    await phone.connected()
    assert await phone.tab.evaluate(size) == grown
    assert phone.faults == []


async def test_who_types_is_named_and_can_be_relieved(scene: Scene) -> None:
    """A line is refused with the holder's name and kept; after taking over it is sent again."""
    session, path = await scene.noting("scraper")
    shown = await scene.world.show(scene.control, session.id)
    stream = shown.stream
    assert stream is not None
    stream.take_focus()
    await shown.until(lambda: stream.holds_focus, "the desk types")
    phone = await scene.opened("scraper")
    await phone.tab.locator("#holder", has_text="is typing here").wait_for()
    await phone.sends_to("scraper")
    await phone.tab.locator("#line").fill("from the phone")
    await phone.tab.get_by_role("button", name="Send").tap()
    await phone.tab.locator("#outbox", has_text="from the phone").wait_for()
    await phone.tab.get_by_role("button", name="Take over").tap()
    await phone.tab.locator("#holder").wait_for(state="hidden")
    await phone.tab.get_by_role("button", name="Send again").tap()
    await phone.tab.locator("#outbox li").wait_for(state="detached")
    await until(lambda: path.read_text() == "from the phone\n", "the line")
    assert phone.faults == []
    await stream.close()


async def test_a_viewer_has_no_field_to_write_in(scene: Scene) -> None:
    """In light colours, where the phone wants them."""
    phone = await scene.phone(role=Role.VIEWER, scheme="light")
    await phone.tab.locator("body[data-role=viewer]").wait_for()
    assert not await phone.tab.locator("#composer").is_visible()
    assert phone.faults == []
