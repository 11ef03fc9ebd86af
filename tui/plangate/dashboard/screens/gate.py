"""What can be done with a session's gate."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from plangate.client import gate
from plangate.client.api import Control
from plangate.client.call import Call
from plangate.dashboard.gate_words import gate_facts
from plangate.dashboard.screens.dialog import Dialog, FieldError, once
from plangate.dashboard.screens.say_why import SayWhy
from plangate.dashboard.wording import clean, complaint
from plangate.errors import PlangateError, UsageError
from plangate.model.attempts import Side
from plangate.model.gate import GateState, GateView, Offer
from plangate.model.session import Session

__all__ = ["GateChoice", "GateDialog", "choices"]

_LABEL = 10


class GateChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be done with a gate as it is."""

    name: str
    title: str
    help: str
    call: Callable[[str, str], Call[GateView]]
    """Given the session's id and the person's words."""
    words: str = ""
    """What the person is asked to say; empty when nothing is."""
    needed: bool = True
    """Whether they must say something."""


def choices(view: GateView) -> Iterator[GateChoice]:
    """What makes sense with a gate in this state, the most likely first."""
    used_up = view.spent
    if view.offer == Offer.REOPEN:
        yield _REOPEN
    if view.drift:
        yield _mine(view.drift)
    if used_up:
        yield _PLAN_OF_IT
        yield _RESTORE
        yield _EXTEND
    if view.state is GateState.PAUSED and not used_up:
        yield _GO_ON
    if view.state is GateState.CLOSED and not view.fault and not used_up:
        yield _DESPITE if view.coin == Side.PLAN else _BUDGET
    if view.state in (GateState.BUDGET, GateState.OPEN, GateState.CLOSING):
        yield _CLOSE
    if view.state is GateState.BUDGET and not used_up:
        yield _EXTEND
        yield _RESTORE
    if view.state not in (GateState.PAUSED, GateState.OFF):
        yield _PAUSE
    if view.state is GateState.OBSERVE:
        yield _ENFORCE
    if view.state in (GateState.CLOSED, GateState.PAUSED) and not view.fault:
        yield _OBSERVE
    if view.state in (GateState.CLOSED, GateState.PAUSED, GateState.OPEN) and not view.glass:
        yield _GLASS


def _mine(paths: tuple[str, ...]) -> GateChoice:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return GateChoice(
        name="mine",
        title="That was me",
        help=f"You changed {clean(paths[0])}{more}, not the agent: no drift, and its plan goes on",
        call=lambda session, _: gate.claim(session, paths),
    )


def _break(session: str, words: str) -> Call[GateView]:
    minutes, _, reason = words.strip().partition(" ")
    try:
        span = float(minutes)
    except ValueError:
        span = 0.0
    if span <= 0 or not reason.strip():
        raise UsageError("Begin with the minutes, then the reason", 'Like "15 production is down".')
    return gate.break_glass(session, reason.strip(), span)


_BUDGET = GateChoice(
    name="budget",
    title="Open a small budget",
    help="A small change without a plan, metered; at the limit it closes",
    call=gate.open_budget,
    words="What is it for? It is recorded.",
    needed=False,
)
_DESPITE = GateChoice(
    name="budget",
    title="Open a small budget all the same",
    help="The coin says: with a plan. What you do instead is recorded, and counts as it fell",
    call=lambda session, words: gate.open_budget(session, words, despite=True),
    words="Why is no plan made?",
)
_EXTEND = GateChoice(
    name="extend",
    title="Extend the budget",
    help="As much again, for a reason",
    call=gate.extend,
    words="Why is more needed?",
)
_PLAN_OF_IT = GateChoice(
    name="plan",
    title="Make it a plan",
    help="The agent writes a plan that begins with what was changed",
    call=lambda session, _: gate.plan_of_budget(session),
)
_RESTORE = GateChoice(
    name="restore",
    title="Restore",
    help="Bring the workspace back to how it was when the gate opened, and close",
    call=lambda session, _: gate.restore(session),
)
_CLOSE = GateChoice(
    name="close",
    title="Close",
    help="Now, whatever opened it; a plan that runs is set aside with its approval",
    call=lambda session, _: gate.close(session),
)
_REOPEN = GateChoice(
    name="reopen",
    title="Let the plan go on",
    help="It was set aside and is still approved",
    call=lambda session, _: gate.reopen(session),
)
_PAUSE = GateChoice(
    name="pause",
    title="Pause",
    help="Close it and stop the session's processes until you let them go on",
    call=lambda session, _: gate.pause(session),
)
_GO_ON = GateChoice(
    name="go on",
    title="Go on",
    help="Let the processes go on, with the gate closed",
    call=lambda session, _: gate.pause(session, on=False),
)
_OBSERVE = GateChoice(
    name="observe",
    title="Only observe",
    help="Record everything and refuse nothing, until you close it again",
    call=lambda session, _: gate.observe(session),
)
_ENFORCE = GateChoice(
    name="enforce",
    title="Close",
    help="Enforce the plan from now on",
    call=lambda session, _: gate.observe(session, on=False),
)
_GLASS = GateChoice(
    name="glass",
    title="Break the glass",
    help="Open everything without a plan for some minutes; loud, and in the ledger",
    call=_break,
    words="Minutes, then the reason: 15 production is down",
)


class GateDialog(Dialog[GateView]):
    """Says how the gate stands and what can be done; dismisses with the gate once something was done."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "gate.tcss"]

    def __init__(self, control: Control, session: Session, *, now: Callable[[], float] = time.time) -> None:
        """`now` is Unix time."""
        super().__init__()
        self.control = control
        self.session = session
        self.now = now
        self.choices = list(choices(session.gate))

    def title_text(self) -> str:
        return f"Gate · {clean(self.session.name)}".replace("[", r"\[")

    def body(self) -> ComposeResult:
        facts = gate_facts(self.session.gate, self.now())
        lines = [Content.assemble((label.ljust(_LABEL), "$muted"), text) for label, text in facts]
        yield Static(Content("\n").join(lines), id="facts")
        yield OptionList(
            *(
                Option(Content.assemble((each.title, "bold"), "\n", (each.help, "$muted")), id=each.name)
                for each in self.choices
            )
        )
        yield FieldError()

    def keys(self) -> list[tuple[str, str]]:
        return [("Enter", "do it"), (self.cancel_key, "leave it")]

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Do it, after asking for words where they are needed."""
        event.stop()
        self.carry_out(self.choices[event.option_index])

    @once
    async def carry_out(self, choice: GateChoice) -> None:
        """Ask the daemon; a no is shown."""

        async def act(words: str) -> None:
            self.after = await self.control.ask(choice.call(self.session.id, words))

        try:
            if choice.words:
                dialog = SayWhy(choice.title, choice.words, "do it", act, needed=choice.needed)
                if not await self.app.push_screen_wait(dialog):
                    return
            else:
                await act("")
        except PlangateError as error:
            if self.present:
                self.query_one(FieldError).show(complaint(error))
        else:
            self.dismiss(self.after)
