"""The PIN, asked for where a device wants to let an agent go on."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from plangate.dashboard.screens.approve import SETTLE, ProofInput
from plangate.dashboard.screens.dialog import Dialog

__all__ = ["AskPin"]


class AskPin(Dialog[str]):
    """Dismisses with what was typed; the daemon checks it."""

    heading = "Your PIN"
    DEFAULT_CSS = """
    AskPin {
        .dialog { width: 60; }
        .note { margin-bottom: 1; }
        ProofInput { width: 30; }
    }
    """

    def __init__(self, hint: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` is that of Textual's events."""
        super().__init__()
        self._hint = hint
        self._ready = clock() + SETTLE

    def body(self) -> ComposeResult:
        yield Static("From a device this needs the PIN, so that it is you who decides.", classes="note")
        yield ProofInput(self._ready, password=True)
        yield Static(self._hint, classes="note", markup=False)

    def keys(self) -> list[tuple[str, str]]:
        return [("Enter", "go on"), (self.cancel_key, "not now")]

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(ProofInput).focus()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Go on with it."""
        event.stop()
        if event.value.strip():
            self.dismiss(event.value.strip())
