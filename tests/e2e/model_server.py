"""A model for agents in tests that says one thing, and only after `release`.

So a test can look at an agent that is working. Requests that are not a person's prompt (titles,
checks, counts) are answered at once.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from plangate.conformance.model import Model
from plangate.conformance.said import Said, Turn

__all__ = ["ModelServer"]

_PATIENCE = 120.0


class ModelServer(Model):
    """A context manager that serves on a port of 127.0.0.1.

    Args:
        prompt: What marks the request that waits for `release`.
        answer: What is said then.
    """

    def __init__(self, prompt: str, answer: str) -> None:
        super().__init__(self._words)
        self.prompt = prompt
        self.answer = answer
        self.released = threading.Event()
        self.asked = threading.Event()
        """Set once the prompt has arrived."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        super().__exit__(kind, error, trace)

    def release(self) -> None:
        """Let the prompt be answered."""
        assert self.asked.wait(_PATIENCE), f"the agent never asked; it requested {self.paths}"
        self.released.set()

    def _words(self, turn: Turn, body: Mapping[str, Any]) -> Said:
        """What to say to a request; waits when it is the person's prompt."""
        if self.prompt not in json.dumps(body) or turn.side:
            return Said('{"title": "A test"}')
        self.asked.set()
        self.released.wait(_PATIENCE)
        return Said(self.answer)
