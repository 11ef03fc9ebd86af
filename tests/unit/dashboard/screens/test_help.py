from __future__ import annotations

from tests.support.stage import Stage

from plangate.dashboard.actions import ACTIONS, Scope
from plangate.dashboard.keymap import DEFAULT_KEYMAP, KeymapEntry, resolve
from plangate.dashboard.screens.help import HelpScreen, balanced, help_sections


def test_help_shows_every_action_of_the_place() -> None:
    """Nothing that has a key here is missing, and nothing is there twice."""
    shown = [
        action.name
        for _, rows in help_sections(DEFAULT_KEYMAP, Scope.LIST, Scope.EVERYWHERE)
        for _, action in rows
    ]
    wanted = [each.name for each in ACTIONS if {Scope.LIST, Scope.EVERYWHERE} & {*each.scopes}]
    assert sorted(shown) == sorted(wanted)


def test_help_follows_the_users_keys() -> None:
    """A changed key is shown; an action without keys is left out."""
    keymap, _ = resolve([KeymapEntry("session.stop", ("ctrl+k",), 1), KeymapEntry("app.quit", (), 2)])
    rows = {
        action.name: keys
        for _, rows in help_sections(keymap, Scope.LIST, Scope.EVERYWHERE)
        for keys, action in rows
    }
    assert rows["session.stop"] == "Ctrl+K"
    assert "app.quit" not in rows


async def test_help_scrolls_and_closes_with_the_key_that_opened_it() -> None:
    """On a small screen the last line can be reached; ? closes."""
    app = Stage(HelpScreen())
    async with app.run_test(size=(49, 31)) as pilot:
        text = app.screen.query("VerticalScroll").first()
        await pilot.press("j", "pagedown")
        assert text.scroll_offset.y > 1
        await pilot.press("question_mark")
    assert app.dismissed


def test_columns_are_balanced_in_reading_order() -> None:
    """The taller column is as short as possible; with nothing to show nothing breaks."""
    assert balanced([9, 10, 7, 14, 6, 9, 4]) == 3
    assert balanced([5]) == 1
    assert balanced([]) == 0
