from __future__ import annotations

import pytest
from tests.support.scenes import SESSIONS
from tests.support.stage import Stage

from plangate.dashboard.screens.confirm import Confirm, RemoveSession, StopSession
from plangate.dashboard.screens.hints import hints

TREE = next(session for session in SESSIONS if session.worktree)


@pytest.mark.parametrize("keys", [("enter",), ("escape",), ("space", "enter"), ("right", "left", "enter")])
async def test_a_hasty_key_does_nothing(keys: tuple[str, ...]) -> None:
    """Enter alone hits Cancel, and Escape leaves: nothing is destroyed by one key."""
    app = Stage(StopSession(TREE))
    async with app.run_test() as pilot:
        await pilot.press(*keys)
    assert app.dismissed
    assert app.result is None


@pytest.mark.parametrize("keys", [("right", "enter"), ("tab", "enter"), ("y",)])
async def test_the_other_button_does_it(keys: tuple[str, ...]) -> None:
    """One step to the side and Enter confirms, and so does y."""
    app = Stage(StopSession(TREE))
    async with app.run_test() as pilot:
        await pilot.press(*keys)
    assert app.result is True


@pytest.mark.parametrize(
    ("keys", "worktree"), [(("right", "enter"), False), (("up", "space", "down", "right", "enter"), True)]
)
async def test_a_worktree_goes_only_when_the_box_is_ticked(keys: tuple[str, ...], worktree: bool) -> None:
    """The session is removed either way; its worktree only on request."""
    dialog = RemoveSession(TREE)
    app = Stage(dialog)
    async with app.run_test() as pilot:
        await pilot.press(*keys)
    assert app.result is True
    assert dialog.ticked is worktree


async def test_the_hints_say_what_enter_would_do() -> None:
    """Enter does what was asked only from that button."""
    dialog = StopSession(TREE)
    async with Stage(dialog).run_test() as pilot:
        await pilot.pause()
        assert "Enter" not in hints(dialog.keys()).plain
        await pilot.press("right")
        assert "y Enter stop it" in hints(dialog.keys()).plain


async def test_names_are_shown_as_they_are() -> None:
    """Markup in a name of a session is text."""
    app = Stage(Confirm("A [bold]title", "Stop [red]this[/]?", "Stop"))
    async with app.run_test():
        assert "Stop [red]this[/]?" in app.export_screenshot().replace("&#160;", " ")
