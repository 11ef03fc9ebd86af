"""The deliberate act that approves a plan: a code typed back, a PIN, or a signature made elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from plangate.client import gate
from plangate.client.api import Control
from plangate.dashboard.screens.dialog import Dialog, FieldError, once
from plangate.dashboard.wording import clean, complaint
from plangate.errors import PlangateError
from plangate.model.plan import PlanView, VoteKind

__all__ = ["SETTLE", "ApprovePlan", "ProofInput"]

SETTLE = 0.5
"""Seconds for which keys are dropped: what was typed ahead for something else must not approve anything."""
CODE, PIN, SIGNATURE = "code", "pin", "ssh-sig"


class ProofInput(Input):
    """Takes nothing that was typed before it could be seen."""

    def __init__(self, ready: float, *, password: bool) -> None:
        """`ready` is on the clock of Textual's events."""
        wanted = "Your PIN, then Enter" if password else "The code above, then Enter"
        super().__init__(compact=True, password=password, placeholder=wanted)
        self._ready = ready

    async def _on_key(self, event: events.Key) -> None:
        if event.time < self._ready:
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def _on_paste(self, event: events.Paste) -> None:
        if event.time < self._ready:
            event.stop()
            event.prevent_default()
            return
        super()._on_paste(event)


class ApprovePlan(Dialog[PlanView]):
    """Dismisses with the plan as it is after the approval; Enter on its own does nothing."""

    heading = "Approve"
    DEFAULT_CSS = """
    ApprovePlan {
        .dialog { width: 72; }
        #ask { height: auto; margin: 1 0; }
        ProofInput { width: 30; }
    }
    """

    def __init__(
        self, control: Control, plan: PlanView, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` is that of Textual's events."""
        super().__init__()
        self.control = control
        self.plan = plan
        self.factor = next((one for one in plan.factors if one != SIGNATURE), SIGNATURE)
        self._ready = clock() + SETTLE

    def body(self) -> ComposeResult:
        summary = self.plan.summary
        yield Static(Content.styled(clean(summary.title), "bold"))
        yield Static(self._consequence(), classes="note")
        yield Static(self._ask(), id="ask")
        if self.factor != SIGNATURE:
            yield ProofInput(self._ready, password=self.factor == PIN)
        yield FieldError()

    def keys(self) -> list[tuple[str, str]]:
        done = [] if self.factor == SIGNATURE else [("Enter", "approve")]
        return [*done, (self.cancel_key, "back to the plan")]

    def on_mount(self) -> None:
        """Nothing is filled in, nothing is preselected."""
        if self.factor != SIGNATURE:
            self.query_one(ProofInput).focus()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Send the proof; the daemon checks it, and records it in any case."""
        event.stop()
        if event.value.strip():
            self.approve(event.value.strip())

    @once
    async def approve(self, proof: str) -> None:
        """Vote; a no is shown and the field is empty again."""
        summary = self.plan.summary
        call = gate.vote(summary.id, summary.digest, VoteKind.APPROVE, factor=self.factor, proof=proof)
        try:
            after = await self.control.ask(call)
        except PlangateError as error:
            if self.present:
                self.query_one(FieldError).show(complaint(error))
                self.query_one(ProofInput).value = ""
        else:
            self.dismiss(after)

    def _consequence(self) -> Content:
        where = (
            "in the whole workspace"
            if self.plan.directories == (".",)
            else f"in {', '.join(clean(one) + '/' for one in self.plan.directories)}"
            if self.plan.directories
            else "as its scope says"
        )
        words = f"Version {self.plan.summary.version}, and no other text. The agent may then write {where}."
        return Content(words)

    def _ask(self) -> Content:
        if self.factor == SIGNATURE:
            command = f"plangate plan approve {self.plan.summary.id} --sign KEY"
            return Content.assemble(
                "The policy asks for a signature. In a terminal of yours, run\n", (command, "bold $primary")
            )
        if self.factor == PIN:
            return Content("Type your PIN.")
        return Content.assemble("To approve it, type  ", (self.plan.code, "bold $warning"))
