"""Events about checkpoints, undo and attempts in words; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["UNDO_SENTENCES"]

_Data = Mapping[str, Any]


def _fact(data: _Data) -> _Data:
    fact = data.get("fact")
    return fact if isinstance(fact, Mapping) else {}


def _counted(data: _Data, what: str) -> str:
    files = data.get("files", 0)
    return f"{what} {files} file{'' if files == 1 else 's'} (checkpoint {data.get('checkpoint', '?')})"


def _taken(data: _Data) -> str:
    reason = data.get("reason")
    return f"checkpoint {data.get('checkpoint', '?')} taken" + (f": {reason}" if reason else "")


def _began(data: _Data) -> str:
    prompt, linked = _fact(data).get("prompt"), _fact(data).get("linked")
    return ("attempt at a task from before" if linked else "attempt begins") + (
        f": {prompt}" if prompt else ""
    )


def _ended(data: _Data) -> str:
    return f"attempt {_fact(data).get('end', 'ended')}: {_fact(data).get('why', '')}".rstrip(": ")


def _worked(data: _Data) -> str:
    fact = _fact(data)
    return f"attempt: {fact.get('files', 0)} files, {fact.get('lines', 0)} lines changed so far"


UNDO_SENTENCES: dict[str, Callable[[_Data], str]] = {
    "attempt.began": _began,
    "attempt.ended": _ended,
    "attempt.planned": lambda data: f"attempt has plan {_fact(data).get('plan', '?')}",
    "attempt.worked": _worked,
    "checkpoint.dropped": lambda data: f"checkpoint {data.get('checkpoint', '?')} dropped",
    "checkpoint.taken": _taken,
    "undo.began": lambda data: f"undo to checkpoint {data.get('checkpoint', '?')} begins",
    "undo.done": lambda data: _counted(data, "undo brought back"),
    "undo.failed": lambda data: f"undo failed: {data.get('why', '?')}",
    "undo.rolled_back": lambda data: _counted(data, "undo could not be completed and took back"),
}
"""By kind of event."""
