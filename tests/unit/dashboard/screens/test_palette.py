from __future__ import annotations

from tests.support.scenes import SESSIONS
from tests.support.stage import Stage

from plangate.dashboard.keymap import DEFAULT_KEYMAP
from plangate.dashboard.palette_entries import Entry, action_entries, session_entries, theme_entries
from plangate.dashboard.screens.palette import PaletteScreen

ENTRIES = [*action_entries(DEFAULT_KEYMAP, SESSIONS[0]), *session_entries(SESSIONS)]
THEMES = theme_entries({"a": "Apple", "b": "Birch", "c": "Cedar"}, "b")


async def test_a_few_letters_and_enter_choose() -> None:
    """The best match is under the cursor."""
    app = Stage(PaletteScreen(ENTRIES))
    async with app.run_test() as pilot:
        await pilot.press(*"scraper", "enter")
    assert app.result.value == "p4w9t6zc"


async def test_the_list_is_moved_while_typing() -> None:
    """Arrows move the cursor of the list, round its ends; Escape chooses nothing."""
    app = Stage(PaletteScreen(ENTRIES))
    async with app.run_test() as pilot:
        await pilot.press("down", "down", "up", "enter")
    assert app.result == ENTRIES[1]
    app = Stage(PaletteScreen(ENTRIES))
    async with app.run_test() as pilot:
        await pilot.press("up", "enter")
    assert app.result == ENTRIES[-1]
    app = Stage(PaletteScreen(ENTRIES))
    async with app.run_test() as pilot:
        await pilot.press(*"zzz", "enter", "escape")
    assert app.result is None


async def test_themes_are_seen_before_they_are_chosen() -> None:
    """The cursor starts on the theme in use, and every theme it passes is shown at once."""
    passed: list[Entry] = []
    app = Stage(PaletteScreen(THEMES, start="b", preview=passed.append))
    async with app.run_test() as pilot:
        await pilot.press("down", "enter")
    assert [entry.value for entry in passed] == ["b", "c"]
    assert app.result.value == "c"
