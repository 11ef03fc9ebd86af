"""Tests of the dialog that lets a phone in, and of the one that asks for the PIN."""

from __future__ import annotations

from typing import Any

from tests.support.desk import desk, until
from tests.support.fake_control import NOW, FakeControl
from tests.support.scenes import afternoon
from textual.widgets import Static

from plangate.client.devices import prove
from plangate.dashboard.screens.pairing import PairDevice
from plangate.dashboard.screens.pin import AskPin
from plangate.errors import PinNeeded
from plangate.model.client import Role
from plangate.model.devices import Front
from plangate.model.event import Event
from plangate.wire.control import Done, EventAppended
from plangate.wire.devices import ClosePairing, OpenPairing, Pairing


def _control(*fronts: Front) -> FakeControl:
    control = afternoon()
    control.replies[OpenPairing] = lambda asked: Pairing(
        1, "token", "123456", asked.role, NOW + 100.0, list(fronts)
    )
    control.replies[ClosePairing] = Done(1)
    return control


def _asked(control: FakeControl, kind: type[Any]) -> list[Any]:
    return [message for message in control.called("ask") if isinstance(message, kind)]


def _words(screen: PairDevice) -> str:
    return "".join(str(found.render()) for found in screen.query("#words").results(Static))


async def test_a_code_is_shown_until_a_device_comes() -> None:
    """With the role that it gives, which single keys change."""
    control = _control(Front(urls=("https://box:8765",), fingerprint="AB:CD"))
    app = desk(control)
    async with app.run_test(size=(100, 50)) as pilot:
        screen = PairDevice(app.context.control, app.context.board, now=lambda: NOW)
        app.push_screen(screen)
        await until(pilot, lambda: "123 456" in _words(screen), "the code is shown")
        assert "https://box:8765/" in _words(screen)
        assert "driver" in _words(screen)
        assert "token" not in _words(screen)
        assert "█" in str(screen.query_one("#code", Static).render())
        await pilot.press("v")
        await until(pilot, lambda: "viewer" in _words(screen), "another role")
        assert [asked.role for asked in _asked(control, OpenPairing)] == [Role.DRIVER, Role.VIEWER]
        control.push(EventAppended(Event(9, NOW, "device.paired", data={"name": "Ada's phone"})))
        await until(pilot, lambda: app.screen is not screen, "it is there")


async def test_leaving_lets_nobody_in() -> None:
    """Escape ends the invitation; on a small screen the digits do without the picture."""
    control = _control(Front(urls=("https://box:8765",)))
    app = desk(control)
    async with app.run_test(size=(49, 20)) as pilot:
        screen = PairDevice(app.context.control, app.context.board, now=lambda: NOW)
        app.push_screen(screen)
        await until(pilot, lambda: "123 456" in _words(screen), "the code is shown")
        assert "█" not in str(screen.query_one("#code", Static).render())
        await pilot.press("escape")
        await until(pilot, lambda: bool(_asked(control, ClosePairing)), "the invitation ended")


async def test_the_pin_is_asked_for_where_the_daemon_wants_it() -> None:
    """What was typed ahead does not count; leaving gives none."""
    app = desk(afternoon())
    async with app.run_test(size=(49, 31)) as pilot:
        for keys, given in ((["1", "2", "3", "4", "enter"], "1234"), (["escape"], None)):
            asking = app.run_worker(app.overlays.ask_pin(PinNeeded("this needs the PIN", "pin set")))
            await until(pilot, lambda: isinstance(app.screen, AskPin), "it is asked for")
            screen = app.screen
            assert isinstance(screen, AskPin)
            screen.query_one("ProofInput")._ready = 0.0  # type: ignore[attr-defined]
            await pilot.press(*keys)
            assert await asking.wait() == given
    assert prove("1234").make(1).pin == "1234"  # type: ignore[attr-defined]


async def test_a_device_sees_its_role() -> None:
    """In the header, with its name where there is room; at the machine nothing is said."""
    from plangate.dashboard.widgets.header import who_words

    control = afternoon()
    assert who_words(control, 100).plain == ""
    control.role, control.device = Role.VIEWER, "Ada's phone"
    assert who_words(control, 100).plain.split() == ["Ada's", "phone", "viewer"]
    assert who_words(control, 49).plain.split() == ["viewer"]
