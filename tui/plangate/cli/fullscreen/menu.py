"""The menu behind the escape chord: one key, one act. Pure."""

from __future__ import annotations

from enum import Enum

__all__ = ["Choice", "choice_of", "menu_text"]


class Choice(Enum):
    """What a person may want while attached; the value is the key and its meaning."""

    DETACH = ("d", "detach")
    TAKE = ("t", "take focus")
    FIT = ("f", "fit to this terminal")
    REDRAW = ("r", "redraw")
    STOP = ("x", "stop the program")

    @property
    def key(self) -> str:
        """What is pressed."""
        return self.value[0]


_VIEW_ONLY = (Choice.DETACH, Choice.REDRAW)


def menu_text(chord: str, *, view_only: bool) -> str:
    """The line that is shown."""
    offered = _VIEW_ONLY if view_only else tuple(Choice)
    words = [f"{choice.value[0]} {choice.value[1]}" for choice in offered]
    if not view_only:
        words.append(f"{chord} sends {chord}")
    return " · ".join([*words, "any other key goes back"])


def choice_of(typed: bytes, *, view_only: bool) -> Choice | None:
    """What was chosen; None closes the menu."""
    offered = _VIEW_ONLY if view_only else tuple(Choice)
    word = typed[:1].decode("ascii", "replace").lower()
    return next((choice for choice in offered if choice.key == word), None)
