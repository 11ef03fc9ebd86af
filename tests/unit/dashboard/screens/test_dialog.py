from __future__ import annotations

from pathlib import Path

from tests.support.fake_control import NOW
from tests.support.scenes import SESSIONS, afternoon
from tests.support.stage import Stage

from plangate.dashboard.board import Board
from plangate.dashboard.keymap import KeymapEntry, resolve
from plangate.dashboard.screens.faults import FaultsDialog
from plangate.dashboard.screens.inbox import InboxScreen
from plangate.dashboard.screens.peek import PeekScreen
from plangate.toml.document import Fault
from plangate.wire.control import SessionRemoved


async def test_a_tap_on_a_hint_is_its_key() -> None:
    """Phones have no Escape and no Tab: what the last line says can be tapped."""
    board = Board()
    board.replace(SESSIONS)
    app = Stage(InboxScreen(afternoon(), board, Path("/nonexistent/memory.json"), now=lambda: NOW))
    async with app.run_test(size=(49, 31)) as pilot:
        await app.workers.wait_for_complete()
        line = app.screen.query_one(".keys")
        rows = str(line.render()).splitlines()
        row = next(number for number, text in enumerate(rows) if "read and answer" in text)
        padding = line.content_offset
        place = padding.x + rows[row].index("read and answer"), padding.y + row + 1
        await pilot.click(".keys", offset=place)
        for _ in range(100):
            if isinstance(app.screen, PeekScreen):
                break
            await pilot.pause(0.01)
        assert isinstance(app.screen, PeekScreen)


async def test_dialogs_follow_the_users_keymap() -> None:
    """A key that was chosen for leaving dialogs leaves them, and is shown."""
    keymap, faults = resolve([KeymapEntry("dialog.cancel", ("f9",), 1)])
    assert not faults
    board = Board()
    app = Stage(InboxScreen(afternoon(), board, Path("/nonexistent/memory.json")), keymap=keymap)
    async with app.run_test() as pilot:
        assert "F9 close" in str(app.screen.query_one(".keys").render())
        await pilot.press("escape")
        assert not app.dismissed
        await pilot.press("f9")
    assert app.dismissed


async def test_a_dialog_is_left_only_once() -> None:
    """Two reasons to leave at the same moment take away one screen."""
    screen = FaultsDialog([], Path("/"))
    app = Stage(screen)
    async with app.run_test() as pilot:
        screen.dismiss()
        screen.dismiss()
        await pilot.pause()
        assert app.dismissed
        assert len(app.screen_stack) == 1


async def test_a_dialog_below_another_waits_until_that_one_has_gone() -> None:
    """A session that goes away does not take a question about something else with it."""
    board = Board()
    board.replace(SESSIONS)
    app = Stage(PeekScreen(afternoon(), board, SESSIONS[0].id, now=lambda: NOW))
    async with app.run_test() as pilot:
        await app.workers.wait_for_complete()
        question = FaultsDialog([Fault("x", 1, "bad")], Path("/"))
        app.push_screen(question)
        await pilot.pause()
        board.apply(SessionRemoved(SESSIONS[0].id))
        await pilot.pause()
        assert app.screen is question
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert app.dismissed
        assert len(app.screen_stack) == 1
