"""The actions that open a dialog and carry out what came of it; the app is built upon this."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from pathlib import Path

from textual.dom import DOMNode

from plangate.dashboard.actions import Scope, action_named, available
from plangate.dashboard.palette_entries import (
    Entry,
    EntryKind,
    action_entries,
    session_entries,
    theme_entries,
)
from plangate.dashboard.screens.broadcast import BroadcastScreen
from plangate.dashboard.screens.clipboard import AskClipboard, ClipboardAnswer
from plangate.dashboard.screens.confirm import RemoveSession, RestartSession, StopSession
from plangate.dashboard.screens.events import EventsScreen
from plangate.dashboard.screens.faults import FaultsDialog
from plangate.dashboard.screens.help import HelpScreen
from plangate.dashboard.screens.inbox import InboxScreen
from plangate.dashboard.screens.new_session import NewSessionDialog
from plangate.dashboard.screens.palette import PaletteScreen
from plangate.dashboard.screens.peek import PeekOutcome, PeekScreen
from plangate.dashboard.screens.rename import RenameSession
from plangate.dashboard.themed_app import ThemedApp
from plangate.dashboard.toasts import Toast
from plangate.model.session import Session, SessionId
from plangate.toml.document import Fault

__all__ = ["DialogActions"]


class DialogActions(ThemedApp):
    """Help, palette, starting, stopping, answering. Says `go_to` where the main screen is to go."""

    # ---- what the app that builds upon this knows

    @property
    def selected(self) -> Session | None:
        """The session that actions are about."""
        return None

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Where one is, for the help screen."""
        return (Scope.LIST, Scope.EVERYWHERE)

    @property
    def new_session_size(self) -> tuple[int, int]:
        """Columns and rows of a new session."""
        return 120, 40

    def go_to(self, session: SessionId, *, typing: bool) -> None:
        """Select a session; with `typing` also type into it."""

    # ---- finding things

    def action_app_help(self) -> None:
        """The keys of this place."""
        self.push_screen(HelpScreen(*self.scopes))

    def action_app_palette(self) -> None:
        """Anything, by a few letters."""
        titles = {name: spec.title for name, spec in self.themes.specs.items()}
        entries = [
            *action_entries(self.keymap, self.selected),
            *session_entries(self.board.sessions),
            *theme_entries(titles, self.theme),
        ]
        self.push_screen(PaletteScreen(entries), self._chosen)

    async def _chosen(self, entry: Entry | None) -> None:
        if entry is None:
            return
        if entry.kind is EntryKind.SESSION:
            self.go_to(SessionId(entry.value), typing=False)
        elif entry.kind is EntryKind.THEME:
            self.use_theme(entry.value)
        else:
            await self.run_named(entry.value)

    async def run_named(self, name: str) -> None:
        """Run an action of the registry wherever it lives: focused widget, its parents, screen, app."""
        method = action_named(name).method
        start: DOMNode = self.focused or self.screen
        for node in start.ancestors_with_self:
            if hasattr(node, f"action_{method}"):
                await self.run_action(method, node)
                return

    # ---- one session

    def _with(self, name: str) -> Session | None:
        """The selected session, if the action makes sense for it; else a notice."""
        session = self.selected
        action = action_named(name)
        if session is not None and available(action, session):
            return session
        if session is None:
            self.say(self.toasts.once(Toast("information", "", "Select a session first.")))
        else:
            ended = "has ended" if session.exit is not None else "is running"
            self.say(self.toasts.once(Toast("information", "", f"{action.title}: {session.name} {ended}.")))
        return None

    def action_session_new(self) -> None:
        """Start another one, beside the selected one."""
        here = self.selected.cwd if self.selected else ""

        def left(session: Session | None) -> None:
            if session is not None:
                self.go_to(session.id, typing=True)

        dialog = NewSessionDialog(self.control, self.memory_file, directory=here, size=self.new_session_size)
        self.push_screen(dialog, left)

    def action_session_peek(self) -> None:
        """Read and answer without opening."""
        if (session := self._with("session.peek")) is not None:
            self.peek(session.id)

    def peek(self, session: SessionId) -> None:
        """Read and answer, and on to the next one where the person says so."""

        def left(outcome: PeekOutcome | None) -> None:
            if outcome is PeekOutcome.OPEN:
                self.go_to(session, typing=True)
            elif outcome is PeekOutcome.NEXT and (following := self.board.next_waiting(session)) is not None:
                self.go_to(following.id, typing=False)
                self.peek(following.id)

        self.attempt(self.control.mark_seen(session))
        self.push_screen(PeekScreen(self.control, self.board, session), left)

    def action_session_rename(self) -> None:
        """Change how it is listed."""
        if (session := self._with("session.rename")) is not None:
            self.push_screen(RenameSession(self.control, session))

    def action_session_stop(self) -> None:
        """End its program, after a question."""
        if (session := self._with("session.stop")) is None:
            return

        def left(sure: bool | None) -> None:
            if sure:
                self.attempt(self.control.stop_session(session.id), f"Stopping {session.name}.")

        self.push_screen(StopSession(session), left)

    def action_session_restart(self) -> None:
        """Begin its task anew, after a question."""
        if (session := self._with("session.restart")) is None:
            return

        def left(sure: bool | None) -> None:
            if sure:
                self.attempt(self._begin(self.control.restart_session(session.id)))

        running = available(action_named("session.stop"), session)
        self.push_screen(RestartSession(session, running=running), left)

    def action_session_resume(self) -> None:
        """Go on with its conversation."""
        if (session := self._with("session.resume")) is not None:
            self.attempt(self._begin(self.control.resume_session(session.id)))

    async def _begin(self, started: Awaitable[Session]) -> None:
        session = await started
        self.go_to(session.id, typing=False)

    def action_session_remove(self) -> None:
        """Take it off the list, after a question."""
        if (session := self._with("session.remove")) is None:
            return

        def left(sure: bool | None) -> None:
            if sure:
                self.attempt(self.control.remove_session(session.id, worktree=dialog.ticked))

        dialog = RemoveSession(session)
        self.push_screen(dialog, left)

    # ---- all sessions

    def action_session_broadcast(self) -> None:
        """One line for several."""
        self.push_screen(
            BroadcastScreen(self.control, self.board, self.selected.id if self.selected else None)
        )

    def action_inbox_open(self) -> None:
        """Who waits."""
        self.push_screen(InboxScreen(self.control, self.board), lambda to: self._went(to, typing=True))

    def action_events_open(self) -> None:
        """What happened."""
        here = self.selected.id if self.selected else None
        self.push_screen(
            EventsScreen(self.control, self.board, here), lambda to: self._went(to, typing=False)
        )

    def _went(self, session: SessionId | None, *, typing: bool) -> None:
        if session is not None:
            self.go_to(session, typing=typing)

    # ---- questions of programs, faults of files

    async def ask_clipboard(self, session: Session, text: str) -> ClipboardAnswer:
        """Ask whether a program may write the clipboard; call from a worker."""
        return await self.push_screen_wait(AskClipboard(session, text)) or ClipboardAnswer.NO

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Show what is wrong in the user's files, if anything is."""
        if faults:
            self.push_screen(FaultsDialog(faults, Path.home()))
