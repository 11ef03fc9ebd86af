"""Events about checkpoints and undo in words; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["UNDO_SENTENCES"]

_Data = Mapping[str, Any]


def _counted(data: _Data, what: str) -> str:
    files = data.get("files", 0)
    return f"{what} {files} file{'' if files == 1 else 's'} (checkpoint {data.get('checkpoint', '?')})"


def _taken(data: _Data) -> str:
    reason = data.get("reason")
    return f"checkpoint {data.get('checkpoint', '?')} taken" + (f": {reason}" if reason else "")


UNDO_SENTENCES: dict[str, Callable[[_Data], str]] = {
    "checkpoint.dropped": lambda data: f"checkpoint {data.get('checkpoint', '?')} dropped",
    "checkpoint.taken": _taken,
    "undo.began": lambda data: f"undo to checkpoint {data.get('checkpoint', '?')} begins",
    "undo.done": lambda data: _counted(data, "undo brought back"),
    "undo.failed": lambda data: f"undo failed: {data.get('why', '?')}",
    "undo.rolled_back": lambda data: _counted(data, "undo could not be completed and took back"),
}
"""By kind of event."""
