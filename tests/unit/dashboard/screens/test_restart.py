"""The dialog that begins a task again."""

from __future__ import annotations

from tests.support.scenes import SESSIONS
from tests.support.stage import Stage
from textual.widgets import Button, Input

from plangate.dashboard.screens.restart import RestartSession
from plangate.dashboard.screens.tick import Tick
from plangate.model.session import Anew

ONE = SESSIONS[0]


async def test_wishes_are_handed_over() -> None:
    """What is ticked and what was written, without blanks around it."""
    dialog = RestartSession(ONE, running=True)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        for name in ("clean", "plan_first"):
            dialog.query_one(f"#{name}", Tick).focus()
            await pilot.press("space")
        dialog.query_one("#words", Input).value = "  mind the cents "
        dialog.query_one("#do", Button).focus()
        await pilot.press("enter")
    assert app.result is True
    assert dialog.anew == Anew(clean=True, plan_first=True, words="mind the cents")


async def test_enter_in_the_field_restarts_nothing() -> None:
    """It leads to the harmless button."""
    dialog = RestartSession(ONE, running=True)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        dialog.query_one("#words", Input).focus()
        await pilot.press(*"go", "enter")
        assert not app.dismissed
        assert dialog.query_one("#cancel", Button).has_focus
        await pilot.press("enter")
    assert app.result is not True
    assert dialog.anew == Anew()


async def test_escape_restarts_nothing() -> None:
    """Whatever was ticked."""
    dialog = RestartSession(ONE, running=False)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        dialog.query_one("#clean", Tick).focus()
        await pilot.press("space", "escape")
    assert app.dismissed
    assert app.result is not True
    assert dialog.anew == Anew()


async def test_arrows_go_through_the_wishes() -> None:
    """Down and up again."""
    dialog = RestartSession(ONE, running=False)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        dialog.query_one("#clean", Tick).focus()
        await pilot.press("down")
        assert dialog.query_one("#learned", Tick).has_focus
        await pilot.press("up")
        assert dialog.query_one("#clean", Tick).has_focus


def test_a_running_session_is_said_to_be_stopped() -> None:
    """One that has ended is not."""
    assert "stopped first" in RestartSession(ONE, running=True).detail
    assert "stopped first" not in RestartSession(ONE, running=False).detail
