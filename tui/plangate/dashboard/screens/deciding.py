"""What a person does about a session that asks the gate for something; the same from list, grid and inbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.app import App

from plangate.client import gate
from plangate.client.api import Control
from plangate.dashboard.board import Board
from plangate.dashboard.gate_words import offered, plan_waits
from plangate.dashboard.memory import load_memory, save_memory
from plangate.dashboard.wording import clean, complaint
from plangate.errors import PlangateError
from plangate.model.gate import Offer, Question
from plangate.model.plan import Phase, PlanView, VoteKind
from plangate.model.session import Session

__all__ = ["Decisions"]


class Decisions:
    """Asks the person, tells the daemon; every method is to be awaited in a worker.

    Args:
        app: For screens and notices.
        memory: File that knows which version of a plan was read last.
        now: Unix seconds.
    """

    def __init__(
        self, app: App[None], control: Control, board: Board, memory: Path, now: Callable[[], float]
    ) -> None:
        self._app = app
        self._control = control
        self._board = board
        self._memory = memory
        self._now = now

    async def review(self, session: Session) -> None:
        """Answer the oldest question, read the plan that waits, or do what is offered."""
        if session.gate.questions:
            from plangate.dashboard.screens.question import AnswerDialog

            question = session.gate.questions[0]
            dialog = AnswerDialog(self._control, self._board, session.id, question, now=self._now)
            await self._app.push_screen_wait(dialog)
        elif plan_waits(session.gate):
            await self.show_plan(session.gate.plan)
        elif session.gate.offer:
            await self._take(session)
        else:
            self._nothing_waits(session)
            if session.gate.plan:
                await self.show_plan(session.gate.plan)

    async def deny(self, session: Session) -> None:
        """Say no to what is asked, in words."""
        if session.gate.questions:
            await self._refuse(session, session.gate.questions[0])
        elif plan_waits(session.gate):
            await self._send_back(session.gate.plan)
        elif session.gate.offer:
            self._app.notify(f"{offered(session.gate)} Nothing is done while you leave it.")
        else:
            self._nothing_waits(session)

    def _nothing_waits(self, session: Session) -> None:
        """What the row says may be an agent's own question, which the gate cannot answer."""
        view = session.gate
        plan = f"Plan {view.plan} is {view.phase}" if view.plan else f"{clean(session.name)} has no plan"
        why = f" ({clean(view.reason)})" if view.plan and view.reason else ""
        words = f"{plan}{why}: nothing waits at its gate. What it asks is on its own screen."
        self._app.notify(words, severity="warning")

    async def show_plan(self, plan: str) -> None:
        """Read a plan; which version was read is remembered."""
        from plangate.dashboard.screens.review import ReviewScreen

        view = await self._read(plan)
        if view is None:
            return
        seen = load_memory(self._memory).version_read(plan)
        screen = ReviewScreen(self._control, self._board, view, seen=seen, now=self._now)
        after = await self._app.push_screen_wait(screen) or view
        save_memory(self._memory, load_memory(self._memory).with_plan(plan, after.summary.version))

    async def _take(self, session: Session) -> None:
        """Do what is offered: it needs no proof, because it ends a plan, or goes on with one that is approved."""
        view = session.gate
        try:
            if view.offer == Offer.DONE:
                await self._control.ask(gate.move(view.plan, Phase.DONE))
                words = "is done; its gate is closed"
            else:
                await self._control.ask(gate.reopen(session.id))
                words = "goes on; its gate is open"
        except PlangateError as error:
            self._app.notify(complaint(error), title=error.title, severity="error")
        else:
            self._app.notify(f"Plan {view.plan} {words}.")

    async def _refuse(self, session: Session, question: Question) -> None:
        from plangate.dashboard.screens.say_why import SayWhy

        async def refuse(words: str) -> None:
            await self._control.ask(gate.answer(session.id, question.id, allow=False, text=words))

        note = f"{clean(question.tool)}: {clean(question.words)}"
        hint = "Why, or what to do instead"
        await self._app.push_screen_wait(SayWhy("Deny", note, "deny", refuse, placeholder=hint, needed=False))

    async def _send_back(self, plan: str) -> None:
        from plangate.dashboard.screens.say_why import SayWhy

        view = await self._read(plan)
        if view is None:
            return
        summary = view.summary

        async def send_back(words: str) -> None:
            await self._control.ask(gate.vote(summary.id, summary.digest, VoteKind.CHANGES, text=words))

        note = f"“{clean(summary.title)}” goes back; the agent revises it and asks again."
        await self._app.push_screen_wait(
            SayWhy("Request changes", note, "send back", send_back, needed=not view.comments)
        )

    async def _read(self, plan: str) -> PlanView | None:
        try:
            return await self._control.ask(gate.plan(plan))
        except PlangateError as error:
            self._app.notify(complaint(error), title=error.title, severity="error")
            return None
