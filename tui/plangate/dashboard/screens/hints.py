"""Which keys work here: a line of them to read, or rows of buttons for fingers; each can be tapped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.style import Style

from plangate.dashboard.keynames import parse_key
from plangate.dashboard.widgets.session_row import fit
from plangate.width import cells

__all__ = ["TAP", "buttons", "hints", "tapped"]

TAP = "tap"
"""Under this name a cell's style says which key a tap on it presses."""
_LEAST = 9
"""Cells of the narrowest button that a finger finds."""


def hints(pairs: Iterable[tuple[str, str]]) -> Content:
    """A line of keys and what they do: "Enter start  Esc cancel"."""
    line = Content("")
    for key, meaning in pairs:
        if key:
            hint = tapped(Content.assemble((key, "bold $primary"), (f" {meaning}", "$muted")), key)
            line = Content.assemble(line, "   ", hint) if line else hint
    return line


def buttons(pairs: Iterable[tuple[str, str]], width: int) -> Content:
    """The same as buttons two lines high that fill the width; in several rows where they must.

    Args:
        pairs: Key and meaning.
        width: Cells of a line.
    """
    rows: list[list[tuple[str, str]]] = [[]]
    taken = 0
    for pair in (pair for pair in pairs if pair[0]):
        needed = _needed(pair, width)
        if rows[-1] and taken + needed > width:
            rows.append([])
            taken = 0
        rows[-1].append(pair)
        taken += needed
    return Content("\n").join(line for row in rows if row for line in _row(row, width))


def _needed(pair: tuple[str, str], width: int) -> int:
    return min(width, max(_LEAST, *(cells(text) + 2 for text in pair)))


def _row(pairs: Sequence[tuple[str, str]], width: int) -> tuple[Content, Content]:
    """Two lines: what the buttons do, and their keys; the room that is left is shared."""
    labels, keys = Content(""), Content("")
    spare = max(0, width - sum(_needed(pair, width) for pair in pairs))
    for number, (key, meaning) in enumerate(pairs):
        own = _needed((key, meaning), width) + spare // len(pairs) + (number < spare % len(pairs))
        labels += tapped(Content.styled(_centred(meaning, own), "bold $foreground on $panel"), key)
        keys += tapped(Content.styled(_centred(key, own), "$muted on $panel"), key)
    return labels, keys


def _centred(text: str, width: int) -> str:
    """Exactly `width` cells, of which the first and last are blank unless the text needs them."""
    left = max(0, width - cells(text)) // 2
    return fit(" " * left + text, width)


def tapped(content: Content, key: str) -> Content:
    """Content that a tap turns into a key; as it is where the key is several."""
    name = parse_key(key)
    return content if name is None else content.stylize(Style.from_meta({TAP: name}))
