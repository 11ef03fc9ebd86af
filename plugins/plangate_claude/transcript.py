"""Claude Code's log of a conversation. Seen with 2.1.329."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from plangate.plugins.logs import Compacted, Interrupted, LogFact, PromptGiven, TurnOver, WentBack

__all__ = ["Transcript"]

_WORTH = (b'"user"', b'"usage"', b'"compact_boundary"')
"""Nine in ten lines have none of them."""
_NOT_SAID = ("<command-", "<bash-", "<local-command", "<task-notification", "Warmup")
_INTERRUPTED = "[Request interrupted"
_KEPT = 5_000
"""Messages whose tokens are remembered: their lines are written one after the other."""
_COUNTED = (
    "input_tokens",
    "output_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
)


class Transcript:
    """Implements `LogReader`.

    Prompts are numbered within the process; one with a number that was there before took the place of that one.
    Where they have no number, a second prompt under the same message did.
    """

    def __init__(self) -> None:
        self._last = 0
        self._parents: set[str] = set()
        self._messages: dict[str, int] = {}
        self._tokens = 0

    @property
    def tokens(self) -> int:
        """Each message once, however many lines it has."""
        return self._tokens

    def begin(self, log: str) -> Sequence[LogFact]:
        """Another conversation."""
        self._last = 0
        self._parents.clear()
        return ()

    def read(self, line: bytes) -> Sequence[LogFact]:
        """One line."""
        if not any(mark in line for mark in _WORTH):
            return ()
        try:
            row = json.loads(line)
        except ValueError:
            return ()
        if not isinstance(row, dict) or row.get("isSidechain"):
            return ()
        message = row.get("message")
        match row.get("type"):
            case "user" if isinstance(message, dict):
                return self._user(row, message)
            case "assistant" if isinstance(message, dict):
                self._count(message)
                return (TurnOver(),) if message.get("stop_reason") == "end_turn" else ()
            case "system" if row.get("subtype") == "compact_boundary":
                return (Compacted(),)
        return ()

    def _user(self, row: dict[str, Any], message: dict[str, Any]) -> Sequence[LogFact]:
        text = _text(message.get("content"))
        if text.startswith(_INTERRUPTED):
            return (Interrupted(),)
        meant = not (row.get("isMeta") or row.get("isCompactSummary"))
        if not text or not meant or text.startswith(_NOT_SAID):
            return ()
        dropped = self._dropped(row)
        gone = (WentBack(dropped, replaced=True),) if dropped else ()
        return (*gone, PromptGiven(text))

    def _dropped(self, row: dict[str, Any]) -> int:
        """How many prompts this one takes the place of."""
        position = row.get("turnPosition")
        number = position.get("promptIndex") if isinstance(position, dict) else None
        parent = row.get("parentUuid")
        if isinstance(number, int):
            dropped, self._last = max(0, self._last - number + 1), number
            return dropped
        again = isinstance(parent, str) and parent in self._parents
        if isinstance(parent, str):
            self._parents.add(parent)
        return int(again)

    def _count(self, message: dict[str, Any]) -> None:
        usage, id = message.get("usage"), message.get("id")
        if not isinstance(usage, dict) or not isinstance(id, str):
            return
        used = sum(value for name in _COUNTED if isinstance(value := usage.get(name), int))
        known = self._messages.get(id, 0)
        if used > known:  # earlier lines of a message may say less
            self._tokens += used - known
            self._messages[id] = used
        if len(self._messages) > _KEPT:
            del self._messages[next(iter(self._messages))]


def _text(content: object) -> str:
    """What a person wrote; results of tools are none of it."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    if any(not isinstance(block, dict) or block.get("type") == "tool_result" for block in blocks):
        return ""
    return "\n".join(str(block["text"]) for block in blocks if isinstance(block.get("text"), str))
