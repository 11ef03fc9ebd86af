from __future__ import annotations

from tests.support.scenes import SESSIONS, afternoon
from tests.support.stage import Stage
from textual.widgets import Input

from plangate.dashboard.screens.dialog import FieldError
from plangate.dashboard.screens.rename import RenameSession
from plangate.errors import Unavailable

ONE = SESSIONS[0]


async def test_only_what_changed_is_sent() -> None:
    """Enter saves; fields that stayed as they were are left alone."""
    control = afternoon()
    app = Stage(RenameSession(control, ONE))
    async with app.run_test() as pilot:
        await pilot.press("end", "!", "tab", *"shop", "enter")
        await app.workers.wait_for_complete()
    assert control.called("rename_session") == [(ONE.id, "checkout totals!", "shop", None)]
    assert app.result is True


async def test_a_name_is_needed() -> None:
    """An empty name is refused at the field, and nothing is sent."""
    control = afternoon()
    app = Stage(RenameSession(control, ONE))
    async with app.run_test() as pilot:
        app.screen.query_one("#name", Input).value = " "
        await pilot.press("enter")
        assert app.screen.query_one(FieldError).has_class("-shown")
        assert not app.dismissed
    assert not control.called("rename_session")


async def test_a_refusal_keeps_what_was_typed() -> None:
    """When the daemon is away the dialog stays open and says so."""
    control = afternoon()
    control.failures["rename_session"] = Unavailable(
        "the daemon does not answer", "It is started again by itself."
    )
    app = Stage(RenameSession(control, ONE))
    async with app.run_test() as pilot:
        await pilot.press("end", "!", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.screen.query_one("#name", Input).value == "checkout totals!"
        assert app.screen.query_one(FieldError).has_class("-shown")
    assert not app.dismissed
