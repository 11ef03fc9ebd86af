from __future__ import annotations

from msgspec.structs import replace
from tests.support.fake_control import NOW
from tests.support.scenes import SESSIONS
from textual.app import App, ComposeResult
from textual.geometry import Size

from plangate.dashboard.widgets.session_list import SessionList
from plangate.model.session import SessionId


class _App(App[None]):
    def compose(self) -> ComposeResult:
        yield SessionList(now=lambda: NOW, clock=lambda: 1000.0, patience=300.0)


class _Shrunk(SessionList):
    """Already as low as the new layout makes it, with its rows still laid out for the height before."""

    @property
    def size(self) -> Size:
        return Size(40, 5)


async def test_rows_are_drawn_as_they_were_laid_out() -> None:
    """A list that has become lower is drawn before it hears of it; nothing breaks."""
    app = _App()
    async with app.run_test(size=(40, 30)):
        rows = app.query_one(SessionList)
        rows.update([replace(each, id=SessionId(f"{each.id[:7]}{n}")) for n, each in enumerate(SESSIONS)])
        rows.__class__ = _Shrunk
        assert [rows.render_line(y).cell_length for y in range(18)]
