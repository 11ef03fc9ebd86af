"""Reading a plan and deciding about it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Static

from plangate.client import gate
from plangate.client.api import Control
from plangate.client.call import Call
from plangate.dashboard import plan_words
from plangate.dashboard.actions import Scope, action_named
from plangate.dashboard.board import Board, Change
from plangate.dashboard.keymap import bindings
from plangate.dashboard.screens.dialog import Dialog
from plangate.dashboard.widgets.plan_text import PlanText
from plangate.dashboard.wording import age, clean, complaint
from plangate.errors import PlangateError
from plangate.model.plan import Phase, PlanComment, PlanView, VoteKind

__all__ = ["ReviewScreen", "View"]


class View(StrEnum):
    """What of a plan is shown."""

    PLAN = "the plan"
    CHANGED = "what changed"
    WRITTEN = "as written"


class ReviewScreen(Dialog[PlanView]):
    """Shows one plan, live; dismisses with it as it was last."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.REVIEW),
        Binding("q", "dialog_cancel", show=False),
    ]
    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "review.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (65, "-middle"), (100, "-wide")]  # noqa: RUF012  # Textual types it without ClassVar

    def __init__(
        self,
        control: Control,
        board: Board,
        plan: PlanView,
        *,
        seen: int = 0,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`seen` is the version that was read last; `now` is Unix time."""
        super().__init__()
        self.control = control
        self.board = board
        self.plan = plan
        self.now = now
        self.seen = seen
        first = plan.summary.version > seen > 0 and plan_words.differs(plan, seen) is not None
        self.view = View.CHANGED if first else View.PLAN

    def title_text(self) -> str:
        session = self.board.get(self.plan.summary.session)
        name = f" · {clean(session.name)}" if session else ""
        return f"Plan{name}".replace("[", r"\[")

    def body(self) -> ComposeResult:
        yield Static(id="standing")
        yield Static(id="warnings")
        with Container(id="both"):
            yield PlanText(id="text")
            with VerticalScroll(id="changed", can_focus=True):
                yield Static(id="difference", markup=False)
            with VerticalScroll(id="aside", can_focus=False):
                yield Static(id="facts")
                yield Static(id="comments")

    def keys(self) -> list[tuple[str, str]]:
        names = ["review.approve", "review.changes", "review.reject"] if self._open else []
        names += ["review.comment"] if self.view is View.PLAN else []
        if self.plan.summary.phase is Phase.DRIFTED:
            names = ["review.amend", "review.finish", *names]
        elif self.plan.summary.phase in (Phase.EXECUTING, Phase.WAITING):
            names = ["review.finish", *names]
        named = [action_named(name) for name in names]
        shown = [(self.keymap.label(one), one.label or one.title.lower()) for one in named]
        following = self._next_view()
        view = self.keymap.label(action_named("review.view"))
        return [*shown, (view, following.value), (self.cancel_key, "back")]

    async def on_mount(self) -> None:
        """Show it, and follow."""
        self.unwatch = self.board.watch(self.board_changed)
        self.set_interval(5, self.show_standing)
        await self.show_plan()

    def on_unmount(self) -> None:
        """Follow no longer."""
        self.unwatch()

    @property
    def _open(self) -> bool:
        """Whether a decision is asked for."""
        return self.plan.summary.phase is Phase.SUBMITTED

    def board_changed(self, change: Change) -> None:
        """Another version, another comment, another state: read it anew."""
        told = change.plan
        if told is not None and told.id == self.plan.summary.id:
            self.read_anew()

    @work(exclusive=True, group="read")
    async def read_anew(self) -> None:
        """The plan as it is now; a new version shows first what changed."""
        try:
            plan = await self.control.ask(gate.plan(self.plan.summary.id))
        except PlangateError as error:
            self.notify(complaint(error), severity="warning")
            return
        if self.present:
            await self.take(plan)

    async def take(self, plan: PlanView) -> None:
        """Show a later state of the plan."""
        newer = plan.summary.version > self.plan.summary.version
        if newer:
            self.seen, self.view = self.plan.summary.version, View.CHANGED
        self.plan = plan
        await self.show_plan()

    async def show_plan(self) -> None:
        """Everything about it."""
        if not self.present:
            return
        self.show_standing()
        warnings = plan_words.warnings(self.plan)
        box = self.query_one("#warnings", Static)
        box.set_class(bool(warnings), "-shown")
        box.update(Content("\n").join(Content.assemble(("! ", "bold"), one) for one in warnings))
        self.query_one("#facts", Static).update(self._facts())
        self.query_one("#comments", Static).update(self._comments())
        self.set_class(self.view is View.CHANGED, "-changed")
        if self.view is View.CHANGED:
            before = plan_words.differs(self.plan, self.seen)
            older = before.markdown if before else ""
            head = f"Since version {before.number}:" if before else "It is the first version."
            body = plan_words.difference(older, self.plan.markdown) if before else Content("")
            self.query_one("#difference", Static).update(Content.assemble((head, "bold"), "\n\n", body))
            self.query_one("#changed").focus()
        else:
            text = self.query_one(PlanText)
            source = self.view is View.WRITTEN
            await text.show(plan_words.printable(self.plan.markdown), self._commented(), source=source)
            text.focus()
        self.show_keys()

    def show_standing(self) -> None:
        """The lines on top."""
        if not self.present:
            return
        summary = self.plan.summary
        self.query_one("#standing", Static).update(
            Content.assemble(
                (clean(summary.title), "bold $foreground"), "\n", plan_words.standing(self.plan, self.now())
            )
        )

    def action_review_down(self) -> None:
        """The next paragraph."""
        self._move(1)

    def action_review_up(self) -> None:
        """The one before."""
        self._move(-1)

    async def action_review_view(self) -> None:
        """The plan, what changed, as written."""
        self.view = self._next_view()
        await self.show_plan()

    @work
    async def action_review_approve(self) -> None:
        """Ask for the proof, and leave once it was taken."""
        from plangate.dashboard.screens.approve import ApprovePlan

        if not self._open:
            self.notify(f"This plan is {self.plan.summary.phase.value}; nothing is asked.")
            return
        after = await self.app.push_screen_wait(ApprovePlan(self.control, self.plan))
        if after is not None:
            self._decided(after)

    @work
    async def action_review_changes(self) -> None:
        """Send it back."""
        await self._say(
            "Request changes",
            f"{self._remarks()} What else should be different?",
            "send back",
            lambda words: self._vote(VoteKind.CHANGES, words),
            needed=not self.plan.comments,
            asking=True,
        )

    @work
    async def action_review_reject(self) -> None:
        """End it."""
        await self._say(
            "Reject",
            "The plan ends here, and the agent is told why.",
            "reject",
            lambda words: self._vote(VoteKind.REJECT, words),
            asking=True,
        )

    @work
    async def action_review_comment(self) -> None:
        """Remark on what is under the cursor."""
        line = self.query_one(PlanText).line if self.view is View.PLAN else 0
        step = plan_words.step_of(self.plan, line)
        written = self.plan.markdown.splitlines()
        about = (
            f"On “{plan_words.unmarked(clean(written[line - 1]))}”"
            if 1 <= line <= len(written)
            else "On the whole plan"
        )

        async def comment(words: str) -> None:
            call = gate.comment(self.plan.summary.id, words, step=step, line=0 if step else line)
            await self.take(await self.control.ask(call))

        await self._say("Comment", about, "comment", comment)

    @work
    async def action_review_finish(self) -> None:
        """It is done, or nobody goes on with it."""
        from plangate.dashboard.screens.confirm import Confirm

        if self.plan.summary.phase not in (Phase.EXECUTING, Phase.DRIFTED, Phase.WAITING):
            return
        drifted = self.plan.summary.phase is Phase.DRIFTED
        question = "Abandon this plan?" if drifted else "Is this plan carried out?"
        confirm = Confirm(
            "End the plan", question, "Abandon it" if drifted else "It is done", detail="The gate closes."
        )
        if await self.app.push_screen_wait(confirm):
            await self._ask(gate.move(self.plan.summary.id, "abandoned" if drifted else "done"))

    @work
    async def action_review_amend(self) -> None:
        """What drifted becomes part of a new version."""
        if self.plan.summary.phase is Phase.DRIFTED:
            await self._ask(gate.amend(self.plan.summary.id))

    def action_dialog_cancel(self) -> None:
        """Leave; nothing is decided."""
        self.dismiss(self.plan)

    async def _ask(self, call: Call[PlanView]) -> None:
        try:
            await self.take(await self.control.ask(call))
        except PlangateError as error:
            self.notify(complaint(error), severity="error")

    async def _vote(self, kind: VoteKind, words: str) -> None:
        summary = self.plan.summary
        self._decided(await self.control.ask(gate.vote(summary.id, summary.digest, kind, text=words)))

    async def _say(
        self,
        title: str,
        note: str,
        verb: str,
        act: Callable[[str], Awaitable[object]],
        *,
        needed: bool = True,
        asking: bool = False,
    ) -> None:
        from plangate.dashboard.screens.say_why import SayWhy

        if asking and not self._open:
            self.notify(f"This plan is {self.plan.summary.phase.value}; nothing is asked.")
            return
        await self.app.push_screen_wait(SayWhy(title, note, verb, act, needed=needed))

    def _decided(self, after: PlanView) -> None:
        self.plan = after
        self.dismiss(after)

    def _move(self, steps: int) -> None:
        if self.view is View.CHANGED:
            self.query_one("#changed").scroll_relative(y=steps, animate=False)
        else:
            self.query_one(PlanText).move(steps)

    def _next_view(self) -> View:
        order = [View.PLAN, View.CHANGED, View.WRITTEN]
        if plan_words.differs(self.plan, self.seen) is None:
            order.remove(View.CHANGED)
        return order[(order.index(self.view) + 1) % len(order)] if self.view in order else View.PLAN

    def _commented(self) -> set[int]:
        """Lines of this version that comments are about."""
        steps = {one.step for one in self.plan.comments if one.step}
        version = self.plan.summary.version
        lines = {one.line for one in self.plan.comments if one.line and one.version == version}
        count = len(self.plan.markdown.splitlines())
        return lines | {
            line for line in range(1, count + 1) if plan_words.step_of(self.plan, line) in steps - {""}
        }

    def _remarks(self) -> str:
        count = len([one for one in self.plan.comments if one.version == self.plan.summary.version])
        return (
            f"Your {count} comments go along."
            if count > 1
            else "Your comment goes along."
            if count
            else "The agent revises it and asks again."
        )

    def _facts(self) -> Content:
        lines: list[Content] = []
        for heading, items in plan_words.facts(self.plan):
            lines += [Content("")] if lines else []
            lines.append(Content.styled(heading, "bold $primary"))
            lines += [Content(f"  {item}") for item in items]
        return Content("\n").join(lines)

    def _comments(self) -> Content:
        lines = [self._comment(one) for one in self.plan.comments]
        return (
            Content.assemble("\n", ("Comments", "bold $primary"), "\n", Content("\n").join(lines))
            if lines
            else Content("")
        )

    def _comment(self, comment: PlanComment) -> Content:
        step = next((one.text for one in self.plan.steps if one.id == comment.step), "")
        written = self.plan.markdown.splitlines()
        present = comment.version == self.plan.summary.version
        line = written[comment.line - 1] if present and 1 <= comment.line <= len(written) else ""
        about = plan_words.unmarked(clean(step or line))
        head = f"{clean(comment.by)}, {age(self.now() - comment.at)} ago"
        quote = f" on “{about[:40]}{'…' * (len(about) > 40)}”" if about else ""
        return Content.assemble((f"  {head}{quote}", "$muted"), "\n  ", clean(comment.text))
