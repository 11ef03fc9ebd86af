"""A terminal with a title above it and, when there is something to say, a line below."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from plangate.dashboard.actions import action_named
from plangate.dashboard.context import Context
from plangate.dashboard.gate_words import gate_chip, gate_sign, gate_variable
from plangate.dashboard.theme_file import Palette
from plangate.dashboard.widgets.terminal.feed import Link
from plangate.dashboard.widgets.terminal.pane import TerminalPane
from plangate.dashboard.wording import GLYPHS, age, clean, state_variable, state_words
from plangate.model.gate import GateState
from plangate.model.session import HostState, Session, SessionId, State

__all__ = ["SearchLine", "Tile", "short_path"]

_DESK = 60
"""Columns below which a title has room for what matters only, and a session is never made to fit."""


class SearchLine(Input):
    """What to search for; Escape leaves it."""

    DEFAULT_CSS = """
    SearchLine { display: none; height: 1; border: none; padding: 0 1; background: $panel;
        &.-open { display: block; }
        &:focus { border: none; background: $panel; background-tint: transparent; } }
    """

    @dataclass
    class Closed(Message):
        """The person is done typing."""

    def on_key(self, event: events.Key) -> None:
        """Escape closes."""
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.post_message(self.Closed())


class Tile(Vertical):
    """One session: title, terminal, search line, notice."""

    BLANK = True

    DEFAULT_CSS = """
    Tile {
        width: 1fr; height: 1fr; background: $background;
        .title { height: 1; padding: 0 1; text-wrap: nowrap; background: $background; color: $muted; }
        .notice { height: auto; max-height: 2; padding: 0 1; display: none; background: $panel; color: $foreground; }
        .notice.-shown { display: block; }
        &.-current .title { background: $cursor-row; color: $foreground; }
        .title.-keyboard { background: $primary 30%; color: $foreground; }
    }
    """

    def __init__(
        self,
        context: Context,
        palette: Callable[[], Palette],
        *,
        id: str | None = None,
        compact: bool = False,
    ) -> None:
        """`compact` leaves out of the title what a small tile has no room for."""
        super().__init__(id=id)
        self.context = context
        self.compact = compact
        self.session: Session | None = None
        self._palette = palette
        self._lost_at: float | None = None
        self._wide: SessionId | None = None
        """The session shown, once it was found to be wider than its pane."""
        self._hinted: set[SessionId] = set()
        self._title_line = Static(classes="title")
        self._search_line: SearchLine | None = None
        """Made when it is first wanted; a start with many tiles would pay for each."""
        self._notice_line = Static(classes="notice")
        self._title: Content | None = None
        self._notice: Content | None = None
        escape = context.keymap.keys(action_named("terminal.leave"))
        self.pane = TerminalPane(context.control, palette(), escape)
        self.pane.feed.set_rate(context.settings.appearance.frame_rate)

    def compose(self) -> ComposeResult:
        yield self._title_line
        yield self.pane
        yield self._notice_line

    def show(self, session: Session | None, *, after: float = 0.0) -> None:
        """Show this session."""
        if self._wide is not None and (session is None or session.id != self._wide):
            self._hinted.add(self._wide)
            self._wide = None
        self.session = session
        gone = session is not None and session.host is HostState.GONE and not session.recording
        self.pane.show(None if session is None or gone else session.id, after=after)
        self.update_lines()

    def update_lines(self) -> None:
        """Say again what may have changed: state, age, focus, connection."""
        if not self.is_mounted:
            return
        self._title_line.set_class(self.pane.has_focus, "-keyboard")
        title = self._title_content()
        if title != self._title:
            self._title = title
            self._title_line.update(title, layout=False)
        notice = self._notice_content()
        if notice != self._notice:
            self._notice = notice
            self._notice_line.set_class(notice is not None, "-shown")
            self._notice_line.update(notice or "")

    def open_search(self) -> None:
        """Let the person type what to search for."""
        if self._search_line is None:
            self._search_line = SearchLine(placeholder="Search screen and history", compact=True)
            self.mount(self._search_line, before=self._notice_line)
        self._search_line.add_class("-open")
        self._search_line.focus()

    def on_mount(self) -> None:
        """Say what there is to say."""
        self.update_lines()

    def on_resize(self) -> None:
        """The title has more or less room."""
        self.update_lines()

    @on(TerminalPane.Changed)
    @on(TerminalPane.Scrolled)
    def pane_changed(self) -> None:
        """The title and the notice depend on the pane."""
        self.update_lines()

    @on(TerminalPane.SearchWanted)
    def search_wanted(self, event: TerminalPane.SearchWanted) -> None:
        """From the pane."""
        event.stop()
        self.open_search()

    @on(Input.Changed)
    def search_changed(self, event: Input.Changed) -> None:
        """Search while the person types."""
        event.stop()
        self.pane.search(event.value)

    @on(Input.Submitted)
    def search_submitted(self, event: Input.Submitted) -> None:
        """Go on with the caret on what was found."""
        event.stop()
        self._close_search(keep=True)

    @on(SearchLine.Closed)
    def search_closed(self, event: SearchLine.Closed) -> None:
        """Back to the caret, without the hits."""
        event.stop()
        self._close_search(keep=False)

    def _close_search(self, *, keep: bool) -> None:
        found = self.pane.found
        if self._search_line is not None:
            if not keep:
                self._search_line.value = ""
            self._search_line.remove_class("-open")
        self.pane.looking = True
        self.pane.focus(scroll_visible=False)
        if keep:
            self.pane.found = found

    def _title_content(self) -> Content:
        session, width = self.session, self.size.width - 2
        if session is None or width <= 0:
            return Content("")
        right = self._title_right(session)
        left: list[Content | str | tuple[str, str]] = [
            (GLYPHS[session.state], f"${state_variable(session.state)}"),
            " ",
            (clean(session.name), "bold"),
        ]
        if not self.compact:
            parts = (session.agent, short_path(session.cwd), session.branch, clean(session.title))
            left.append(("  " + " · ".join(part for part in parts if part), "$muted"))
        room = max(0, width - right.cell_length - 1)
        line = Content.assemble(*left)
        if line.cell_length > room:
            line = line.truncate(room, ellipsis=True)
        return Content.assemble(line, " " * (width - line.cell_length - right.cell_length), right)

    def _title_right(self, session: Session) -> Content:
        pane = self.pane
        parts: list[tuple[str, str]] = []
        if pane.found.pattern:
            parts.append((pane.found.words(), "$warning"))
        if behind := pane.viewport.behind(pane.shape):
            parts.append((f"↑ {behind:,}", "$accent"))
        if pane.stream is not None and pane.held_by_other:
            parts.append((f"{clean(pane.stream.focus.name)} types", "$warning"))
        elif pane.typing and pane.exit is None:
            asker = clean(pane.stream.focus.asker) if pane.stream is not None else ""
            parts.append((f"{asker} wants to type", "$warning") if asker else ("you type", "$primary"))
        elif pane.looking:
            parts.append(("looking", "$primary"))
        small = self.compact or self.size.width < _DESK
        if not small and pane.shape.columns > pane.shape.width > 0:
            parts.append((f"{pane.shape.columns}×{pane.shape.lines}{self._fit_hint(session)}", "$muted"))
        if session.exit is None and not (small and session.gate.state is GateState.OFF):
            words = gate_sign(session.gate) if self.size.width < _DESK else gate_chip(session.gate)
            parts.append((words, f"${gate_variable(session.gate)}"))
        color = f"${state_variable(session.state)}"
        parts.append((f"{state_words(session)} {age(self.context.now() - session.since)}", color))
        out: list[Content | str | tuple[str, str]] = []
        for part in parts:
            out += ["  " if out else "", part]
        return Content.assemble(*out)

    def _fit_hint(self, session: Session) -> str:
        """Which key fits it, while the session is looked at for the first time."""
        key = self.context.keymap.label(action_named("terminal.fit"))
        if self._wide is None:
            self._wide = session.id
        new = self._wide == session.id and session.id not in self._hinted
        return f" {key} fits" if new and key and session.exit is None else ""

    def _notice_content(self) -> Content | None:
        session, pane = self.session, self.pane
        if session is None:
            return None
        if session.host is HostState.GONE or pane.exit is not None or session.exit is not None:
            return self._ended(session)
        if pane.feed.link is Link.GONE:
            return Content.assemble(("✕ ", "$error"), clean(pane.feed.reason))
        if pane.feed.link is Link.LOST:
            return self._lost()
        self._lost_at = None
        return None

    def _lost(self) -> Content:
        now = self.context.clock()
        self._lost_at = self._lost_at or now
        return Content.assemble(
            ("◌ ", "$warning"),
            "Its host does not answer, trying again ",
            (age(now - self._lost_at), "$muted"),
        )

    def _ended(self, session: Session) -> Content:
        ended = session.exit or self.pane.exit
        keymap = self.context.keymap
        failed = session.state is State.FAILED
        glyph, color = (
            (GLYPHS[State.FAILED], "$state-failed") if failed else (GLYPHS[State.STOPPED], "$muted")
        )
        how = f"Ended, {ended}" if ended is not None else "Ended"
        names = ["session.restart", *(["session.resume"] if session.resumable else []), "session.remove"]
        parts: list[Content | str | tuple[str, str]] = [(f"{glyph} ", color), how]
        if self.pane.has_focus:
            return Content.assemble(*parts, "   ", ("Enter", "bold $primary"), (" back", "$muted"))
        for name in names:
            words = name.partition(".")[2]
            parts += ["   ", (keymap.label(action_named(name)), "bold $primary"), (f" {words}", "$muted")]
        return Content.assemble(*parts)


def short_path(path: str) -> str:
    """A directory as people write it."""
    home = os.path.expanduser("~")  # noqa: PTH111  # text in, text out
    return "~" + path[len(home) :] if path == home or path.startswith(home + "/") else path
