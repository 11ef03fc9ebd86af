"""Key names: which character or number stands behind each, and one canonical form for events."""

from __future__ import annotations

from plangate.model.input import Key, Mod

__all__ = ["KEYPAD", "SHIFTED", "char_of", "normalise", "shifted", "types_text"]

SHIFTED = dict(zip("`1234567890-=[]\\;',./", '~!@#$%^&*()_+{}|:"<>?', strict=True))
"""Shift on the keyboard layout of the United States, where nothing better is known."""

_UNSHIFTED = {upper: lower for lower, upper in SHIFTED.items()}

KEYPAD = {
    **{f"kp_{digit}": str(digit) for digit in range(10)},
    "kp_add": "+",
    "kp_decimal": ".",
    "kp_divide": "/",
    "kp_equal": "=",
    "kp_multiply": "*",
    "kp_separator": ",",
    "kp_subtract": "-",
    **{
        f"kp_{name}": name
        for name in [
            "enter",
            "left",
            "right",
            "up",
            "down",
            "page_up",
            "page_down",
            "home",
            "end",
            "insert",
            "delete",
        ]
    },
}
"""The key of the main block that does the same as a key of the keypad."""

_NOT_TEXT = 0xFF & ~(Mod.SHIFT | 64 | 128)  # neither Shift nor the lock keys keep a key from typing


def normalise(key: Key) -> Key:
    """The same event in canonical form.

    The name of a character key is its unshifted character ("space" for the blank) with Shift among
    the modifiers; the text is filled in where it follows from the name, and never a control
    character.
    """
    name, mods, text = key.name, key.mods & 0xFF, key.text
    if len(name) == 1:
        lower = name.lower()
        if lower != name and len(lower) == 1:
            name, mods, text = lower, mods | Mod.SHIFT, text or name
        elif mods & Mod.SHIFT and name in _UNSHIFTED:
            name, text = _UNSHIFTED[name], text or name
    if name in (" ", "space"):
        name, text = "space", text or " "
    elif len(name) == 1 and not text:
        text = shifted(name) if mods & Mod.SHIFT else name
    if mods & _NOT_TEXT or not text.isprintable():
        text = ""
    return Key(name, mods, text, key.action)


def shifted(char: str) -> str:
    """What Shift makes of a character."""
    upper = char.upper()
    return SHIFTED.get(char, upper if len(upper) == 1 else char)


def char_of(name: str) -> str:
    """The character a key name stands for; empty for keys that stand for none."""
    if name == "space":
        return " "
    return name if len(name) == 1 and name.isprintable() else ""


def types_text(key: Key) -> bool:
    """Whether a normalised event puts text into a line."""
    return bool(key.text) and not key.mods & _NOT_TEXT
