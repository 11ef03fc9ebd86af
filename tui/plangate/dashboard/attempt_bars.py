"""Attempts along a line of time: one row for each session, one letter for each attempt. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from plangate.model.attempts import Attempt, AttemptEnd

__all__ = [
    "LEGEND",
    "Piece",
    "Span",
    "attempt_words",
    "bar",
    "by_session",
    "end_variable",
    "letter",
    "span_of",
]

_LETTERS = {
    AttemptEnd.DONE: "D",
    AttemptEnd.UNDONE: "U",
    AttemptEnd.RESTARTED: "R",
    AttemptEnd.ABANDONED: "A",
    AttemptEnd.OPEN: "O",
}
_COLORS = {
    AttemptEnd.DONE: "success",
    AttemptEnd.UNDONE: "error",
    AttemptEnd.RESTARTED: "warning",
    AttemptEnd.ABANDONED: "muted",
    AttemptEnd.OPEN: "primary",
}
_FILLS = {AttemptEnd.UNDONE: "╌", AttemptEnd.RESTARTED: "╌", AttemptEnd.ABANDONED: "·"}
"""What was kept is a whole line."""
_WHOLE = "━"
LEGEND = (
    (AttemptEnd.DONE, "done"),
    (AttemptEnd.UNDONE, "undone"),
    (AttemptEnd.RESTARTED, "again"),
    (AttemptEnd.ABANDONED, "left"),
    (AttemptEnd.OPEN, "open"),
)


class Piece(NamedTuple):
    """Cells of one colour."""

    text: str
    variable: str
    """Of the theme; empty for the gaps."""


class Span(NamedTuple):
    """From one Unix time to another."""

    first: float
    last: float


def letter(end: AttemptEnd) -> str:
    """What an attempt begins with in a bar."""
    return _LETTERS[end]


def end_variable(end: AttemptEnd) -> str:
    """The theme's variable with the colour of an end."""
    return _COLORS[end]


def by_session(attempts: Iterable[Attempt]) -> dict[str, list[Attempt]]:
    """Attempts of each session in the order of time; the session that was busy last comes first."""
    found: dict[str, list[Attempt]] = {}
    for one in sorted(attempts, key=lambda one: one.began):
        found.setdefault(one.session, []).append(one)
    return dict(sorted(found.items(), key=lambda item: item[1][-1].began, reverse=True))


def span_of(attempts: Iterable[Attempt], now: float) -> Span:
    """From the first attempt until now."""
    return Span(min((one.began for one in attempts), default=now), now)


def bar(attempts: Sequence[Attempt], span: Span, width: int) -> list[Piece]:
    """A row of `width` cells; where attempts are too many for their times they stand side by side.

    Args:
        attempts: Of one session, in the order of time.
    """
    starts = _starts(attempts, span, width)
    pieces: list[Piece] = []
    for place, (one, start) in enumerate(zip(attempts[-width:], starts, strict=True)):
        following = starts[place + 1] if place + 1 < len(starts) else width
        ended = _cell(span.last if one.ended is None else one.ended, span, width)
        stop = min(following, max(start, ended) + 1)
        text = _LETTERS[one.end] + _FILLS.get(one.end, _WHOLE) * (stop - start - 1)
        pieces += [Piece(text, _COLORS[one.end]), Piece(" " * (following - stop), "")]
    lead = starts[0] if starts else width
    return [piece for piece in (Piece(" " * lead, ""), *pieces) if piece.text]


def attempt_words(attempt: Attempt | None) -> str:
    """The present attempt in a few words: "attempt 2 · 3 files · plan"; empty when there is none."""
    if attempt is None:
        return ""
    parts = [f"attempt {attempt.number}"]
    if attempt.files:
        parts.append(f"{attempt.files} file{'' if attempt.files == 1 else 's'}")
    if attempt.plan:
        parts.append("plan" if attempt.planned else "plan after the first edit")
    if attempt.end is not AttemptEnd.OPEN:
        parts.append("begun again" if attempt.end is AttemptEnd.RESTARTED else attempt.end.value)
    elif attempt.fully_undone:
        parts.append("all undone")
    return " · ".join(parts)


def _starts(attempts: Sequence[Attempt], span: Span, width: int) -> list[int]:
    """The first cell of each, at least one apart, pushed to the left where they would not fit."""
    starts: list[int] = []
    for one in attempts[-width:]:
        cell = _cell(one.began, span, width)
        starts.append(max(cell, starts[-1] + 1) if starts else cell)
    for place in range(len(starts) - 1, -1, -1):
        most = width - (len(starts) - place)
        starts[place] = min(starts[place], most)
    return starts


def _cell(at: float, span: Span, width: int) -> int:
    length = span.last - span.first
    share = (at - span.first) / length if length > 0 else 0.0
    return min(width - 1, max(0, int(share * width)))
