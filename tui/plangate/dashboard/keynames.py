"""Names of keys: what people write in a keymap, what Textual calls them, and how they are shown."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from textual.keys import KEY_NAME_REPLACEMENTS, REPLACED_KEYS, key_to_character

__all__ = ["key_label", "parse_key"]

_MODIFIERS = ("ctrl", "alt", "shift", "super")
_MODIFIER_SPELLINGS = {"control": "ctrl", "c": "ctrl", "meta": "alt", "option": "alt", "cmd": "super"}
_SPELLINGS = {
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "pgup": "pageup",
    "page_up": "pageup",
    "pgdn": "pagedown",
    "page_down": "pagedown",
    "ins": "insert",
}
_NAMED = frozenset(
    [
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "pageup",
        "pagedown",
        "insert",
        "delete",
        "backspace",
        "enter",
        "escape",
        "tab",
        "space",
    ]
) | {f"f{number}" for number in range(1, 25)}
_LABELS = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "space": "Space",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "insert": "Ins",
    "delete": "Del",
    "backspace": "Backspace",
}
_MODIFIER_LABELS = {"ctrl": "Ctrl", "alt": "Alt", "shift": "Shift", "super": "Super"}


def parse_key(text: str) -> str | None:
    """Textual's name for a key as people write it ("Ctrl+]", "?", "F5", "R"); None when there is none.

    A letter alone counts as it is written, so "R" is Shift+r; "Ctrl+P" is "ctrl+p" all the same.
    """
    if len(text) == 1 and text not in _SPELLINGS:
        return _character_name(text)
    *written, last = text.strip().split("+") if not text.endswith("++") else [*text[:-2].split("+"), "+"]
    modifiers = [_MODIFIER_SPELLINGS.get(word.lower(), word.lower()) for word in written]
    if any(modifier not in _MODIFIERS for modifier in modifiers) or len(set(modifiers)) < len(modifiers):
        return None
    name = _base_name(last)
    if name is None:
        return None
    if modifiers == ["shift"] and len(name) == 1:
        return name.upper()
    if modifiers and len(name) == 1:
        name = name.lower()
    return "+".join([*(modifier for modifier in _ORDER if modifier in modifiers), name])


_ORDER = ("alt", "ctrl", "shift", "super")
"""Textual writes modifiers in alphabetical order."""


def _base_name(word: str) -> str | None:
    if len(word) == 1 and word not in _SPELLINGS:
        return _character_name(word)
    lower = _SPELLINGS.get(word.lower(), word.lower())
    if lower in _NAMED:
        return lower
    return lower if _character_of(lower) is not None else None


def _character_of(name: str) -> str | None:
    return key_to_character(REPLACED_KEYS.get(name, name))


def _character_name(char: str) -> str | None:
    if char == " ":
        return "space"
    if char.isalnum():
        return char
    if not char.isprintable():
        return None
    name = unicodedata.name(char, "").lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name) or None


@lru_cache(maxsize=512)
def key_label(key: str) -> str:
    """A Textual key name as people read it: "ctrl+right_square_bracket" is "Ctrl+]"."""
    *modifiers, name = key.split("+")
    shown = _LABELS.get(name)
    if shown is None:
        shown = _character_of(name) or (name.upper() if name in _NAMED else name)
    if modifiers and len(shown) == 1:
        shown = shown.upper()
    return "+".join([*(_MODIFIER_LABELS.get(modifier, modifier) for modifier in modifiers), shown])
