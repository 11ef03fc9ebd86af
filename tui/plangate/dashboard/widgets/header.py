"""The line on top: how many sessions are in which state, and whether the daemon answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from textual.content import Content
from textual.widgets import Static

from plangate.client.api import Control
from plangate.dashboard.wording import GLYPHS, clean, state_variable
from plangate.model.client import Role
from plangate.model.session import Session, State

__all__ = ["Header", "header_content", "who_words"]

_ORDER = (
    State.BLOCKED,
    State.DONE,
    State.FAILED,
    State.WORKING,
    State.IDLE,
    State.STOPPED,
    State.UNKNOWN,
)
_WORDS_FROM = 90
"""Width of a header that has room for the states' names."""
_NAME_FROM = 60


def header_content(sessions: Iterable[Session], width: int, right: Content) -> Content:
    """Counts per state on the left, `right` at the right end."""
    counts = Counter(session.state for session in sessions)
    parts: list[Content | str | tuple[str, str]] = [("Plangate", "bold $primary"), " "]
    for state in _ORDER:
        if counts[state]:
            color = f"${state_variable(state)}"
            parts += [" ", (f"{GLYPHS[state]} {counts[state]}", color)]
            if width >= _WORDS_FROM:
                parts.append((f" {state.value} ", "$muted"))
            else:
                parts.append(" ")
    left = Content.assemble(*parts)
    gap = width - left.cell_length - right.cell_length
    return Content.assemble(left, " " * max(1, gap), right)


def who_words(control: Control, width: int) -> Content:
    """Which device this is and what it may do; nothing at the machine itself."""
    if control.role is Role.OWNER:
        return Content("")
    name = clean(control.device) if control.device and width >= _NAME_FROM else ""
    return Content.assemble((f"{name} " if name else "", "$muted"), (f"{control.role} ", "bold $accent"))


class Header(Static):
    """Shows `header_content`; only drawn again when it differs."""

    DEFAULT_CSS = """
    Header { height: 1; padding: 0 1; background: $background; color: $foreground; text-wrap: nowrap; }
    """

    _last: Content | None = None

    def show(self, sessions: Iterable[Session], right: Content) -> None:
        """Show these counts."""
        content = header_content(sessions, self.size.width - 2, right)
        if content != self._last:
            self._last = content
            self.update(content, layout=False)
