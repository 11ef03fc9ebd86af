"""Prompts that wait for a session: one more, and those there are to be changed or taken back."""

from __future__ import annotations

import secrets

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from plangate.client.api import Control
from plangate.client.jobs import cancel, change, enqueue
from plangate.dashboard.screens.dialog import Dialog, FieldError, once
from plangate.dashboard.wording import clean, complaint
from plangate.errors import PlangateError
from plangate.model.queue import condition
from plangate.model.session import Session

__all__ = ["QueuePrompt"]

_SHOWN = 5


class QueuePrompt(Dialog[bool]):
    """Queues a prompt; dismisses with True once the daemon has taken everything."""

    heading = "Queue a prompt"

    def __init__(self, control: Control, session: Session) -> None:
        super().__init__()
        self.control = control
        self.session = session
        self._key = secrets.token_hex(4)

    def body(self) -> ComposeResult:
        yield Static("Prompt", classes="label -first")
        yield Input(id="text", compact=True)
        yield Static("When: idle, now, or job:3-ends", classes="label")
        yield Input("idle", id="when", compact=True)
        for item in self.session.queued[:_SHOWN]:
            waits = f", {clean(item.why)}" if item.why else ""
            yield Static(f"Waits ({item.when}{waits}); empty takes it back", classes="label", markup=False)
            yield Input(item.text, id=f"item-{item.id}", compact=True)
        yield FieldError()

    def keys(self) -> list[tuple[str, str]]:
        return [("Enter", "save"), ("Tab", "next field"), (self.cancel_key, "cancel")]

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Save what is new or has changed."""
        self.save()

    @once
    async def save(self) -> None:
        """Tell the daemon; what it says no to is shown and nothing is lost."""
        text, when = self._value("text"), self._value("when").strip()
        try:
            condition(when)
            for item in self.session.queued[:_SHOWN]:
                said = self._value(f"item-{item.id}")
                if not said.strip():
                    await self.control.ask(cancel(item.id))
                elif said != item.text:
                    await self.control.ask(change(item.id, text=said))
            if text.strip():
                await self.control.ask(enqueue(self._key, self.session.id, text, when))
        except PlangateError as error:
            self.query_one(FieldError).show(complaint(error))
        else:
            self.dismiss(True)

    def _value(self, field: str) -> str:
        return self.query_one(f"#{field}", Input).value
