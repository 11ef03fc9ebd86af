"""The lines above the events: which groups are shown, and the attempts along a line of time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from plangate.dashboard.attempt_bars import LEGEND, bar, by_session, end_variable, letter, span_of
from plangate.dashboard.event_groups import Group
from plangate.dashboard.wording import age
from plangate.model.attempts import Attempt

__all__ = ["TAP", "AttemptLines", "groups_content", "lines_content"]

TAP = "tap"
"""Key of the style's meta that names the key a tap stands for."""
_NAME = 18
_NARROW_NAME = 10
_NARROW = 64
_ONE_LINE = 100
"""Cells that all groups take."""


def groups_content(hidden: Collection[Group], width: int) -> Content:
    """Each group with the key that hides or shows it; what is hidden has an empty sign and is struck out."""
    parts: list[Content] = []
    for place, group in enumerate(Group, 1):
        off = group in hidden
        text = Content.assemble(
            (f"{place} ", "bold $primary"),
            ("○ " if off else "● ", "$muted" if off else "$success"),
            (group.value, "$muted strike" if off else ""),
        )
        parts.append(text.stylize(Style.from_meta({TAP: str(place)})))
    if width >= _ONE_LINE:
        return Content("   ").join(parts)
    half = len(parts) // 2
    return Content("\n").join(Content("  ").join(line) for line in (parts[:half], parts[half:]))


def lines_content(
    attempts: Sequence[Attempt],
    called: Callable[[str], str],
    now: float,
    width: int,
    rows: int,
) -> Content:
    """One bar for each of the sessions that were busy last, under one scale; what the letters mean beside it.

    Args:
        called: The name of a session by its id.
        rows: Sessions at most.
    """
    groups = list(by_session(attempts).items())[:rows]
    if not groups:
        return Content("")
    shown = [one for _, group in groups for one in group]
    span = span_of(shown, now)
    name = _NARROW_NAME if width < _NARROW else _NAME
    lines = [_legend(width, age(span.last - span.first))]
    for session, group in groups:
        words = called(session)
        words = words[: name - 2] + "…" if len(words) > name - 1 else words
        cells = [
            (piece.text, f"${piece.variable}" if piece.variable else "")
            for piece in bar(group, span, width - name)
        ]
        lines.append(Content.assemble((words.ljust(name), "bold"), *cells))
    return Content("\n").join(lines)


def _legend(width: int, length: str) -> Content:
    parts: list[Content | str | tuple[str, str]] = []
    if width >= _NARROW:
        parts += [("Attempts", "bold $primary"), (f"  of the last {length}   ", "$muted")]
    for place, (end, words) in enumerate(LEGEND):
        gap = "" if not place else "  " if width >= _NARROW else " "
        parts += [gap, (letter(end), f"bold ${end_variable(end)}"), (f" {words}", "$muted")]
    return Content.assemble(*parts)


class AttemptLines(Static):
    """Shows `lines_content`; takes no room without an attempt."""

    DEFAULT_CSS = """
    AttemptLines { height: auto; display: none; margin-bottom: 1; &.-some { display: block; } }
    """

    def show(
        self, attempts: Sequence[Attempt], called: Callable[[str], str], now: float, width: int, rows: int
    ) -> None:
        """Show these attempts."""
        content = lines_content(attempts, called, now, width, rows)
        self.set_class(bool(content.plain), "-some")
        self.update(content)
