"""Tests of `plangate.dashboard.compositing`."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Static

from plangate.dashboard.compositing import NearCompositor


class _Screen(Screen[None]):
    """Two columns over a bar, and something that lies over them."""

    CSS = """
    _Screen { layers: below above; }
    Vertical { width: 1fr; }
    #bar { dock: bottom; height: 1; }
    #over { layer: above; width: 10; height: 3; offset: 5 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = NearCompositor()

    def compose(self) -> ComposeResult:
        with Horizontal():
            for side in ("left", "right"):
                with Vertical():
                    for number in range(6):
                        yield Static(f"{side} {number} " * 3, id=f"{side}{number}")
        yield Static("bar", id="bar")
        yield Static("over\n" * 3, id="over")


class _App(App[None]):
    def on_mount(self) -> None:
        self.push_screen(_Screen())


def _painted(app: _App, compositor: Compositor, region: Region) -> str:
    compositor._dirty_regions.add(region)
    update = compositor.render_partial_update()
    assert update is not None
    return update.render_segments(app.console)


@pytest.mark.parametrize(
    "region",
    [
        Region(0, 0, 60, 1),
        Region(0, 3, 60, 1),
        Region(8, 2, 3, 2),
        Region(30, 1, 30, 5),
        Region(0, 11, 60, 1),
        Region(0, 0, 60, 12),
    ],
)
async def test_what_is_painted_is_the_same(region: Region) -> None:
    """Wherever something has changed, also under what lies over it."""
    app = _App()
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        compositor = app.screen._compositor
        assert isinstance(compositor, NearCompositor)
        ours = _painted(app, compositor, region)
        with patch.object(NearCompositor, "_get_renders", Compositor._get_renders):
            assert _painted(app, compositor, region) == ours


async def test_what_lies_elsewhere_is_not_drawn() -> None:
    """One row of the left column."""
    app = _App()
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        compositor = app.screen._compositor
        drawn = [region for region, _, _ in compositor._get_renders(Region(0, 1, 30, 1))]
        assert app.screen.query_one("#left1").region in drawn
        assert app.screen.query_one("#bar").region not in drawn
        assert app.screen.query_one("#right1").region not in drawn
        assert len(compositor.visible_widgets) > len(drawn)
