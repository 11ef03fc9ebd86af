"""What a scripted model says, and what it was asked; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Call", "Said", "Script", "Step", "Turn"]


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a tool."""

    name: str
    input: Mapping[str, Any] = field(default_factory=dict)
    custom: str = ""
    """Instead of `input` for a tool that takes plain text, as Codex's `apply_patch` does."""
    namespace: str = ""
    """Where Codex has the tool of an MCP server: "mcp__SERVER"."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of a model."""

    text: str = ""
    tools: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a request comes down to."""

    prompt: str
    """The newest one of a person."""
    index: int
    """How often the model has answered since; the same for a request that is repeated."""
    results: str
    """What the newest tools returned."""
    plan_file: str = ""
    """Where Claude Code wants its plan written; empty when it names no file."""
    side: bool = False
    """Whether it is no prompt of a person: a title, a check."""


Step = Said | Callable[[Turn], Said]


class Script:
    """Answers by prompt and turn.

    Args:
        rules: Regular expressions searched in the prompt, each with the answers in order; past the
            last one the last one is given again.
    """

    def __init__(self, *rules: tuple[str, Sequence[Step]]) -> None:
        self._rules = [(re.compile(pattern, re.DOTALL), steps) for pattern, steps in rules]

    def __call__(self, turn: Turn) -> Said:
        if turn.side:
            return Said('{"title": "A test"}')
        for pattern, steps in self._rules:
            if pattern.search(turn.prompt):
                step = steps[min(turn.index, len(steps) - 1)]
                return step if isinstance(step, Said) else step(turn)
        return Said("Nothing to do.")
