"""Tests of `plangate.dashboard.app`: how it starts, and how it ends when something nobody foresaw happens."""

from __future__ import annotations

import pytest
from tests.support.desk import desk, until
from tests.support.fake_control import FakeControl
from tests.support.scenes import SESSIONS
from textual.css.stylesheet import Stylesheet

from plangate.client.api import Connected


def test_an_unforeseen_error_is_handed_on_and_no_traceback_is_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line makes a sentence and a private note of it; what agents said is not printed."""
    app = desk(FakeControl())

    def break_down() -> None:
        raise ZeroDivisionError("broken on purpose")

    monkeypatch.setattr(app.overlays, "watch", break_down)
    app.run(headless=True)
    assert isinstance(app.broken, ZeroDivisionError)
    told = capsys.readouterr()
    assert "broken on purpose" not in told.out + told.err


async def test_the_first_complete_paint_is_told_once() -> None:
    """When the sessions are on the screen; a new connection later is nothing new."""
    control = FakeControl(SESSIONS)
    seen: list[int] = []
    app = desk(control)
    app.when_painted(lambda: seen.append(len(app.main.list.shown)))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: bool(seen), "the paint was not told")
        app.updated(Connected())
        await app.workers.wait_for_complete()
        await pilot.pause()
    assert seen == [len(SESSIONS)]


async def test_style_sheets_are_read_again_for_other_colours_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not when the dashboard starts, where they have just been read."""
    read: list[str] = []
    reparse = Stylesheet.reparse

    def counted(sheet: Stylesheet) -> None:
        read.append(app.theme)
        reparse(sheet)

    monkeypatch.setattr(Stylesheet, "reparse", counted)
    app = desk(FakeControl(SESSIONS))
    grounds = {name: spec.colors["background"] for name, spec in app.context.themes.specs.items()}
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert (read, app.screen.styles.background.hex) == ([], grounds["dark"].upper())
        app.theme = "light"
        await pilot.pause()
        assert (read, app.screen.styles.background.hex) == (["light"], grounds["light"].upper())
