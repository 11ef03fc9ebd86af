"""What a program tells its terminal besides what to draw."""

from __future__ import annotations

from enum import StrEnum

import msgspec

__all__ = ["TerminalEvent", "TerminalEventKind"]


class TerminalEventKind(StrEnum):
    """Kinds of `TerminalEvent`; each line says what `text` and `detail` hold."""

    TITLE = "title"
    """text: the new window title (OSC 0, 2)."""
    ICON_NAME = "icon_name"
    """text: the new icon name (OSC 0, 1)."""
    CWD = "cwd"
    """text: an absolute path (OSC 7, or OSC 9;9, or OSC 1337 CurrentDir)."""
    BELL = "bell"
    NOTIFICATION = "notification"
    """text: the body, detail: the title (OSC 9, 99, 777)."""
    PROGRESS = "progress"
    """text: state 0 to 4, detail: percent (OSC 9;4)."""
    CLIPBOARD = "clipboard"
    """text: what the program wants to put there, detail: the selection's letters (OSC 52). To be asked."""
    PROMPT_MARK = "prompt_mark"
    """text: A, B, C or D, detail: the exit code with D (OSC 133, 633)."""
    STATUS = "status"
    """text: idle, working, blocked, done or clear; detail: key=value pairs joined by ":" (OSC 7501)."""
    THEME_QUERY = "theme_query"
    """The program asked for light or dark (CSI ? 996 n)."""


class TerminalEvent(msgspec.Struct, frozen=True):
    """One message from a program to its terminal, in the order it was written."""

    kind: TerminalEventKind
    text: str = ""
    detail: str = ""
    line: int = 0
    """Absolute number of the line the cursor was on."""
