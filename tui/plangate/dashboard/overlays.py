"""What opens over the main screen for all sessions, and the passing notices.

The dialogs are imported when they are first wanted: the dashboard is on the screen before.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from textual.app import App
from textual.worker import WorkType

from plangate.client.api import Control
from plangate.dashboard.actions import action_named
from plangate.dashboard.board import Board, Change
from plangate.dashboard.keymap import Keymap
from plangate.dashboard.themes import Themes, palette_message, user_files_signature
from plangate.dashboard.toasts import Toast, Toasts, toast_of
from plangate.errors import PinNeeded, PlangateError
from plangate.model.session import Session, SessionId
from plangate.toml.document import Fault

if TYPE_CHECKING:
    from plangate.dashboard.palette_entries import Entry
    from plangate.dashboard.screens.clipboard import ClipboardAnswer
    from plangate.wire.control import UsePalette

__all__ = ["Desk", "Overlays", "Place"]

_MOMENT = 0.5
"""Seconds between a change and the notice about it."""


class Desk(Protocol):
    """What every overlay works with."""

    @property
    def control(self) -> Control:
        """The daemon."""

    @property
    def board(self) -> Board:
        """All sessions."""

    @property
    def keymap(self) -> Keymap:
        """The keys in force."""

    @property
    def themes(self) -> Themes:
        """All themes."""

    @property
    def memory(self) -> Path:
        """File of what was chosen and read last."""


class Place(Protocol):
    """The screen below: where one is, and how to go elsewhere."""

    @property
    def session(self) -> Session | None:
        """The session that actions are about."""

    @property
    def typed_into(self) -> str:
        """The session that keys go to at present; empty when none is typed into."""

    def go_to(self, session: SessionId) -> None:
        """Select a session."""

    def action_session_open(self) -> None:
        """Type into the selected session."""

    def show_moment(self, at: float) -> None:
        """Show the selected session's terminal where it was at a Unix time."""


class Overlays:
    """Palette, themes, inbox, events, broadcast, notices, faults; one for each app."""

    def __init__(
        self,
        app: App[Any],
        desk: Desk,
        place: Place,
        *,
        theme_chosen: Callable[[str], None] = lambda _: None,
        quiet: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`theme_chosen` hears of a theme that was chosen to stay; with `quiet` only errors are noticed."""
        self._app = app
        self._desk = desk
        self._place = place
        self._theme_chosen = theme_chosen
        self._toasts = Toasts(clock, desk.keymap, quiet=quiet)
        self._always: set[SessionId] = set()
        self._files: object = None

    def watch(self) -> None:
        """Show passing notices and follow the user's theme files from now on."""
        self._desk.board.watch(self._notice)
        if (folder := self._desk.themes.user) is not None:
            self._files = user_files_signature(folder)
            self._app.set_interval(2.0, self._look_at_files)

    def say(self, toast: Toast | None) -> None:
        """Show a notice."""
        if toast is not None:
            self._app.notify(
                toast.message, title=toast.title, severity=toast.level, timeout=toast.seconds, markup=False
            )

    def notice(self, toast: Toast) -> None:
        """Show a notice, unless it is about the session one is typing into or was shown a moment ago."""
        if toast.session != self._place.typed_into:
            self.say(self._toasts.once(toast))

    def complain(self, error: PlangateError) -> None:
        """Show what went wrong and what can be done; the same only once in a while."""
        self.say(self._toasts.once(toast_of(error)))

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Show what is wrong in the user's files, if anything is."""
        if faults:
            from plangate.dashboard.screens.faults import FaultsDialog

            self._app.push_screen(FaultsDialog(faults, Path.home()))

    def palette(self) -> None:
        """Find anything by a few letters."""
        from plangate.dashboard import palette_entries
        from plangate.dashboard.screens.palette import PaletteScreen

        entries = [
            *palette_entries.action_entries(self._desk.keymap, self._place.session),
            *palette_entries.session_entries(self._desk.board.sessions),
            *palette_entries.theme_entries(
                self._desk.themes.titles, self._app.theme, self._desk.themes.swatches
            ),
        ]
        self._app.push_screen(PaletteScreen(entries), self._chosen)

    def theme(self) -> None:
        """Choose a theme while looking at it."""
        from plangate.dashboard import palette_entries
        from plangate.dashboard.screens.palette import PaletteScreen

        before = self._app.theme

        def left(entry: Entry | None) -> None:
            if entry is None:
                self._app.theme = before
            else:
                self._keep_theme(entry.value)

        def preview(entry: Entry) -> None:
            self._app.theme = entry.value

        screen = PaletteScreen(
            palette_entries.theme_entries(
                self._desk.themes.titles, before, self._desk.themes.swatches, prefix=""
            ),
            heading="Theme",
            placeholder="Name of a theme",
            start=before,
            preview=preview,
        )
        self._app.push_screen(screen, left)

    def inbox(self) -> None:
        """Everything that waits for a person."""
        from plangate.dashboard.screens.inbox import InboxScreen

        def left(session: SessionId | None) -> None:
            if session is not None:
                self._place.go_to(session)
                self._place.action_session_open()

        self._app.push_screen(InboxScreen(self._desk.control, self._desk.board, self._desk.memory), left)

    def events(self) -> None:
        """What the ledger recorded."""
        from plangate.dashboard.screens.events import EventsScreen, Moment

        here = self._place.session
        screen = EventsScreen(self._desk.control, self._desk.board, here.id if here else None)

        def left(moment: Moment | None) -> None:
            if moment is not None:
                self._place.go_to(moment.session)
                self._place.show_moment(moment.at)

        self._app.push_screen(screen, left)

    def pair(self) -> None:
        """Let a phone in."""
        from plangate.dashboard.screens.pairing import PairDevice

        def came(name: str | None) -> None:
            if name:
                self._app.notify(f"{name} was paired.", markup=False)

        self._app.push_screen(PairDevice(self._desk.control, self._desk.board), came)

    async def ask_pin(self, error: PinNeeded) -> str | None:
        """Ask for the PIN that the daemon wants; None when it is not given."""
        from plangate.dashboard.screens.pin import AskPin

        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._app.push_screen(AskPin(error.hint), answer.set_result)
        return await answer

    def stats(self) -> None:
        """How often work is undone and begun again."""
        from plangate.dashboard.screens.stats import StatsScreen

        self._app.push_screen(StatsScreen(self._desk.control, self._desk.board, self._place.session))

    def broadcast(self) -> None:
        """One line for several sessions."""
        from plangate.dashboard.screens.broadcast import BroadcastScreen

        here = self._place.session
        self._app.push_screen(
            BroadcastScreen(self._desk.control, self._desk.board, here.id if here else None)
        )

    async def may_copy(self, session: Session, text: str) -> bool:
        """Ask whether a program may write the clipboard; to be awaited in a worker."""
        from plangate.dashboard.screens.clipboard import AskClipboard, ClipboardAnswer

        if session.id in self._always:
            return True
        answer: ClipboardAnswer | None = await self._app.push_screen_wait(AskClipboard(session, text))
        if answer is ClipboardAnswer.SESSION:
            self._always.add(session.id)
        return answer in (ClipboardAnswer.ONCE, ClipboardAnswer.SESSION)

    async def attempt(self, work: Awaitable[object]) -> bool:
        """Wait for the daemon; a no becomes a notice."""
        try:
            await work
        except PlangateError as error:
            self.complain(error)
            return False
        return True

    def reload_themes(self) -> None:
        """Read all themes anew; the one in use changes at once, new faults are shown."""
        known = set(self._desk.themes.faults)
        self._desk.themes.reload()
        for each in self._desk.themes.textual():
            self._app.register_theme(each)
        current = self._desk.themes.pick(self._app.theme)
        if current == self._app.theme:
            self._app.refresh_css(animate=False)
            self._app.theme_changed_signal.publish(self._app.current_theme)
        self._app.theme = current
        self._tell_palette()
        self.show_faults([fault for fault in self._desk.themes.faults if fault not in known])

    async def _chosen(self, entry: Entry | None) -> None:
        if entry is None:
            return
        if entry.kind == "session":
            self._place.go_to(SessionId(entry.value))
        elif entry.kind == "theme":
            self._keep_theme(entry.value)
        else:
            await self._run(entry.value)

    async def _run(self, name: str) -> None:
        """Run an action wherever it lives: the focused widget, its parents, the screen, the app."""
        method = action_named(name).method
        start = self._app.focused or self._app.screen
        for node in start.ancestors_with_self:
            if hasattr(node, f"action_{method}"):
                await self._app.run_action(method, node)
                return

    def _keep_theme(self, name: str) -> None:
        self._app.theme = name
        self._tell_palette()
        self._theme_chosen(name)

    def _tell_palette(self) -> None:
        theme = self._app.current_theme
        message = palette_message(self._desk.themes.palette(theme.name), dark=theme.dark)
        # not a coroutine: one that is replaced before it begins would never be awaited
        telling: WorkType[None] = partial(self._send_palette, message)
        self._app.run_worker(telling, exclusive=True, group="palette")

    async def _send_palette(self, message: UsePalette) -> None:
        await self.attempt(self._desk.control.use_palette(message))

    def _notice(self, change: Change) -> None:
        """What changed is told a moment later: a session that is just being opened needs no notice."""
        if change.notice is not None:
            self.say(self._toasts.for_change(change, self._place.typed_into))
        elif self._toasts.is_notable(change):
            self._app.set_timer(_MOMENT, lambda: self._still(change))

    def _still(self, change: Change) -> None:
        """Tell it, if it is still so."""
        then = change.after
        now = self._desk.board.get(then.id) if then else None
        if then is not None and now is not None and (now.state, now.since) == (then.state, then.since):
            self.say(self._toasts.for_change(change, self._place.typed_into))

    def _look_at_files(self) -> None:
        folder = self._desk.themes.user
        if folder is not None and (now := user_files_signature(folder)) != self._files:
            self._files = now
            self.reload_themes()
