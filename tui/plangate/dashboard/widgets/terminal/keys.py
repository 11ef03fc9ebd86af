"""Textual's key events as the keys a person pressed."""

from __future__ import annotations

from functools import lru_cache

from textual.keys import REPLACED_KEYS, key_to_character

from plangate.model.input import Key, Mod

__all__ = ["to_key"]

_MODS = {"shift": Mod.SHIFT, "alt": Mod.ALT, "ctrl": Mod.CTRL, "super": Mod.SUPER, "meta": Mod.ALT}
_NAMES = {
    "pageup": "page_up",
    "pagedown": "page_down",
    "return": "enter",
    "newline": "j",
    "decimal": "kp_decimal",
    "divide": "kp_divide",
    "multiply": "kp_multiply",
    "subtract": "kp_subtract",
    "add": "kp_add",
}
_KEYS = frozenset(
    [
        *(
            "enter",
            "tab",
            "backspace",
            "escape",
            "space",
            "insert",
            "delete",
            "menu",
            "pause",
            "print_screen",
        ),
        *("up", "down", "left", "right", "home", "end", "page_up", "page_down"),
        *("caps_lock", "scroll_lock", "num_lock"),
    ]
) | {f"f{number}" for number in range(1, 36)}
_NOT_TYPING = Mod.ALT | Mod.CTRL | Mod.SUPER
_CTRL_H = "\x08"
"""Sent by terminals for Ctrl+h, and by most for Ctrl+Backspace; Textual calls it backspace."""


@lru_cache(maxsize=1024)
def to_key(name: str, character: str | None) -> Key | None:
    """The key of an event's `key` and `character`; None for keys that no program hears of alone."""
    if name == "backspace" and character == _CTRL_H:
        return Key("h", Mod.CTRL)
    if character == "\0":
        return Key("space", Mod.CTRL)  # Ctrl+@ is what terminals make of Ctrl+Space
    *modifiers, base = name.split("+")
    mods = 0
    for modifier in modifiers:
        mods |= _MODS.get(modifier, 0)
    base = _NAMES.get(base, base)
    if base in _KEYS or base.startswith("kp_"):
        return Key(base, mods, " " if base == "space" and not mods & _NOT_TYPING else "")
    typed = character if character and character.isprintable() else _character(base)
    if typed is None:
        return None
    if not mods & _NOT_TYPING:
        return Key(typed, mods, typed) if len(typed) == 1 else Key("", mods, typed)
    plain = _character(base) or typed
    if plain != plain.lower() and len(plain.lower()) == 1:
        return Key(plain.lower(), mods | Mod.SHIFT)
    return Key("space" if plain == " " else plain, mods)


def _character(base: str) -> str | None:
    if len(base) == 1:
        return base
    return key_to_character(REPLACED_KEYS.get(base, base))
