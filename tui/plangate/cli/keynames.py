"""Keys as people write them on the command line: "enter", "ctrl+c", "shift+tab", "F5". Pure."""

from __future__ import annotations

import difflib

from plangate.errors import UsageError
from plangate.model.input import Key, Mod

__all__ = ["key_named"]

_MODS = {
    "ctrl": Mod.CTRL,
    "control": Mod.CTRL,
    "c": Mod.CTRL,
    "alt": Mod.ALT,
    "meta": Mod.ALT,
    "shift": Mod.SHIFT,
    "super": Mod.SUPER,
    "cmd": Mod.SUPER,
}
_SPELLINGS = {
    "return": "enter",
    "esc": "escape",
    "del": "delete",
    "ins": "insert",
    "bs": "backspace",
    "pageup": "page_up",
    "pgup": "page_up",
    "pagedown": "page_down",
    "pgdn": "page_down",
    "space": " ",
}
_NAMES = frozenset(
    [
        "enter",
        "tab",
        "backspace",
        "escape",
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "page_up",
        "page_down",
        "insert",
        "delete",
        "menu",
        "pause",
    ]
) | {f"f{number}" for number in range(1, 36)}


def key_named(text: str) -> Key:
    """The key that a text names.

    Raises:
        UsageError: There is no such key.
    """
    *words, last = text.split("+") if not text.endswith("+") else [*text[:-2].split("+"), "+"]
    mods = 0
    for word in filter(None, words):
        if word.lower() not in _MODS:
            raise UsageError(
                f'"{word}" in "{text}" is not a modifier', "There are ctrl, alt, shift and super."
            )
        mods |= _MODS[word.lower()]
    if len(last) == 1:
        return _character(last, mods)
    name = _SPELLINGS.get(last.lower(), last.lower())
    if name == " ":
        return _character(name, mods)
    if name not in _NAMES:
        close = difflib.get_close_matches(name, sorted(_NAMES), n=1)
        raise UsageError(f'there is no key "{last}"', f'Did you mean "{close[0]}"?' if close else "")
    return Key(name, mods)


def _character(char: str, mods: int) -> Key:
    if mods & ~Mod.SHIFT:
        return Key(char.lower(), mods)
    text = char.upper() if mods & Mod.SHIFT else char
    return Key(text, 0, text)
