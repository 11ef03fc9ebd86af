"""Which keys xterm's modifyOtherKeys writes as CSI 27 ; modifiers ; code ~."""

from __future__ import annotations

from plangate.emulator.keys.names import char_of, shifted
from plangate.model.input import Mod

__all__ = ["other_key"]

_CODES = {"enter": 13, "tab": 9, "escape": 27, "backspace": 127}
_CONTROL_ALIASES = frozenset(" 2345678/")
"""Characters outside @ to DEL that Ctrl turns into a control code all the same."""


def other_key(name: str, mods: int, level: int) -> int | None:
    """The code to report for a key, or None where the key keeps its legacy encoding.

    Level 1 leaves alone whatever has a well-known meaning (Ctrl+letter, Alt as an ESC prefix);
    level 2 reports every modified key but Shift with a character that is none of @ to DEL.
    """
    if not level or not mods:
        return None
    code = _CODES.get(name)
    if code is not None:
        return code if _reports_control_key(name, mods, level) else None
    char = char_of(name)
    if not char:
        return None
    if mods & Mod.SHIFT:
        char = shifted(char)
    return ord(char) if (_level_1 if level == 1 else _level_2)(char, mods) else None


def _reports_control_key(name: str, mods: int, level: int) -> bool:
    match name:
        case "enter":
            return True
        case "tab":
            return mods != Mod.SHIFT
        case "escape":
            return level > 1 or bool(mods & ~(Mod.CTRL | Mod.SHIFT))
        case _:
            return level > 1 and bool(mods & ~Mod.CTRL)


def _level_1(char: str, mods: int) -> bool:
    if not mods & (Mod.CTRL | Mod.SUPER):
        return False
    if "@" <= char <= "\x7f" or char in _CONTROL_ALIASES:
        return bool(mods & ~(Mod.CTRL | Mod.ALT))
    return True


def _level_2(char: str, mods: int) -> bool:
    return mods != Mod.SHIFT or "@" <= char <= "\x7f"
