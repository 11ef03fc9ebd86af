"""Pictures of the main screen; `pytest --snapshot-update` takes them anew, after they were looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from tests.support.desk import desk, until
from tests.support.fake_control import FakeControl
from tests.support.scenes import afternoon
from textual.pilot import Pilot

from plangate.client.api import Disconnected
from plangate.dashboard.app import PlangateApp

WIDE, DESK, NARROW, PHONE = (200, 60), (120, 40), (80, 24), (49, 31)
Compare = Callable[..., bool]
Step = Callable[[Pilot[None], PlangateApp, FakeControl], Awaitable[None]]


async def _nothing(pilot: Pilot[None], app: PlangateApp, control: FakeControl) -> None:
    return


async def _typing(pilot: Pilot[None], app: PlangateApp, control: FakeControl) -> None:
    await pilot.press("2")
    await until(pilot, lambda: any(each.session == "k3m7q2xa" for each in control.streams), "not attached")
    await pilot.press("enter")
    await until(pilot, lambda: app.main.pane.typing, "not typing")


async def _grid(pilot: Pilot[None], app: PlangateApp, control: FakeControl) -> None:
    await pilot.press("g")
    await until(pilot, lambda: len(control.streams) >= 8, "tiles are not attached")
    await pilot.press("l")


async def _search(pilot: Pilot[None], app: PlangateApp, control: FakeControl) -> None:
    await _typing(pilot, app, control)
    await pilot.press("ctrl+right_square_bracket", "s", *"line")
    await until(pilot, lambda: bool(app.main.pane.found.hits), "nothing found")
    await pilot.press("enter")


async def _away(pilot: Pilot[None], app: PlangateApp, control: FakeControl) -> None:
    control.push(Disconnected("it went away"))
    control.streams[-1].connected = False
    control.streams[-1].listener.stream_lost("the host went away")


async def _open_on_phone(pilot: Pilot[None], app: PlangateApp, control: FakeControl) -> None:
    await pilot.press("2", "enter")
    await until(pilot, lambda: bool(control.streams), "not attached")
    await pilot.press("enter")
    await until(pilot, lambda: len(control.streams) == 2, "no terminal")


SCENES: dict[str, tuple[tuple[int, int], str, Step]] = {
    "wide": (WIDE, "dark", _nothing),
    "desk": (DESK, "dark", _nothing),
    "desk-light": (DESK, "light", _typing),
    "narrow": (NARROW, "dark", _nothing),
    "phone": (PHONE, "dark", _nothing),
    "phone-open": (PHONE, "dark", _open_on_phone),
    "typing": (DESK, "dark", _typing),
    "search": (DESK, "dark", _search),
    "grid": (WIDE, "dark", _grid),
    "away": (DESK, "dark", _away),
}


@pytest.mark.parametrize("scene", SCENES)
def test_looks_as_it_was_approved(snap_compare: Compare, scene: str) -> None:
    """Every layout looks as when it was last looked at."""
    size, theme, step = SCENES[scene]
    control = afternoon()
    app = desk(control, theme=theme)

    async def before(pilot: Pilot[None]) -> None:
        phone = size == PHONE
        await until(pilot, lambda: bool(control.streams) or (phone and app.main.loaded), "not attached")
        await step(pilot, app, control)
        app.main.tick()
        await pilot.pause()
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=before)


def test_an_empty_desk_looks_as_it_was_approved(snap_compare: Compare) -> None:
    """Without sessions the screen says what to do."""
    app = desk(FakeControl())

    async def before(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: app.main.has_class("-nothing"), "no welcome")

    assert snap_compare(app, terminal_size=NARROW, run_before=before)
