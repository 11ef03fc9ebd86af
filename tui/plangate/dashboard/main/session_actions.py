"""What can be done with the selected session, and with all of them."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from textual import work

from plangate.client import undo
from plangate.dashboard.main.layout import View
from plangate.dashboard.main.overlay_actions import OverlayActions
from plangate.dashboard.undo_words import undo_words
from plangate.errors import PlangateError
from plangate.model.gate import GateState
from plangate.model.session import Session
from plangate.wire.control import SessionChanged

if TYPE_CHECKING:
    from plangate.dashboard.screens.deciding import Decisions

__all__ = ["SessionActions"]


class SessionActions(OverlayActions):
    """Actions that ask the daemon for something; dialogs are imported when they are first wanted."""

    read_before: bool = False
    """Whether the terminal was opened from what a phone shows of its session."""

    @work
    async def action_session_new(self) -> None:
        """Start a session, as large as the terminal it will be shown in."""
        from plangate.dashboard.screens.new_session import NewSessionDialog

        current = self.session
        dialog = NewSessionDialog(
            self.desk.control,
            self.desk.memory,
            directory=current.cwd if current is not None else "",
            size=self.terminal_size(),
            preferred=self.desk.settings.sessions.agent,
        )
        made = await self.app.push_screen_wait(dialog)
        if made is not None:
            await self._bring_in(made)
            self.action_session_open()

    def action_session_open(self) -> None:
        """Type into the session; on a phone read it first, because its terminal is wider than the screen."""
        if self.phone and self.view is View.LIST:
            self.read_session()
        else:
            self.type_into()

    @work(exclusive=True, group="read")
    async def read_session(self) -> None:
        """Show what a phone has room for of the session, then of the next one that waits."""
        from plangate.dashboard.screens.session import PeekOutcome, SessionScreen

        session = self.session
        while session is not None:
            screen = SessionScreen(
                self.desk.control,
                self.desk.board,
                session.id,
                self.desk.memory,
                now=self.desk.now,
                clock=self.desk.clock,
            )
            outcome = await self.app.push_screen_wait(screen)
            if outcome is PeekOutcome.OPEN:
                self.go_to(session.id)
                self.type_into()
                self.read_before = True
            if outcome is not PeekOutcome.NEXT:
                return
            session = self.desk.board.next_waiting(session.id) or session
            self.go_to(session.id)

    def leave_terminal(self) -> None:
        """Stop typing; on a phone what was read before is read again."""
        super().leave_terminal()
        if self.read_before:
            self.read_before = False
            if self.phone:
                self.read_session()

    def terminal_size(self) -> tuple[int, int]:
        """Columns and rows of the main terminal; the settings' where it is too small to work in."""
        width, height = self.tile.pane.size
        settings = self.desk.settings.sessions
        return (width, height) if width >= 80 and height >= 20 else (settings.columns, settings.rows)

    @work
    async def action_session_rename(self) -> None:
        """Change its name, group or task."""
        from plangate.dashboard.screens.rename import RenameSession

        if (session := self.session) is not None:
            await self.app.push_screen_wait(RenameSession(self.desk.control, session))

    @work
    async def action_session_queue(self) -> None:
        """Queue a prompt, or change those that wait."""
        from plangate.dashboard.screens.queue import QueuePrompt

        if (session := self.session) is not None:
            await self.app.push_screen_wait(QueuePrompt(self.desk.control, session))

    @work
    async def action_session_stop(self) -> None:
        """End its program."""
        from plangate.dashboard.screens.confirm import StopSession

        session = self.session
        if session is None:
            return
        if await self.app.push_screen_wait(StopSession(session)):
            await self.overlays.attempt(self.desk.control.stop_session(session.id))

    @work
    async def action_session_restart(self) -> None:
        """Start the same task anew."""
        from plangate.dashboard.screens.restart import RestartSession

        session = self.session
        if session is None:
            return
        dialog = RestartSession(session, running=session.exit is None)
        if await self.app.push_screen_wait(dialog):
            await self._follow(self.desk.control.restart_session(session.id, dialog.anew))

    @work
    async def action_session_resume(self) -> None:
        """Go on with the agent's conversation."""
        if (session := self.session) is not None:
            await self._follow(self.desk.control.resume_session(session.id))

    @work
    async def action_session_remove(self) -> None:
        """Take it off the list."""
        from plangate.dashboard.screens.confirm import RemoveSession

        session = self.session
        if session is None:
            return
        dialog = RemoveSession(session)
        if await self.app.push_screen_wait(dialog):
            asked = self.desk.control.remove_session(session.id, worktree=dialog.ticked)
            await self.overlays.attempt(asked)

    @work
    async def action_session_peek(self) -> None:
        """Read and answer without opening."""
        from plangate.dashboard.screens.peek import PeekOutcome, PeekScreen

        session = self.session
        if self.phone and self.view is View.LIST:
            self.read_session()
            return
        while session is not None:
            screen = PeekScreen(
                self.desk.control, self.desk.board, session.id, now=self.desk.now, clock=self.desk.clock
            )
            outcome = await self.app.push_screen_wait(screen)
            if outcome is PeekOutcome.OPEN:
                self.go_to(session.id)
                self.type_into()
            asked = self.desk.board.get(session.id)
            if asked is not None and outcome in (PeekOutcome.REVIEW, PeekOutcome.DENY):
                decide = self._decisions().review if outcome is PeekOutcome.REVIEW else self._decisions().deny
                await decide(asked)
            if outcome is not PeekOutcome.NEXT:
                return
            session = self.desk.board.next_waiting(session.id)

    @work
    async def action_plan_review(self) -> None:
        """Read the plan that waits, or answer what is asked."""
        if (session := self.session) is not None:
            await self._decisions().review(session)

    @work
    async def action_plan_deny(self) -> None:
        """Say no to it."""
        if (session := self.session) is not None:
            await self._decisions().deny(session)

    @work
    async def action_plan_show(self) -> None:
        """Read the plan that is carried out, or was last."""
        session = self.session
        if session is not None and (plan := session.gate.plan):
            await self._decisions().show_plan(plan)

    @work
    async def action_gate_change(self) -> None:
        """Open, close, pause, restore."""
        from plangate.dashboard.screens.gate import GateDialog

        session = self.session
        if session is not None and session.gate.state is not GateState.OFF:
            await self.app.push_screen_wait(GateDialog(self.desk.control, session, now=self.desk.now))

    @work
    async def action_session_undo(self) -> None:
        """Bring its workspace back to a checkpoint."""
        from plangate.dashboard.screens.undo import UndoDialog

        if (session := self.session) is not None:
            done = await self.app.push_screen_wait(UndoDialog(self.desk.control, session, now=self.desk.now))
            if done is not None:
                self.notify(undo_words(done), title="Undo", markup=False)

    @work
    async def action_checkpoint_create(self) -> None:
        """Keep its workspace as it is now."""
        if (session := self.session) is not None:
            taken = self.desk.control.ask(undo.create(session=session.id))
            if await self.overlays.attempt(taken):
                self.notify("A checkpoint was taken.", timeout=3)

    def _decisions(self) -> Decisions:
        from plangate.dashboard.screens.deciding import Decisions

        desk = self.desk
        return Decisions(self.app, desk.control, desk.board, desk.memory, desk.now)

    async def _follow(self, asked: Awaitable[Session]) -> None:
        """Go to the session that a request made."""
        try:
            made = await asked
        except PlangateError as error:
            self.overlays.complain(error)
            return
        await self._bring_in(made)

    async def _bring_in(self, made: Session) -> None:
        """Go to a session that was just made, in the grid where that is shown."""
        self.desk.board.apply(SessionChanged(made))
        self.show_sessions()
        await self.fill_grid()
        self.go_to(made.id)
