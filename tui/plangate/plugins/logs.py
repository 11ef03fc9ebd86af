"""What an agent's own log of a conversation tells. Optional for an agent: see `LoggingAgent`.

Hooks say nothing of a conversation that goes back, of a turn that is cut short, of tokens. Logs do: whoever
follows one hands over its whole lines as they come, and is told what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

__all__ = [
    "Compacted",
    "Interrupted",
    "LogFact",
    "LogReader",
    "LoggingAgent",
    "PromptGiven",
    "Ran",
    "TurnOver",
    "WentBack",
]


@dataclass(frozen=True, slots=True)
class PromptGiven:
    """A person sent a prompt."""

    text: str


@dataclass(frozen=True, slots=True)
class WentBack:
    """The conversation went back to an earlier message."""

    prompts: int = 1
    """How many of the person's prompts were dropped."""
    replaced: bool = False
    """Whether the log says so only with the next prompt, which has already been given."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A person cut the turn short."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A command of the agent ended."""

    command: str
    failed: bool
    """It did not exit with 0."""


@dataclass(frozen=True, slots=True)
class TurnOver:
    """The agent has ended its turn by itself."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """The conversation was replaced by a summary of it."""


LogFact: TypeAlias = PromptGiven | WentBack | Interrupted | Ran | TurnOver | Compacted


class LogReader(Protocol):
    """Remembers of one session's logs what it needs to understand the next line."""

    def begin(self, log: str) -> Sequence[LogFact]:
        """Lines come from this file now; the first one, or another one of the same process."""

    def read(self, line: bytes) -> Sequence[LogFact]:
        """One whole line; one that is not understood means nothing."""

    @property
    def tokens(self) -> int:
        """Used so far, as logged: read, written and taken from a cache; 0 when nothing says."""


@runtime_checkable
class LoggingAgent(Protocol):
    """An agent whose log can be understood. Implemented beside `plangate.plugins.api.Agent`."""

    def log_reader(self) -> LogReader:
        """A new one, for a session."""

    def parts(self, log: str, known: str) -> Sequence[str]:
        """The files to read on, in order, of a log that the agent names; `known` was read up to now. May read directories."""

    def find_log(self, conversation: str, cwd: str, home: Path, env: Mapping[str, str]) -> Path | None:
        """The log of a conversation, for sessions that tell nothing of it; None while there is none. Reads directories."""
