"""What programs tell their terminal and a person should hear: bells, notifications, the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App

from plangate.config.settings import Clipboard, Settings, TerminalNote
from plangate.dashboard.board import Board, Change
from plangate.dashboard.overlays import Overlays, Place
from plangate.dashboard.toasts import Toast
from plangate.dashboard.wording import clean, explain_state, state_words
from plangate.model.session import Session, State
from plangate.model.terminal import TerminalEvent, TerminalEventKind

__all__ = ["Told", "terminal_note"]

_BELLS_APART = 1.0
"""Seconds between two rings, however often programs ring."""
_SHOWN = 200
"""Characters of a notification that are shown."""


class Told:
    """Passes on what programs said, as the settings allow; one for each app."""

    def __init__(
        self,
        app: App[Any],
        board: Board,
        settings: Settings,
        overlays: Overlays,
        place: Place,
        clock: Callable[[], float],
    ) -> None:
        self._app = app
        self._board = board
        self._settings = settings
        self._overlays = overlays
        self._place = place
        self._clock = clock
        self._rang = float("-inf")

    def changed(self, change: Change) -> None:
        """From the board."""
        before, after = change.before, change.after
        if before and after and after.state is State.BLOCKED and before.state is not State.BLOCKED:
            self._ring()
        if before and after and (before.state, before.reason) != (after.state, after.reason):
            self._tell_terminal(after)
        if change.told is None:
            return
        session = self._board.get(change.told.session)
        if session is None:
            return
        event = change.told.event
        if event.kind is TerminalEventKind.BELL:
            self._ring()
        elif event.kind is TerminalEventKind.NOTIFICATION:
            self._overlays.notice(_notification(session, event))
        elif event.kind is TerminalEventKind.CLIPBOARD:
            self._copy(session, event.text)

    def _ring(self) -> None:
        if self._settings.notifications.bell and self._clock() - self._rang >= _BELLS_APART:
            self._rang = self._clock()
            self._app.bell()

    def _tell_terminal(self, session: Session) -> None:
        """Have the terminal itself notify, unless the person is looking."""
        settings, here = self._settings.notifications, self._place.session
        looking = here is not None and here.id == session.id and self._app.app_focus
        driver = self._app._driver
        if settings.terminal is TerminalNote.OFF or driver is None or looking or session.focus.holder:
            return
        if session.state.value in settings.states:
            driver.write(terminal_note(settings.terminal, session))

    def _copy(self, session: Session, text: str) -> None:
        """Only the dashboard that shows the session has a person who can know why it wants that."""
        here = self._place.session
        policy = self._settings.terminal.clipboard
        if policy is Clipboard.DENY or here is None or here.id != session.id:
            return
        if policy is Clipboard.ALLOW:
            self._app.copy_to_clipboard(text)
        else:
            self._app.run_worker(self._ask(session, text), group="clipboard", exclusive=True)

    async def _ask(self, session: Session, text: str) -> None:
        if await self._overlays.may_copy(session, text):
            self._app.copy_to_clipboard(text)


def terminal_note(how: TerminalNote, session: Session) -> str:
    """The escape sequence that notifies of a session's state; nothing of the session's can end it early."""
    title, text = f"{clean(session.name)}: {state_words(session)}", clean(explain_state(session))[:_SHOWN]
    if how is TerminalNote.OSC777:
        return f"\x1b]777;notify;{title.replace(';', ',')};{text.replace(';', ',')}\x07"
    return f"\x1b]9;{title}: {text}\x07"


def _notification(session: Session, event: TerminalEvent) -> Toast:
    name, title = clean(session.name), clean(event.detail)
    return Toast("information", f"{name}: {title}" if title else name, clean(event.text)[:_SHOWN], session.id)
