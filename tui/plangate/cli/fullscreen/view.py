"""The loop of `plangate attach`: frames to the terminal, keys to the session."""

from __future__ import annotations

import selectors
import signal
import time
from collections.abc import Sequence
from contextlib import suppress

from plangate.cli.connect import connect
from plangate.cli.fullscreen.keys import Keyboard, chord_pattern, shift_mouse
from plangate.cli.fullscreen.menu import Choice, choice_of, menu_text
from plangate.cli.fullscreen.modes import ModeMirror
from plangate.cli.fullscreen.paint import Painter, Picture
from plangate.cli.fullscreen.probe import Abilities, probe
from plangate.cli.fullscreen.terminal import Terminal
from plangate.cli.fullscreen.told import passed_on
from plangate.cli.output import Output
from plangate.cli.text import plain
from plangate.client.blocking import BlockingControl
from plangate.client.blocking_stream import BlockingStream
from plangate.config import paths
from plangate.config.files import read_settings
from plangate.config.settings import Settings
from plangate.errors import ExitCode, Exited, PlangateError, Unavailable
from plangate.model.client import Role
from plangate.model.screen import Modes
from plangate.model.session import Exit, Focus, Session, SessionId
from plangate.wire.control import SessionChanged, TerminalTold

__all__ = ["View", "show"]

_TICK = 1.0
_ESCAPE = 0.03
"""Seconds after which an Escape that nothing follows is the Escape key."""
_SETTLE = 0.25
"""Seconds that a new size must hold before the session is told."""
_RETRY = 0.3
_PATIENCE = 20.0
"""Seconds in which a lost host or daemon has to come back."""
_SYNCHRONIZE = 200
"""Characters from which a picture is worth being shown in one piece."""


def show(control: BlockingControl, session: Session, *, view_only: bool, output: Output) -> int:
    """Give the session this terminal until it ends or the person detaches."""
    settings = read_settings(paths.settings_file()).settings
    with Terminal() as terminal:
        abilities = probe(terminal.fileno(), terminal.fileno())
        view = View(control, session, terminal, abilities, settings, view_only=view_only)
        try:
            said = view.run()
        finally:
            terminal.on_leave = view.modes.reset()
            view.close()
    output.say(said)
    return ExitCode.OK


class View:
    """One session on one terminal; hears the stream as its listener.

    Args:
        control: A connection to the daemon, used for nothing else meanwhile.
        session: What is shown.
        terminal: Where; already raw.
        abilities: What the terminal can do.
        settings: For the escape chord, and what is passed on to the terminal.
        view_only: Whether typing is off.
    """

    def __init__(
        self,
        control: BlockingControl,
        session: Session,
        terminal: Terminal,
        abilities: Abilities,
        settings: Settings,
        *,
        view_only: bool,
    ) -> None:
        self.modes = ModeMirror(kitty=abilities.kitty_keyboard)
        self._control = control
        self._session = session
        self._terminal = terminal
        self._abilities = abilities
        self._settings = settings
        self._chord = settings.keyboard.escape
        self._view_only = view_only
        self._keyboard = Keyboard(chord_pattern(self._chord))
        self._painter = Painter(*terminal.size)
        self._stream: BlockingStream | None = None
        self._scrolled = 0
        self._dirty = True
        self._unacknowledged = False
        self._menu = False
        self._notice = ""
        self._title = ""
        self._resize_at = 0.0
        self._waits = False
        """Whether it has ended, and another one is about to take its place."""
        self._ended = ""
        """How the session's program ended; empty while it runs."""
        self._over = ""
        """Why the loop is to end; empty while it goes on."""

    def run(self) -> str:
        """Show it until the end, and return what to tell the person then."""
        self._terminal.enter()
        self._set_title(self._session.title or self._session.name)
        self._control.subscribe()
        self._connect()
        typed = self._abilities.typed
        while not self._over:
            try:
                if typed:
                    typed, early = b"", typed
                    self._take_keys(early)
                self._turn()
            except Unavailable as error:
                self._come_back(error)
        return self._over

    def close(self) -> None:
        """Detach."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        self._control.close()

    def frame_arrived(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        """The mirror has changed."""
        self._scrolled = 0 if full else self._scrolled + scrolled
        self._dirty = self._unacknowledged = True

    def focus_changed(self, focus: Focus, mine: bool) -> None:
        """Somebody took, got or gave up the focus."""
        other = bool(focus.holder) and not mine and not self._view_only
        self._say(f"{focus.name or 'somebody'} is typing here; {self._chord} t takes over" if other else "")
        if mine:
            self._resize_at = time.monotonic()

    def session_ended(self, exit: Exit) -> None:
        """The program has ended; what takes its place is gone on with."""
        self._ended = f"session {self._session.id} ended: {exit}"

    def stream_lost(self, reason: str) -> None:
        """The blocking stream raises instead."""

    def _connect(self) -> None:
        role = Role.VIEWER if self._view_only else Role.DRIVER
        self._stream = self._control.attach(self._session.id, self, role=role)
        self._dirty = self._unacknowledged = True
        if self._stream.exit is not None:
            self.session_ended(self._stream.exit)
        elif not self._view_only:
            self._stream.take_focus()

    def _turn(self) -> None:
        """Wait for something, and deal with it; raises `Unavailable` when host or daemon went away."""
        self._paint()
        stream, terminal = self._stream, self._terminal
        if stream is None:
            return
        if self._ended and not self._waits:
            self._settle_end()
            return
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(terminal.signals, selectors.EVENT_READ)
            watched = selectors.EVENT_READ | (selectors.EVENT_WRITE if terminal.busy else 0)
            selector.register(terminal, watched)
            ready = {key.fileobj: events for key, events in selector.select(self._patience())}
        if events := ready.get(terminal, 0):
            self._use_terminal(events)
        elif self._keyboard.holds:
            self._send(self._keyboard.flush())
        if terminal.signals in ready:
            self._take_signals()
        if stream in ready:
            stream.pump()
        stream.tick()
        if self._control in ready:
            self._take_changes()
        self._follow_size()

    def _patience(self) -> float:
        if self._keyboard.holds:
            return _ESCAPE
        if self._resize_at:
            return max(0.0, min(_TICK, self._resize_at - time.monotonic()))
        return _TICK

    def _use_terminal(self, events: int) -> None:
        try:
            if events & selectors.EVENT_WRITE:
                self._terminal.flush()
            if events & selectors.EVENT_READ:
                self._take_keys(self._terminal.read())
        except (EOFError, OSError):
            self._over = "the terminal has gone"

    def _paint(self) -> None:
        """Draw when there is something new and the last picture has left; acknowledge what was drawn."""
        stream = self._stream
        if stream is None or self._terminal.busy:
            return
        if self._dirty:
            self._dirty = False
            wanted = Modes() if self._menu or self._view_only else stream.modes
            picture = Picture(stream.columns, stream.rows, stream.tables, stream.cursor, self._line())
            made = self._painter.paint(picture, self._scrolled)
            self._scrolled = 0
            if self._abilities.synchronized and len(made) > _SYNCHRONIZE:
                made = f"\x1b[?2026h{made}\x1b[?2026l"
            self._terminal.write(self.modes.turn(wanted) + made)
        if self._unacknowledged and not self._terminal.busy:
            self._unacknowledged = False
            stream.ack()

    def _line(self) -> str:
        return menu_text(self._chord, view_only=self._view_only) if self._menu else self._notice

    def _say(self, notice: str) -> None:
        self._notice = notice
        self._dirty = True

    def _take_keys(self, data: bytes) -> None:
        for piece in self._keyboard.feed(data):
            if piece is None:
                if self._menu:
                    self._send_chord()
                self._menu = not self._menu
                self._dirty = True
            elif self._menu:
                self._menu, self._dirty = False, True
                self._choose(choice_of(piece, view_only=self._view_only))
            else:
                self._send(piece)

    def _send(self, data: bytes) -> None:
        if self._view_only or not data or self._stream is None or self._menu:
            return
        self._stream.send_bytes(shift_mouse(data, self._painter.left, max(0, self._painter.top)))

    def _send_chord(self) -> None:
        from plangate.cli.keynames import key_named

        if self._stream is not None and not self._view_only:
            self._stream.send_key(key_named(self._chord))

    def _choose(self, choice: Choice | None) -> None:
        stream = self._stream
        if choice is None or stream is None:
            return
        if choice is Choice.DETACH:
            self._over = f"detached from {self._session.id}; it goes on"
        elif choice is Choice.TAKE:
            stream.take_focus(force=True)
        elif choice is Choice.FIT:
            columns, lines = self._terminal.size
            stream.fit(max(20, columns), max(5, lines))
        elif choice is Choice.REDRAW:
            self._painter.forget()
        elif choice is Choice.STOP:
            with suppress(Exited):  # it was quicker
                self._control.stop(self._session.id)

    def _take_signals(self) -> None:
        signals = self._terminal.take_signals()
        if signals & {signal.SIGTERM, signal.SIGHUP}:
            self._over = f"detached from {self._session.id}; it goes on"
        if signal.SIGWINCH in signals:
            self._painter.resize(*self._terminal.size)
            self._dirty = True
            self._resize_at = time.monotonic() + _SETTLE

    def _follow_size(self) -> None:
        """Rows follow the terminal of whoever holds the focus; columns only by choice."""
        if not self._resize_at or time.monotonic() < self._resize_at:
            return
        self._resize_at = 0.0
        lines = max(5, self._terminal.size[1])
        if self._stream is not None and self._stream.holds_focus and lines != self._stream.lines:
            self._stream.fit(self._stream.columns, lines)

    def _take_changes(self) -> None:
        for change in self._control.pump():
            if isinstance(change, SessionChanged) and change.session.id == self._session.id:
                self._session = change.session
                self._waits = self._waits and change.session.resuming
                self._set_title(change.session.title or change.session.name)
            elif isinstance(change, TerminalTold) and change.session == self._session.id:
                self._terminal.write(passed_on(change.event, self._settings))

    def _settle_end(self) -> None:
        """Go on with the session that took its place, wait for one that is about to, or leave."""
        sessions = {session.id: session for session in self._control.sessions()}
        old = sessions.get(self._session.id, self._session)
        after = sessions.get(SessionId(old.goes_on))
        if after is not None:
            self._go_on_with(after)
        elif old.resuming:
            self._waits = True
            self._say("the agent is being resumed with what its gate lets through …")
        else:
            self._over = self._ended

    def _go_on_with(self, after: Session) -> None:
        """Show another session in this one's place."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        self._session, self._ended = after, ""
        self._painter.forget()
        self._set_title(after.title or after.name)
        self._connect()

    def _set_title(self, title: str) -> None:
        if title != self._title:
            self._title = title
            self._terminal.write(f"\x1b]2;{plain(title)}\x1b\\")

    def _come_back(self, error: PlangateError) -> None:
        """The host or the daemon went away: wait until it is back, with the old picture on the glass."""
        self.close()
        deadline = time.monotonic() + _PATIENCE
        self._terminal.write("\x1b[s\x1b[H\x1b[7m reconnecting … \x1b[m\x1b[u")
        while not self._over and self._stream is None:
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"session {self._session.id} does not come back: {error.message}"
                ) from error
            try:
                self._control = connect()
                self._control.subscribe()
                self._connect()
            except PlangateError:
                self.close()
                self._pause()
        self._painter.forget()

    def _pause(self) -> None:
        """Wait a little; the chord gives up."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._terminal, selectors.EVENT_READ)
            if selector.select(_RETRY) and any(
                piece is None for piece in self._keyboard.feed(self._terminal.read())
            ):
                self._over = f"detached from {self._session.id}, which cannot be reached"
