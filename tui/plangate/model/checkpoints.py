"""Checkpoints and undo as every client sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "ChangeView",
    "CheckpointView",
    "Ending",
    "Preview",
    "UndoView",
    "path_bytes",
    "path_text",
]

_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|\\)")


def path_text(path: bytes) -> str:
    r"""A path as text that can be shown, sent and turned back: what is no plain UTF-8 becomes `\xNN`."""
    text = path.decode("utf-8", "surrogateescape")
    return "".join(_shown(character) for character in text)


def path_bytes(text: str) -> bytes:
    """The path that `path_text` made text of."""
    parts, start = [], 0
    for found in _ESCAPE.finditer(text):
        parts += [text[start : found.start()].encode(), bytes([int(found[1], 16)]) if found[1] else b"\\"]
        start = found.end()
    return b"".join((*parts, text[start:].encode()))


def _shown(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if character.isprintable():
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))


class Ending(StrEnum):
    """What came of an undo."""

    DONE = "done"
    """Everything is as the checkpoint has it."""
    PARTLY = "partly"
    """Some paths could not be brought back; they are named."""
    ROLLED_BACK = "rolled back"
    """It was cut off, and everything is as it was before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointView:
    """A checkpoint; times are Unix seconds."""

    id: str
    workspace: str
    at: float
    reason: str
    """Why it was taken."""
    session: str = ""
    head: str = ""
    """The commit that was checked out; empty when there was none."""
    files: int = 0
    bytes: int = 0
    skipped: int = 0
    """Paths that are named but not kept: pipes, sockets, files over the limit or unreadable."""
    include_ignored: bool = False
    changed: int | None = None
    """Files that are not as it has them any more; null when nobody looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One path that an undo would bring back."""

    path: str
    r"""Relative to the workspace; bytes that are no plain UTF-8 as `\xNN`, a backslash doubled."""
    what: str
    """What happened since: added, removed, modified, mode or kind."""
    added: int = 0
    """Lines that came since, and go."""
    removed: int = 0
    """Lines that went since, and come back."""
    binary: bool = False
    directory: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an undo would do."""

    checkpoint: CheckpointView
    changes: tuple[ChangeView, ...] = ()
    index: bool = False
    """Whether git's index would change, too."""
    head: str = ""
    """The commit that is checked out now, when it is another one; commits stay."""
    skipped: tuple[str, ...] = ()
    """Paths that the checkpoint names and does not hold; they stay as they are."""
    writers: tuple[str, ...] = ()
    """Who writes there now, in words; an undo is refused until they are paused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoView:
    """An undo that came to its end."""

    id: str
    ending: Ending
    checkpoint: CheckpointView
    before: str = ""
    """The checkpoint taken just before: undoing to it undoes the undo."""
    files: int = 0
    added: int = 0
    """Lines that had come, and went."""
    removed: int = 0
    """Lines that had gone, and came back."""
    left: tuple[str, ...] = ()
    """Paths that could not be brought back, each with the reason."""
    index: bool = False
    """Whether git's index was brought back."""
    note: str = ""
    """What else is to be known, in words."""
