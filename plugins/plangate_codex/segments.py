"""Codex's log of a thread, which goes on in another file when the conversation goes back. Seen with 0.169.0."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from plangate.plugins.logs import Compacted, Interrupted, LogFact, PromptGiven, Ran, TurnOver, WentBack

__all__ = ["Segments", "segments"]

_WORTH = (
    b'"UserMessage"',
    b'"user_message"',
    b'"CommandExecution"',
    b'"token_count"',
    b'"turn_aborted"',
    b'"task_complete"',
    b"ompact",
    b"thread_rolled_back",
)
_NAME = re.compile(r"rollout-[\dT-]{19}-([0-9a-f-]{36})(?:_[0-9a-f-]{36})?\.jsonl$")


class Segments:
    """Implements `LogReader`."""

    def __init__(self) -> None:
        self._thread = ""
        self._before = 0
        """Tokens of the files before this one."""
        self._now = 0
        self._prompts = 0

    @property
    def tokens(self) -> int:
        """Each file counts from nothing."""
        return self._before + self._now

    def begin(self, log: str) -> Sequence[LogFact]:
        """A second file of a thread says that it went back; another thread is another conversation."""
        found = _NAME.search(log)
        thread = found[1] if found else ""
        back = bool(thread) and thread == self._thread
        self._before, self._now, self._thread = self._before + self._now, 0, thread
        return (WentBack(),) if back else ()

    def read(self, line: bytes) -> Sequence[LogFact]:
        """One line. What the conversation holds as a summary can be very long, and is not looked at."""
        head = line[:200]
        if b'"type":"compacted"' in head:
            return (Compacted(),)
        if b'"event_msg"' not in head or not any(mark in line for mark in _WORTH):
            return ()
        try:
            payload = json.loads(line)["payload"]
            kind = payload["type"]
            match kind:
                case "item_completed" if payload["item"]["type"] == "UserMessage":
                    return _prompt("\n".join(_texts(payload["item"].get("content"))))
                case "item_completed" if payload["item"]["type"] == "CommandExecution":
                    return (Ran(payload["item"]["command"][-1], payload["item"]["exit_code"] != 0),)
                case "user_message":
                    return _prompt(str(payload.get("message", "")))
                case "token_count" if isinstance(payload.get("info"), dict):
                    self._now = max(self._now, int(payload["info"]["total_token_usage"]["total_tokens"]))
                case "turn_aborted":
                    return (Interrupted(),)
                case "task_complete":
                    return (TurnOver(),)
                case "thread_rolled_back":
                    return (WentBack(int(payload.get("num_turns", 1))),)
        except (ValueError, KeyError, TypeError):
            pass
        return ()


def segments(log: str, known: str) -> Sequence[str]:
    """The files of the thread that a file belongs to, from the known one on; names begin with the time."""
    found = _NAME.search(log)
    if found is None:
        return (log,)
    folder = Path(log).parent
    names = sorted(path.name for path in folder.glob(f"rollout-*-{found[1]}*.jsonl"))
    start = Path(known).name if Path(known).parent == folder else Path(log).name
    later = [str(folder / name) for name in names if name >= start]
    return later or (log,)


def _prompt(text: str) -> Sequence[LogFact]:
    return (PromptGiven(text),) if text.strip() else ()


def _texts(content: object) -> list[str]:
    parts = content if isinstance(content, list) else []
    return [str(part["text"]) for part in parts if isinstance(part, dict) and "text" in part]
