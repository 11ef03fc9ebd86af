"""One line of words that go somewhere: a comment, a reason, what an agent is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from plangate.dashboard.screens.dialog import Dialog, FieldError, once
from plangate.dashboard.wording import complaint
from plangate.errors import PlangateError

__all__ = ["SayWhy"]


class SayWhy(Dialog[bool]):
    """Asks for words and does something with them; dismisses with True once that was taken."""

    DEFAULT_CSS = """
    SayWhy {
        .dialog { width: 72; }
        .note { margin-bottom: 1; }
    }
    """

    def __init__(
        self,
        title: str,
        note: str,
        verb: str,
        act: Callable[[str], Awaitable[object]],
        *,
        placeholder: str = "",
        needed: bool = True,
    ) -> None:
        """`act` is awaited with the words; when it raises, that is shown and nothing is lost."""
        super().__init__()
        self._title_words = title
        self._note = note
        self._verb = verb
        self._act = act
        self._placeholder = placeholder
        self._needed = needed

    def title_text(self) -> str:
        return self._title_words.replace("[", r"\[")

    def body(self) -> ComposeResult:
        yield Static(self._note, classes="note", markup=False)
        yield Input(placeholder=self._placeholder, compact=True)
        yield FieldError()

    def keys(self) -> list[tuple[str, str]]:
        return [("Enter", self._verb), (self.cancel_key, "cancel")]

    def on_mount(self) -> None:
        """Write at once."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Do it, if there are words."""
        event.stop()
        words = event.value.strip()
        if words or not self._needed:
            self.carry_out(words)
        else:
            self.query_one(FieldError).show("Say it in a few words.")

    @once
    async def carry_out(self, words: str) -> None:
        """Do it; a no is shown."""
        try:
            await self._act(words)
        except PlangateError as error:
            self.query_one(FieldError).show(complaint(error))
        else:
            self.dismiss(True)
