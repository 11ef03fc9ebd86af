"""Keeps a page in a browser told of what the dashboard shows, and does what is composed there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App

from plangate.client.api import Stream
from plangate.dashboard.context import Context
from plangate.dashboard.main.layout import View
from plangate.dashboard.main.screen import MainScreen
from plangate.dashboard.overlays import Overlays
from plangate.dashboard.paged.forms import Forms
from plangate.dashboard.paged.lines import Lines
from plangate.dashboard.paged.state import Seen, page_state, theme_colors
from plangate.dashboard.remote import LineComposed, tell
from plangate.model.session import Session, State

if TYPE_CHECKING:
    from plangate.dashboard.screens.answering import AnsweringScreen

__all__ = ["Page"]

_LOOK = 0.2
"""Seconds between two looks at what is shown: changes come from many places, and a look costs little."""


class Page:
    """Exists while a page can show this dashboard."""

    def __init__(self, app: App[None], context: Context, main: MainScreen, overlays: Overlays) -> None:
        self._app = app
        self._context = context
        self._main = main
        self._overlays = overlays
        self._forms = Forms(app)
        self._told: dict[str, Any] | None = None
        self._lines = Lines(context.control, self._forms, self._acts(), self._tell)
        app.set_interval(_LOOK, self.look)

    def take(self, line: LineComposed) -> None:
        """A line was composed."""
        self._lines.take(line)

    def again(self) -> None:
        """Another page shows us: it knows nothing yet."""
        self._told = None
        self.look()

    def look(self) -> None:
        """Tell the page what has changed."""
        if not self._main.made:
            return
        state = page_state(self._seen())
        state["theme"] = {
            "dark": self._app.current_theme.dark,
            "colors": theme_colors(self._app.theme_variables),
        }
        if state != self._told:
            self._told = state
            self._tell("state", **state)

    def _tell(self, kind: str, **values: object) -> None:
        tell(self._app, kind, **values)

    def _seen(self) -> Seen:
        main, reading = self._main, self._reading
        session = main.session if reading is None else self._context.board.get(reading.session_id)
        stream = self._stream_of(session)
        rows: list[str] = []
        if stream is not None and session is not None and session.state is State.BLOCKED:
            rows = [stream.tables.plain(row) for row in stream.rows]
        focus = stream.focus if stream is not None else session.focus if session is not None else None
        return Seen(
            session=session,
            form=None if reading is not None else self._forms.current(),
            view="session" if reading is not None else main.view.value,
            covered=reading is None and self._app.screen is not main,
            holder="" if focus is None or not focus.holder else focus.name or "somebody",
            mine=stream is not None and stream.holds_focus,
            rows=rows,
            role=self._context.control.role,
            waiting=len(self._context.board.waiting()),
        )

    @property
    def _reading(self) -> AnsweringScreen | None:
        """The screen on which one session is read and answered, if it is that."""
        from plangate.dashboard.screens.answering import AnsweringScreen

        screen = self._app.screen
        return screen if isinstance(screen, AnsweringScreen) else None

    def _stream_of(self, session: Session | None) -> Stream | None:
        """Of the session, where it is shown."""
        if session is None:
            return None
        if (reading := self._reading) is not None:
            return reading.stream
        pane = self._main.tile.pane
        return pane.stream if pane.feed.session == session.id else None

    def _acts(self) -> Mapping[str, Callable[[], Awaitable[None]]]:
        return {"back": self._back, "palette": self._palette, "review": self._review, "take": self._take}

    async def _back(self) -> None:
        """Out of whatever is open."""
        if self._app.screen is not self._main:
            self._app.post_message(events.Key("escape", None))
        elif self._main.typed_into or self._main.view is View.ZOOM:
            self._main.leave_terminal()
        elif self._main.view is View.GRID:
            await self._main.action_grid_toggle()

    async def _palette(self) -> None:
        if self._reading is not None or self._app.screen is self._main:
            self._overlays.palette()

    async def _review(self) -> None:
        if self._reading is not None or self._app.screen is self._main:
            self._main.action_plan_review()

    async def _take(self) -> None:
        if (reading := self._reading) is not None and reading.stream is not None:
            reading.stream.take_focus(force=True)
        elif self._app.screen is self._main:
            self._main.action_terminal_take_focus()
