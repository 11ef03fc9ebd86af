"""No dead keys: whatever the registry promises, somebody does."""

from __future__ import annotations

import pytest
from tests.support.desk import desk
from tests.support.scenes import afternoon
from textual import events
from textual.dom import DOMNode
from textual.screen import Screen

from plangate.dashboard.actions import Scope, in_scope
from plangate.dashboard.main.screen import MainScreen
from plangate.dashboard.screens.broadcast import BroadcastScreen
from plangate.dashboard.screens.dialog import Dialog
from plangate.dashboard.screens.events import EventsScreen
from plangate.dashboard.screens.help import HelpScreen
from plangate.dashboard.screens.inbox import InboxScreen
from plangate.dashboard.screens.new_session import NewSessionDialog
from plangate.dashboard.screens.palette import PaletteScreen
from plangate.dashboard.screens.peek import PeekScreen
from plangate.dashboard.screens.rename import RenameSession
from plangate.dashboard.screens.review import ReviewScreen
from plangate.dashboard.screens.stats import StatsScreen
from plangate.dashboard.widgets.terminal.pane import TerminalPane

PLACES: dict[Scope, type[DOMNode]] = {
    Scope.EVERYWHERE: MainScreen,
    Scope.LIST: MainScreen,
    Scope.GRID: MainScreen,
    Scope.TERMINAL: TerminalPane,
    Scope.LOOK: TerminalPane,
    Scope.INBOX: InboxScreen,
    Scope.EVENTS: EventsScreen,
    Scope.STATS: StatsScreen,
    Scope.REVIEW: ReviewScreen,
    Scope.DIALOG: Dialog,
}
DONE_BY_KEY = {"terminal.leave"}
"""The pane compares keys itself for these: while typing nothing may go through bindings."""


async def test_a_key_before_the_first_paint_is_dropped() -> None:
    """Whoever types while the dashboard starts does not bring it down."""
    app = desk(afternoon())
    await app.on_event(events.Key("x", "x"))
    assert app.main.last_input == 0


@pytest.mark.parametrize("scope", list(Scope))
def test_each_action_is_where_its_key_is_bound(scope: Scope) -> None:
    """Textual looks for an action in the widget whose binding was hit, and nowhere else."""
    missing = [
        action.name
        for action in in_scope(scope)
        if action.name not in DONE_BY_KEY and not hasattr(PLACES[scope], f"action_{action.method}")
    ]
    assert not missing


@pytest.mark.parametrize(
    ("key", "screen"),
    [
        ("n", NewSessionDialog),
        ("question_mark", HelpScreen),
        ("colon", PaletteScreen),
        ("ctrl+p", PaletteScreen),
        ("T", PaletteScreen),
        ("space", PeekScreen),
        ("comma", RenameSession),
        ("b", BroadcastScreen),
        ("i", InboxScreen),
        ("e", EventsScreen),
        ("S", StatsScreen),
    ],
)
async def test_the_keys_work_in_the_whole_dashboard(key: str, screen: type[Screen[object]]) -> None:
    """From the list, with nothing but the keyboard; Escape comes back."""
    app = desk(afternoon())
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(500):
            if app.main.session is not None:
                break
            await pilot.pause(0.01)
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(app.screen, screen)
        await pilot.press("escape")
        await pilot.pause()
        assert len(app.screen_stack) == 1
