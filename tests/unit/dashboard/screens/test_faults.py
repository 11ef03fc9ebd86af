from __future__ import annotations

from pathlib import Path

from tests.support.stage import Stage

from plangate.dashboard.screens.faults import FaultsDialog
from plangate.toml.document import Fault


async def test_every_fault_is_shown_once_with_its_place() -> None:
    """File, line, what is wrong and what may be meant; Enter goes on."""
    faults = [
        Fault("/home/ada/.config/plangate/settings.toml", 3, "unknown key colour", 'did you mean "color"?'),
        Fault("/home/ada/.config/plangate/settings.toml", 3, "unknown key colour", 'did you mean "color"?'),
        Fault("/etc/x.toml", 0, "cannot be read [now]"),
    ]
    screen = FaultsDialog(faults, Path("/home/ada"))
    app = Stage(screen)
    async with app.run_test() as pilot:
        text = app.export_screenshot().replace("&#160;", " ")
        assert text.count("~/.config/plangate/settings.toml:3") == 1
        assert "cannot be read [now]" in text
        await pilot.press("enter")
    assert app.dismissed
