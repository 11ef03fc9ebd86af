"""Keys in xterm's legacy encoding: PC-style function keys, application modes, modifyOtherKeys.

Sources: xterm's ctlseqs ("PC-Style Function Keys", "VT220-Style Function Keys") and its page on
modified keys.
"""

from __future__ import annotations

from plangate.emulator.keys.names import KEYPAD, char_of, shifted, types_text
from plangate.emulator.keys.other import other_key
from plangate.model.input import Key, KeyAction, Mod
from plangate.model.screen import Modes

__all__ = ["CURSOR", "PF", "TILDE", "encode"]

CURSOR = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F"}
"""Final bytes of the keys that DECCKM switches between CSI and SS3."""

PF = {"f1": "P", "f2": "Q", "f3": "R", "f4": "S"}

TILDE = {
    "insert": 2,
    "delete": 3,
    "page_up": 5,
    "page_down": 6,
    **{
        f"f{number}": code
        for number, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)
    },
}
"""Numbers of the keys written as CSI number ~, also in the kitty protocol."""

_HIGH = {
    **{
        f"f{number}": code
        for number, code in zip(range(13, 21), (25, 26, 28, 29, 31, 32, 33, 34), strict=True)
    },
    **{f"f{number}": number + 21 for number in range(21, 36)},
    "menu": 29,
}

_APPLICATION_KEYPAD = {
    **{f"kp_{digit}": "pqrstuvwxy"[digit] for digit in range(10)},
    "kp_enter": "M",
    "kp_equal": "X",
    "kp_multiply": "j",
    "kp_add": "k",
    "kp_separator": "l",
    "kp_subtract": "m",
    "kp_decimal": "n",
    "kp_divide": "o",
}

_CONTROL = {
    **{chr(code + 0x60): code for code in range(1, 27)},
    **dict(zip(" 2345678/", (0, 0, 27, 28, 29, 30, 31, 127, 31), strict=True)),
    **dict(zip("@[\\]^_~?", (0, 27, 28, 29, 30, 31, 30, 127), strict=True)),
}
"""The control code a character becomes with Ctrl; the others stay as they are."""


def encode(key: Key, modes: Modes) -> bytes:
    """The bytes for a normalised key event; releases have none."""
    if key.action == KeyAction.RELEASE:
        return b""
    name, mods = key.name, key.mods & 0xF
    if name in KEYPAD:
        keypad = _keypad(key, mods, modes)
        if keypad:
            return keypad
        name = KEYPAD[name]
    function = _function(name, mods, modes)
    return function if function else _typing(key, name, mods, modes)


def _keypad(key: Key, mods: int, modes: Modes) -> bytes:
    if types_text(key):  # NumLock is on, which xterm puts above the keypad's application mode
        return _utf8(key.text)
    if modes.app_keypad and key.name in _APPLICATION_KEYPAD:
        return f"\x1bO{mods + 1 if mods else ''}{_APPLICATION_KEYPAD[key.name]}".encode()
    char = char_of(KEYPAD[key.name])
    if not char or mods & Mod.SUPER:
        return b""
    return (b"\x1b" if mods & Mod.ALT else b"") + char.encode()


def _function(name: str, mods: int, modes: Modes) -> bytes:
    final = CURSOR.get(name) or PF.get(name)
    if final:
        if mods:
            return f"\x1b[1;{mods + 1}{final}".encode()
        return (f"\x1bO{final}" if name in PF or modes.app_cursor else f"\x1b[{final}").encode()
    number = TILDE.get(name) or _HIGH.get(name)
    if number:
        return (f"\x1b[{number};{mods + 1}~" if mods else f"\x1b[{number}~").encode()
    return b""


def _typing(key: Key, name: str, mods: int, modes: Modes) -> bytes:
    code = other_key(name, mods, modes.modify_other_keys)
    if code is not None:
        return f"\x1b[27;{mods + 1};{code}~".encode()
    if mods & Mod.SUPER:
        return b""  # legacy programs know no such modifier, and the plain key would be another command
    prefix = b"\x1b" if mods & Mod.ALT else b""
    match name:
        case "enter":
            return prefix + (b"\r\n" if modes.newline else b"\r")
        case "tab":
            return prefix + (b"\x1b[Z" if mods & Mod.SHIFT else b"\t")
        case "escape":
            return prefix + b"\x1b"
        case "backspace":
            return prefix + (b"\x08" if modes.backarrow_sends_bs != bool(mods & Mod.CTRL) else b"\x7f")
        case _:
            return _character(key, name, mods, prefix)


def _character(key: Key, name: str, mods: int, prefix: bytes) -> bytes:
    if key.text:
        return _utf8(key.text)
    char = char_of(name)
    if not char:
        return b""
    upper = shifted(char) if mods & Mod.SHIFT else char
    if mods & Mod.CTRL:
        control = _CONTROL.get(upper, _CONTROL.get(char))
        if control is not None:
            return prefix + bytes([control])
    return prefix + _utf8(upper)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")
