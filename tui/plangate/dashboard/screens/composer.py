"""A line to answer with, in which one key can be the answer."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Input

__all__ = ["Composer"]

_QUICK = frozenset("123456789yn")
_GATE = frozenset("ad")


class Composer(Input):
    """One line to send; while `quick` holds and it is empty, an answer key is an answer, not text."""

    class Quick(Message):
        """An answer key was pressed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Decided(Message):
        """A key was pressed that answers the gate."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    quick: bool = False
    """Whether answer keys count."""
    asked: bool = False
    """Whether the gate waits for a decision, and its keys count."""
    writing: bool = False
    """Whether the person has begun to write."""

    async def _on_key(self, event: events.Key) -> None:
        if (self.quick or self.asked) and not self.writing and not self.value:
            if self.asked and event.key in _GATE:
                event.stop()
                event.prevent_default()
                self.post_message(self.Decided(event.key))
                return
            if self.quick and event.key in _QUICK:
                event.stop()
                event.prevent_default()
                self.post_message(self.Quick(event.key))
                return
            if event.key == "space":
                event.stop()
                event.prevent_default()
                self.writing = True
                self.post_message(self.Changed(self, self.value))
                return
        await super()._on_key(event)
