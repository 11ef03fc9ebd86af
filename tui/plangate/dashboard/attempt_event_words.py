"""What the ledger says of attempts, as sentences. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from plangate.attempts.prompts import title

__all__ = ["ATTEMPT_SENTENCES", "attempt_event_color"]

_Data = dict[str, Any]
_COLORS = {
    "attempt.undone": "warning",
    "attempt.restarted": "warning",
    "undo.done": "warning",
    "undo.failed": "error",
    "undo.rolled_back": "error",
}


def attempt_event_color(kind: str) -> str:
    """The theme's variable for an event about attempts; empty when it has no colour of its own."""
    return _COLORS.get(kind, "")


def _fact(data: _Data, key: str = "") -> Mapping[str, Any]:
    fact = data.get("fact")
    found = fact.get(key) if key and isinstance(fact, Mapping) else fact
    return found if isinstance(found, Mapping) else {}


def _count(number: object, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _began(data: _Data) -> str:
    fact = _fact(data)
    linked = fact.get("linked")
    return f"asked: {title(str(fact.get('prompt', '')))}" + (f" (again: {linked})" if linked else "")


def _worked(data: _Data) -> str:
    fact = _fact(data)
    return f"edited {_count(fact.get('files', 0), 'file')}, {_count(fact.get('lines', 0), 'line')}"


def _undone(data: _Data) -> str:
    undo = _fact(data, "undo")
    how = "all undone" if undo.get("full") else f"undone in part, {100 * float(undo.get('share') or 0):.0f} %"
    told = f" by {undo.get('who')}" if undo.get("who") not in (None, "unknown") else ""
    return f"{how}{told} ({undo.get('kind', '?')}, {undo.get('confidence', '?')}): {undo.get('evidence', '')}"


def _because(words: str, key: str = "why") -> Callable[[_Data], str]:
    return lambda data: words + (f": {_fact(data)[key]}" if _fact(data).get(key) else "")


def _ended(data: _Data) -> str:
    fact = _fact(data)
    return f"attempt {fact.get('end', 'ended')}" + (f": {fact['why']}" if fact.get("why") else "")


ATTEMPT_SENTENCES: dict[str, Callable[[_Data], str]] = {
    "attempt.assigned": lambda data: f"a coin decided: {_fact(data).get('assigned', '?')}",
    "attempt.began": _began,
    "attempt.ended": _ended,
    "attempt.linked": _because("belongs to another task"),
    "attempt.marked": lambda data: (
        f"counts as {_fact(data).get('end', '?')}, says {_fact(data).get('by', '?')}"
    ),
    "attempt.planned": lambda data: (
        f"plan approved {'before' if _fact(data).get('before_edit') else 'after'} the first edit"
    ),
    "attempt.restarted": _because("begun again"),
    "attempt.resumed": lambda _: "goes on after all",
    "attempt.undone": _undone,
    "attempt.worked": _worked,
    "undo.dismissed": lambda data: f"was no undo, says {_fact(data).get('by', '?')}",
    "undo.taken_back": lambda _: "the work is there again",
}
"""By kind of event."""
