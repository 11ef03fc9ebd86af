"""A live terminal one can type into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import events, work
from textual.geometry import Offset
from textual.message import Message
from textual.timer import Timer

from plangate.client.api import Control, Stream
from plangate.dashboard.theme_file import Palette
from plangate.dashboard.widgets.terminal.feed import Link
from plangate.dashboard.widgets.terminal.keys import to_key
from plangate.dashboard.widgets.terminal.looking import LookingSurface
from plangate.dashboard.widgets.terminal.mouse import modifiers, to_mouse, wants_motion, wheel_button
from plangate.errors import PlangateError
from plangate.model.input import Key, Mouse, MouseAction
from plangate.model.session import Exit, Focus
from plangate.wire.stream import LineAt

__all__ = ["TerminalPane"]

_LEAST_ROWS, _LEAST_COLUMNS = 10, 60
"""A smaller pane, such as a phone's or a tile's, never changes a session's rows."""
_LEAVE_ENDED = ("enter", "escape")
"""Keys that leave a terminal whose program has ended; others do nothing, as they were meant for it."""
_EARLY = 500
"""Keys and pastes that wait for a session being attached; a host answers within milliseconds."""
_SETTLE = 0.25
"""Seconds that a size must last before a session follows it."""


class TerminalPane(LookingSurface, can_focus=True):
    """Shows a session; while it has the keyboard and does not look around, every key goes to the agent."""

    @dataclass
    class Left(Message):
        """The escape chord was pressed: the person wants out."""

        pane: TerminalPane

        @property
        def control(self) -> TerminalPane:
            """The pane, for `on` with a selector."""
            return self.pane

    @dataclass
    class Changed(Message):
        """The focus, the connection or the end of the session is not as it was."""

        pane: TerminalPane

        @property
        def control(self) -> TerminalPane:
            """The pane, for `on` with a selector."""
            return self.pane

    @dataclass
    class Refused(Message):
        """Input was not sent, because somebody else holds the focus."""

        pane: TerminalPane
        holder: str

        @property
        def control(self) -> TerminalPane:
            """The pane, for `on` with a selector."""
            return self.pane

    @dataclass
    class Wanted(Message):
        """Somebody asks for the focus that we hold."""

        pane: TerminalPane
        asker: str

        @property
        def control(self) -> TerminalPane:
            """The pane, for `on` with a selector."""
            return self.pane

    @dataclass
    class Given(Message):
        """The focus that we asked for is ours."""

        pane: TerminalPane

        @property
        def control(self) -> TerminalPane:
            """The pane, for `on` with a selector."""
            return self.pane

    @dataclass
    class Typed(Message):
        """Something was typed into the session."""

        pane: TerminalPane

        @property
        def control(self) -> TerminalPane:
            """The pane, for `on` with a selector."""
            return self.pane

    @dataclass
    class MomentMissed(Message):
        """A moment that was looked for cannot be shown."""

        pane: TerminalPane
        words: str

        @property
        def control(self) -> TerminalPane:
            """The pane, for `on` with a selector."""
            return self.pane

    def __init__(
        self, control: Control, palette: Palette, escape: tuple[str, ...], *, id: str | None = None
    ) -> None:
        """`escape` are the keys, as Textual names them, that leave the terminal."""
        super().__init__(control, palette, id=id)
        self.escape = escape
        self.exit: Exit | None = None
        self._opening = False
        self._fitting = False
        self._taking = False
        self._asking = False
        """Whether the focus was asked for, or is to be once the session is attached."""
        self._asked = False
        self._wanted_by = ""
        self._sought: float | None = None
        """A time that is to be shown once the session is attached."""
        self._early: list[Callable[[Stream], None]] = []

    @property
    def typing(self) -> bool:
        """Whether keys go to the agent."""
        return self.has_focus and not self.looking

    @property
    def over(self) -> bool:
        """Whether nothing that is typed can arrive any more: the program has ended."""
        return self.exit is not None or self.feed.link in (Link.NONE, Link.GONE)

    @property
    def draws_cursor(self) -> bool:
        """Only where typing lands."""
        stream = self.stream
        return self.typing and stream is not None and self.exit is None and not self.held_by_other

    @property
    def held_by_other(self) -> bool:
        """Whether somebody else may type here now."""
        stream = self.stream
        if stream is None or not stream.connected:
            return False
        return bool(stream.focus.holder) and not stream.holds_focus

    def feed_focus(self, focus: Focus, mine: bool) -> None:
        """From the feed."""
        if self._taking:
            self.take_over()
        elif self._asking and not mine and not self._asked:
            self.ask_for_focus()
        elif self._opening:
            self.open()
        self._tell_wishes(focus, mine=mine)
        if mine and self._fitting and self.stream is not None:
            self.stream.fit(*self.size)
        elif mine and self.typing:
            self._take_size()
        self._fitting = self._fitting and not mine and not focus.holder
        if self._sought is not None:
            self.show_moment(self._sought)
        early, self._early = self._early, []
        for give in early:
            self._give(give)
        self.post_message(self.Changed(self))
        self.refresh()

    def feed_link(self, link: Link, reason: str) -> None:
        """From the feed."""
        if link in (Link.OPENING, Link.NONE):
            self.exit = None
            self._early = []
        if link is Link.GONE and self._sought is not None:
            self._sought = None
            self.post_message(self.MomentMissed(self, "Its terminal is no longer kept."))
        super().feed_link(link, reason)
        self.post_message(self.Changed(self))

    def feed_ended(self, exit: Exit) -> None:
        """From the feed."""
        self.exit = exit
        self.post_message(self.Changed(self))
        self.refresh()

    def open(self) -> None:
        """The person is going to type: take the focus if it is free, and let the size fit."""
        if (stream := self.stream) is None:
            self._opening = True
            return
        self._opening = False
        if stream.holds_focus:
            self._take_size()
        elif not stream.focus.holder:
            stream.take_focus()

    def take_over(self) -> None:
        """Take the focus from whoever holds it, as soon as the session is attached."""
        self._taking = self.stream is None
        if (stream := self.stream) is not None:
            stream.take_focus(force=True)

    def ask_for_focus(self) -> None:
        """Ask whoever holds the focus for it, as soon as the session is attached."""
        self._asking = True
        if (stream := self.stream) is not None and not stream.holds_focus:
            self._asked = True
            stream.ask_focus()

    def _tell_wishes(self, focus: Focus, *, mine: bool) -> None:
        """Say who asks for our focus, and that the one we asked for has come."""
        if mine and self._asked:
            self._asking = self._asked = False
            self.post_message(self.Given(self))
        asker = focus.asker if mine else ""
        if asker and asker != self._wanted_by:
            self.post_message(self.Wanted(self, asker))
        self._wanted_by = asker

    def show_moment(self, at: float) -> None:
        """Look around at the line that was written at a Unix time, as soon as the session is attached."""
        self._sought = at if self.stream is None else None
        if self.stream is not None:
            self.seek(self.stream, at)

    @work(exclusive=True, group="seek")
    async def seek(self, stream: Stream, at: float) -> None:
        """Ask the host for the line, and go there."""
        try:
            place = await stream.line_at(at)
        except PlangateError as error:
            self.post_message(self.MomentMissed(self, error.message))
            return
        if stream is not self.stream:
            return
        if not place.found or place.line < 0 or place.line < stream.base:
            self.post_message(self.MomentMissed(self, _missed(place)))
            return
        self.look_around()
        self.move_caret(place.line, 0)
        self.look(self.viewport.show(place.line - self.size.height // 2, self.shape))
        if not place.exact:
            self.post_message(self.MomentMissed(self, "About here: its width has changed since."))

    def fit_to_pane(self) -> None:
        """Make the session's terminal as wide and high as this pane, as soon as we hold the focus."""
        if (stream := self.stream) is None:
            return
        if stream.holds_focus:
            stream.fit(*self.size)
        else:
            self._fitting = True
            stream.take_focus()

    def send(self, key: Key) -> None:
        """One key for the agent, if this client may type."""
        self._give(lambda stream: stream.send_key(key))

    def wheel(self, event: events.MouseEvent, lines: int, cells: int) -> None:
        """To the program if it wants it and is typed into, else through the history."""
        stream = self.stream
        place = self._cell(event.offset)
        wanted = stream is not None and (
            stream.modes.mouse or (stream.modes.alternate and stream.modes.alternate_scroll)
        )
        if stream is None or not wanted or not self.typing or place is None or event.shift:
            super().wheel(event, lines, cells)
        elif not self.held_by_other:
            row, col = place
            button = wheel_button(lines, cells)
            stream.send_mouse(Mouse(MouseAction.PRESS, button, row, col, modifiers(event)))

    def on_key(self, event: events.Key) -> None:
        """Everything goes to the agent but the escape chord."""
        if self.looking or self.screen.focused is not self:
            return  # pressed after the chord that left: it goes on to whoever has the keyboard now
        event.stop()
        event.prevent_default()
        if event.key in self.escape or (self.over and event.key in _LEAVE_ENDED):
            self.screen.set_focus(None)  # at once, for the next key may be here already
            self.post_message(self.Left(self))
        elif (key := to_key(event.key, event.character)) is not None:
            self.send(key)

    def on_paste(self, event: events.Paste) -> None:
        """The same for pasted text."""
        event.stop()
        event.prevent_default()
        if not self.looking:
            self._give(lambda stream: stream.paste(event.text))

    def on_resize(self, event: events.Resize) -> None:
        """A session that is typed into follows with its rows once the size has settled."""
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(_SETTLE, self._resized)

    _settling: Timer | None = None

    def _resized(self) -> None:
        if self.typing and self.stream is not None and self.stream.holds_focus:
            self._take_size()

    def on_focus(self, event: events.Focus) -> None:
        """The keyboard has come here."""
        self._tell_focus(gained=True)
        if self.stream is not None and self.stream.holds_focus and not self.looking:
            self._take_size()

    def on_blur(self, event: events.Blur) -> None:
        """The keyboard is somewhere else; others may type now."""
        self._tell_focus(gained=False)
        self.looking = False
        if (stream := self.stream) is not None and (stream.holds_focus or self._asked):
            stream.release_focus()
        self._asking = self._asked = False

    def pressed(self, event: events.MouseDown) -> None:
        """To the program if it wants it, else as ever."""
        if not self._forward(event):
            super().pressed(event)

    def released(self, event: events.MouseUp) -> None:
        """To the program if it wants it, else as ever."""
        if self._dragging or not self._forward(event):
            super().released(event)

    def moved(self, event: events.MouseMove) -> None:
        """To the program if it wants it, else as ever."""
        if self._dragging or not self._forward(event):
            super().moved(event)

    def _forward(self, event: events.MouseEvent) -> bool:
        """Give the event to the program, if it asked for the mouse; Shift keeps it here."""
        stream, place = self.stream, self._cell(event.offset)
        if stream is None or place is None or not stream.modes.mouse or event.shift:
            return False
        if not self.typing or self.held_by_other:
            return False
        event.stop()
        if not isinstance(event, events.MouseMove) or wants_motion(stream.modes, event.button):
            stream.send_mouse(to_mouse(event, *place))
        return True

    def _cell(self, offset: Offset) -> tuple[int, int] | None:
        """The cell of the program's screen under a place of the pane; None outside of it and in history."""
        shape = self.shape
        row = self.viewport.first(shape) + offset.y - shape.top
        col = self.viewport.column(shape) + offset.x
        return (row, col) if 0 <= row < shape.lines and 0 <= col < shape.columns else None

    def _give(self, give: Callable[[Stream], None]) -> None:
        """Something typed; what comes before the session is attached waits for it."""
        stream = self.stream
        if stream is None and self.feed.link is Link.OPENING and len(self._early) < _EARLY:
            self._early.append(give)
        elif stream is not None and self._may_type():
            give(stream)
            self._typed()

    def _may_type(self) -> bool:
        stream = self.stream
        if stream is None or self.exit is not None or not stream.connected:
            return False
        if self.held_by_other:
            self.post_message(self.Refused(self, stream.focus.name))
            return False
        return True

    def _typed(self) -> None:
        self.select(None)
        self.follow()
        self.post_message(self.Typed(self))

    def _take_size(self) -> None:
        """Let the rows follow this pane.

        Columns change only when a person says so, because that damages what agents have printed; but
        the first who ever types into a session of which nothing has scrolled away may choose them.
        """
        stream, (width, height) = self.stream, self.size
        if stream is None or self.exit is not None or height < _LEAST_ROWS or width < _LEAST_COLUMNS:
            return
        fresh = stream.focus.epoch <= 1 and stream.top == 0
        columns = width if fresh else stream.columns
        if (stream.columns, stream.lines) != (columns, height):
            stream.fit(columns, height)

    def _tell_focus(self, *, gained: bool) -> None:
        if (stream := self.stream) is not None and stream.holds_focus:
            stream.pane_focus(gained)
        self.post_message(self.Changed(self))
        self.refresh()


def _missed(place: LineAt) -> str:
    """Why a line cannot be shown."""
    if not place.found:
        return "Nobody noted where its terminal was then."
    return (
        "A full-screen program was on its terminal then."
        if place.line < 0
        else "Its scrollback begins later."
    )
