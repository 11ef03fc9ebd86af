"""Keys in the kitty keyboard protocol: https://sw.kovidgoyal.net/kitty/keyboard-protocol/."""

from __future__ import annotations

from plangate.emulator.keys import legacy
from plangate.emulator.keys.names import char_of, shifted, types_text
from plangate.model.input import Key, KeyAction, Mod
from plangate.model.screen import Modes

__all__ = ["ALL_KEYS", "ALTERNATES", "DISAMBIGUATE", "EVENTS", "TEXT", "encode"]

DISAMBIGUATE, EVENTS, ALTERNATES, ALL_KEYS, TEXT = 1, 2, 4, 8, 16

_LOCKS = 64 | 128

_CONTROL_KEYS = {"escape": 27, "enter": 13, "tab": 9, "backspace": 127}

_TYPED_BY_HAND = frozenset({"enter", "tab", "backspace"})
"""Keys that keep their bytes so that `reset` can still be typed after a program that crashed."""

_NAMED = (
    ("caps_lock scroll_lock num_lock print_screen pause menu", 57358),
    (" ".join(f"f{number}" for number in range(13, 36)), 57376),
    (" ".join(f"kp_{digit}" for digit in range(10)), 57399),
    ("kp_decimal kp_divide kp_multiply kp_subtract kp_add kp_enter kp_equal kp_separator", 57409),
    ("kp_left kp_right kp_up kp_down kp_page_up kp_page_down kp_home kp_end kp_insert kp_delete", 57417),
)

_CODES: dict[str, tuple[int, str]] = {
    **{name: (code, "u") for name, code in _CONTROL_KEYS.items()},
    **{name: (first + place, "u") for names, first in _NAMED for place, name in enumerate(names.split())},
    **{name: (number, "~") for name, number in legacy.TILDE.items()},
    **{name: (1, final) for name, final in (legacy.CURSOR | legacy.PF).items()},
    "f3": (13, "~"),  # CSI R is the terminal's report of the cursor's position
}


def encode(key: Key, modes: Modes) -> bytes:
    """The bytes for a normalised key event under the flags in force."""
    flags = modes.kitty_flags
    released = key.action == KeyAction.RELEASE
    if released and not flags & EVENTS:
        return b""
    if not flags & ALL_KEYS:
        if key.name in _TYPED_BY_HAND and (released or not key.mods & ~_LOCKS):
            return b"" if released else legacy.encode(key, modes)
        if types_text(key) and not released:
            return key.text.encode("utf-8", "replace")
    if not flags & (DISAMBIGUATE | ALL_KEYS) and (key.action == KeyAction.PRESS or not flags & EVENTS):
        return legacy.encode(key, modes)
    return _escape(key, flags)


def _escape(key: Key, flags: int) -> bytes:
    char = char_of(key.name)
    number, final = (ord(char), "u") if char else _CODES.get(key.name, (0, ""))
    if not final:
        return b""
    code = str(number)
    if char and flags & ALTERNATES and key.mods & Mod.SHIFT:
        code += _alternate(char, key.text)
    mods = str(key.mods + 1) if key.mods else ""
    if flags & EVENTS and key.action != KeyAction.PRESS:
        mods = f"{key.mods + 1}:{int(key.action)}"
    text = ""
    if flags & ALL_KEYS and flags & TEXT and key.action != KeyAction.RELEASE:
        text = ":".join(str(ord(point)) for point in key.text)
    fields = [code, mods, text]
    while len(fields) > 1 and not fields[-1]:
        fields.pop()
    if fields == ["1"]:
        fields = []
    return f"\x1b[{';'.join(fields)}{final}".encode()


def _alternate(char: str, text: str) -> str:
    upper = text if len(text) == 1 else shifted(char)
    return "" if upper == char else f":{ord(upper)}"
